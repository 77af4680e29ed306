import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedMongo } from '../../src/sandbox/embedded-mongodb/index.ts';
import { percentile, runAtOnce, table } from './measure.ts';
import { openBench, type RequestSample } from './open-bench.ts';

/** Requests measured at each load: the first argument. The first ones of each run warm up and are not counted. */
const REQUESTS = Number(process.argv[2] ?? 2_000);
const WARM_UP = 500;
const LOADS = [1, 16, 64];
/** Counting commands costs processor time itself, so it is done in a run of its own. */
const COUNTED = 300;

type Bench = Awaited<ReturnType<typeof openBench>>;

async function run(uri: string): Promise<string> {
  const counted = await withBench(uri, { counting: true }, (bench) =>
    forEachLoad((load) => count(bench, load)),
  );
  const timed = await withBench(uri, { counting: false }, (bench) =>
    forEachLoad((load) => time(bench, load)),
  );
  const rows = LOADS.map((load, index) => [String(load), ...(timed[index] ?? []), ...(counted[index] ?? [])]);
  return table([HEAD, ...rows, AIM]);
}

const HEAD = [
  'at once',
  'requests/s',
  'acknowledged p50 / p99',
  'message to waiting p50 / p99',
  'approval to reply p50 / p99',
  'processor time',
  'model calls',
  'round trips',
  'durable writes',
  'stored while waiting',
];
const AIM = ['aim at 64', '400', '- / 50 ms', '', '', '3 ms', '2', '8', '6', '4,096 B'];

async function withBench<Result>(
  uri: string,
  options: { counting: boolean },
  use: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const bench = await openBench(uri, options);
  try {
    await runAtOnce(
      WARM_UP,
      16,
      async (index) => void (await bench.wholeRequest(`warm-${options.counting}-${index}`)),
    );
    await bench.idle();
    return await use(bench);
  } finally {
    await bench.close();
  }
}

async function forEachLoad<Result>(measure: (load: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const load of LOADS) results.push(await measure(load));
  return results;
}

async function time(bench: Bench, load: number): Promise<string[]> {
  const requests = load === 1 ? Math.ceil(REQUESTS / 4) : REQUESTS;
  const samples: RequestSample[] = [];
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await runAtOnce(
    requests,
    load,
    async (index) => void samples.push(await bench.wholeRequest(`timed-${load}-${index}`)),
  );
  await bench.idle();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const spread = (of: (sample: RequestSample) => number) =>
    `${[0.5, 0.99].map((share) => percentile(samples.map(of), share).toFixed(1)).join(' / ')} ms`;
  return [
    (requests / seconds).toFixed(0),
    spread(({ acknowledgedMs }) => acknowledgedMs),
    spread(({ toWaitingMs }) => toWaitingMs),
    spread(({ toReplyMs }) => toReplyMs),
    `${((user + system) / 1_000 / requests).toFixed(2)} ms`,
  ];
}

async function count(bench: Bench, load: number): Promise<string[]> {
  const before = { ...bench.counters() };
  await runAtOnce(
    COUNTED,
    load,
    async (index) => void (await bench.wholeRequest(`counted-${load}-${index}`)),
  );
  await bench.idle();
  const after = bench.counters();
  const each = (name: keyof typeof after) => ((after[name] - before[name]) / COUNTED).toFixed(1);
  const bytes = await bench.waitingBytes(`waiting-${load}`);
  return [each('modelCalls'), each('roundTrips'), each('durableWrites'), `${bytes.toLocaleString('en')} B`];
}

const directory = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
const mongo = process.env['MONGODB_URI'] ? undefined : await startEmbeddedMongo({ directory });
try {
  console.log(await run(process.env['MONGODB_URI'] ?? mongo?.uri ?? ''));
} finally {
  await mongo?.close();
  await rm(directory, { recursive: true, force: true });
}
