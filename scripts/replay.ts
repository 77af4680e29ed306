import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { replayEvent } from '../src/bots/slack/index.ts';
import { CountersignError } from '../src/errors.ts';
import { startOwnSandbox } from './own-sandbox.ts';
import type { Payload } from './recast.ts';
import { type Answer, replayInto, senderTo } from './replay-into.ts';

interface Options {
  url?: string;
  as?: string;
}

const command = new Command('npm run replay --')
  .description('Sends one recorded payload through the real path: signed, over HTTP.')
  .argument('<surface>', 'slack or teams')
  .argument('<file>', 'a recorded event, interaction or activity as JSON, or a command as form fields')
  .option(
    '--url <url>',
    'for slack, a running instance; SLACK_SIGNING_SECRET has to be its own. Without it, a sandbox is started',
  )
  .option('--as <person>', 'in the sandbox: as if this person had done it, such as dana')
  .action(async (surface: string, file: string, options: Options) => {
    try {
      process.exitCode = await replay(surface, file, options);
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  });

/** For the process: 0 when it was taken, 1 when it was refused. */
async function replay(surface: string, file: string, { url, as }: Options): Promise<number> {
  const send = senderTo(surface);
  const payload = await readPayload(file);
  if (url === undefined) return replayInSandbox(payload, as, send);
  if (surface === 'slack') return replayAt(payload, url);
  throw new CountersignError(
    'invalid_input',
    'What Teams delivers only Microsoft can sign: it is replayed in a sandbox alone, without --url.',
  );
}

async function replayAt(payload: Payload, url: string): Promise<number> {
  const signingSecret = process.env['SLACK_SIGNING_SECRET'];
  if (!signingSecret)
    throw new CountersignError('bad_configuration', 'Set SLACK_SIGNING_SECRET to that of the instance.');
  try {
    return report(await replayEvent(payload, { appUrl: url.replace(/\/+$/, ''), signingSecret }));
  } catch (cause) {
    throw new CountersignError('unavailable', `Nobody answers at ${url}.`, { cause });
  }
}

async function replayInSandbox(
  recorded: Payload,
  as: string | undefined,
  send: ReturnType<typeof senderTo>,
): Promise<number> {
  const sandbox = await startOwnSandbox();
  try {
    const { answer, story } = await replayInto(sandbox, send, { recorded, as });
    const exitCode = report(answer);
    console.log(`\nWhat became of it:\n\n${story || 'Nothing: no message, no ticket, no request.'}`);
    return exitCode;
  } finally {
    await sandbox.close();
  }
}

const MEANINGS: Readonly<Record<number, string>> = {
  200: 'taken',
  400: 'refused: nothing that the vendor would send',
  401: 'refused: wrong signature, or a workspace in which the bot is not installed',
  503: 'not taken: nothing here answers to it, or it could not be stored',
};

function report({ status, body }: Answer): number {
  console.log(`Answer: HTTP ${status} (${MEANINGS[status] ?? 'not expected'})${body ? `\n${body}` : ''}`);
  return status === 200 ? 0 : 1;
}

/** JSON as it is; a form as Slack posts commands, or an interaction in its `payload` field. */
async function readPayload(file: string): Promise<Payload> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CountersignError('invalid_input', `The file ${file} cannot be read.`, { cause });
  });
  try {
    if (text.trimStart().startsWith('{')) return JSON.parse(text) as Payload;
    const fields = Object.fromEntries(new URLSearchParams(text.trim()));
    return fields['payload'] ? (JSON.parse(fields['payload']) as Payload) : fields;
  } catch (cause) {
    throw new CountersignError('invalid_input', `The file ${file} is neither JSON nor a form.`, { cause });
  }
}

await command.parseAsync();
// What its libraries have left running, such as timers of jobs, would keep the process.
process.exit();
