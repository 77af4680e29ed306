import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a database that a test can cut and mend. */
export interface DatabaseLine {
  /** The database's address by this line. */
  uri: string;
  cut(): void;
  mend(): void;
  close(): void;
}

/**
 * Opens a line that works, or, with `cut: true`, one that hangs up on whoever calls until it is mended. It listens all the
 * time: on a port that was given up, a call can be left waiting, or somebody else be found.
 */
export async function openDatabaseLine(
  uri: string,
  { cut = false }: { cut?: boolean } = {},
): Promise<DatabaseLine> {
  const { hostname, port } = new URL(uri);
  const calls = new Set<Socket>();
  let isCut = cut;
  const server = createServer((near) => {
    near.on('error', () => undefined).on('close', () => calls.delete(near));
    if (isCut) return void near.destroy();
    calls.add(near);
    const far = connect(Number(port), hostname);
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(uri);
  own.port = String((server.address() as AddressInfo).port);
  own.searchParams.set('directConnection', 'true');
  const cutNow = () => {
    isCut = true;
    for (const call of calls) call.destroy();
  };
  return {
    uri: own.href,
    cut: cutNow,
    mend: () => {
      isCut = false;
    },
    close: () => {
      cutNow();
      server.close();
    },
  };
}
