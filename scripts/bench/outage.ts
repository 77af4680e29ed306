import { readConfig } from '../../src/config.ts';
import { silentLogger } from '../../src/logger.ts';
import { isAtRest } from '../../src/models/request-state.ts';
import { psaWindows } from '../../src/sandbox/psa-windows/psa-windows.ts';
import type { Fault } from '../../src/sandbox/simulated-vendor.ts';
import { type StartedSandbox, startSandbox } from '../../src/start.ts';
import { percentile, table } from './measure.ts';

/** Requests of the client that is measured, one after the other, for each row. */
const REQUESTS = Number(process.argv[2] ?? 100);
const LOOKS_EVERY_MS = 2;
/** How often somebody of the other client opens a ticket in the PSA that is away. */
const OPENS_EVERY_MS = 200;

interface Row {
  what: string;
  /** Somebody of the other client opens tickets meanwhile. */
  busy: boolean;
  fault?: Fault['answer'];
}

const ROWS: readonly Row[] = [
  { what: 'nobody else at work', busy: false },
  { what: 'the other client at work, its PSA well', busy: true },
  { what: 'its PSA refuses connections', busy: true, fault: { kind: 'refuse' } },
  { what: 'its PSA hangs', busy: true, fault: { kind: 'hang' } },
  {
    what: 'its PSA answers 429',
    busy: true,
    fault: { kind: 'status', status: 429, headers: { 'retry-after': '5' } },
  },
  { what: 'its PSA answers 500', busy: true, fault: { kind: 'status', status: 500 } },
  { what: 'its PSA does what it is told and says nothing', busy: true, fault: { kind: 'effect_then_cut' } },
];

/** From Bea's ticket in Jira to the answer on it, while ConnectWise, where the other client's tickets are, is away. */
async function run(sandbox: StartedSandbox): Promise<string> {
  const { world } = sandbox;
  await world.control.setTickets('brightfield', { psa: 'jira' });
  await measure(sandbox, 20);
  const rows: string[][] = [];
  for (const row of ROWS) {
    const samples = await during(sandbox, row, () => measure(sandbox, REQUESTS));
    const spread = [0.5, 0.99].map((share) => `${percentile(samples, share).toFixed(0)} ms`);
    rows.push([row.what, ...spread]);
  }
  return table([['what happens beside', 'p50', 'p99'], ...rows]);
}

async function during<Result>(
  { world, app }: StartedSandbox,
  { busy, fault }: Row,
  measured: () => Promise<Result>,
): Promise<Result> {
  const { connectwise } = psaWindows(world);
  if (fault) connectwise.vendor.faults.add({ path: /./, times: 1_000_000, answer: fault });
  const opens = setInterval(() => {
    if (busy)
      connectwise.contactOpensTicket({ email: 'dana@lakeside.example', summary: 'Who is my manager?' });
  }, OPENS_EVERY_MS);
  try {
    return await measured();
  } finally {
    clearInterval(opens);
    connectwise.vendor.faults.clear();
    await app.idle();
  }
}

async function measure(sandbox: StartedSandbox, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) samples.push(await answered(sandbox));
  return samples;
}

const bea = { provider: 'jira' as const, tenant: 'BRIG', user: 'qm:demo:601' };

async function answered({ world, app }: StartedSandbox): Promise<number> {
  const { jira } = psaWindows(world);
  const startedAt = performance.now();
  const id = jira.contactOpensTicket({ email: 'bea@brightfield.example', summary: 'Who is my manager?' });
  for (;;) {
    const request = await app.stores.requests.newestInConversation(`psa:jira:${id}`, bea);
    if (request && isAtRest(request.status) && request.outbox.length === 0)
      return performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
}

const settings = { PORT: '0', POLL_TICKETS_EVERY_MS: '5000', REQUESTS_PER_PERSON_PER_HOUR: '1000000' };
const sandbox = await startSandbox(readConfig(settings, ['--sandbox']), silentLogger);
try {
  console.log(await run(sandbox));
} finally {
  await sandbox.close();
}
process.exit();
