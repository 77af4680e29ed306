import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The bot's end of a simulated Teams, without a bot: it writes down what comes and answers what it is told to. */
export interface RecordingBot {
  readonly url: string;
  readonly received: { headers: IncomingMessage['headers']; activity: Record<string, unknown> }[];
  /** The next answers; 200 with nothing once used up. Without a status it never answers. */
  readonly answers: { status?: number; body?: unknown }[];
  activities(): Record<string, unknown>[];
  close(): void;
}

export async function startRecordingBot(): Promise<RecordingBot> {
  const received: RecordingBot['received'] = [];
  const answers: RecordingBot['answers'] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const activity = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
      received.push({ headers: request.headers, activity });
      const { status, body } = answers.shift() ?? { status: 200 };
      if (status !== undefined)
        response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    activities: () => received.map(({ activity }) => activity),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
