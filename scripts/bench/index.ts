import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedMongo } from '../../src/sandbox/embedded-mongodb/index.ts';
import { openBench } from './open-bench.ts';
import { percentile, runAtOnce, table } from './measure.ts';

/** Requests measured at each load; the first ones of all warm up and are not counted. */
const REQUESTS = Number(process.argv[2] ?? 1_500);
const WARM_UP = 400;
const LOADS = [1, 16, 64];

const directory = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
const mongo = process.env['MONGODB_URI'] ? undefined : await startEmbeddedMongo({ directory });
const bench = await openBench(process.env['MONGODB_URI'] ?? mongo?.uri ?? '');

try {
  await runAtOnce(WARM_UP, 16, (index) => bench.wholeRequest(`warm-${index}`).then(() => undefined));
  const rows = [HEADLINE()];
  for (const atOnce of LOADS) rows.push(await measure(atOnce));
  console.log(`${table(rows)}\n`);
  console.log(
    table([
      [
        'aim',
        'model calls',
        'durable writes',
        'round trips',
        'stored while waiting',
        'processor time',
        'acknowledgement p99 at 64',
        'requests/s at 64',
      ],
      ['', '2', '6', '8', '4 kB', '3 ms', '50 ms', '400'],
    ]),
  );
} finally {
  await bench.close();
  await mongo?.close();
  await rm(directory, { recursive: true, force: true });
}

function HEADLINE(): string[] {
  return [
    'at once',
    'requests/s',
    'to waiting p50/p99',
    'to reply p50/p99',
    'acknowledged p50/p99',
    'model calls',
    'round trips (of which durable writes)',
    'stored while waiting',
    'processor time',
  ];
}

async function measure(atOnce: number): Promise<string[]> {
  const count = atOnce === 1 ? Math.ceil(REQUESTS / 4) : REQUESTS;
  const before = bench.counters();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const samples: Awaited<ReturnType<typeof bench.wholeRequest>>[] = [];
  await runAtOnce(
    count,
    atOnce,
    async (index) => void samples.push(await bench.wholeRequest(`${atOnce}-${index}`)),
  );
  await bench.idle();
  const elapsedMs = performance.now() - startedAt;
  const used = process.cpuUsage(cpu);
  const after = bench.counters();
  const each = (now: number, then: number) => ((now - then) / count).toFixed(2);
  const spread = (of: (sample: (typeof samples)[number]) => number) =>
    [0.5, 0.99]
      .map((share) => `${percentile(samples.map(of), share).toFixed(1)}`)
      .join(' / ')
      .concat(' ms');
  return [
    String(atOnce),
    (count / (elapsedMs / 1_000)).toFixed(0),
    spread(({ toWaitingMs }) => toWaitingMs),
    spread(({ toReplyMs }) => toReplyMs),
    spread(({ acknowledgedMs }) => acknowledgedMs),
    each(after.modelCalls, before.modelCalls),
    `${each(after.roundTrips, before.roundTrips)} (${each(after.durableWrites, before.durableWrites)})`,
    `${Math.round(await bench.waitingBytes(`waiting-${atOnce}`))} B`,
    `${((used.user + used.system) / 1_000 / count).toFixed(2)} ms`,
  ];
}
