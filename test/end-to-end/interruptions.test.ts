import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { startEngineProcess } from '../../src/sandbox/embedded-mongodb/engine-process.ts';
import { prepareEngineLibrary } from '../../src/sandbox/embedded-mongodb/native-library.ts';
import { approves, cardOf, comesToRest, endingOfNewest, play } from '../support/journey.ts';
import { pause } from '../support/moments.ts';
import { PATIENCE, TIMEOUT_MS } from '../support/patience.ts';
import { LONGER_THAN_A_LEASE, openProcessWorld, type ProcessWorld } from '../support/processes.ts';

const ASK = 'I need access to Zendesk and Power BI';
const WRITE = { vendor: 'microsoft', call: /^POST .*\/members\/\$ref$/ } as const;

type Engine = Awaited<ReturnType<typeof startEngineProcess>>;

let directory: string;
let library: string;
let engine: Engine;
let world: ProcessWorld;

/** A database of our own, since it is taken away. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-interrupted-'));
  library = await prepareEngineLibrary();
  engine = await startEngineProcess({ directory, port: 0, library });
  world = await openProcessWorld({
    mongodbUri: `mongodb://127.0.0.1:${engine.port}/countersign?directConnection=true`,
  });
}, TIMEOUT_MS);
afterEach(() => world.clear());
afterAll(async () => {
  await world.close();
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
});

/** A call whose beginning has come over a connection that its caller keeps open. */
async function beginsCall(url: string) {
  const agent = new Agent({ keepAlive: true });
  const call = request(url, { method: 'POST', agent, headers: { expect: '100-continue' } });
  call.flushHeaders();
  await once(call, 'continue');
  return {
    async finish() {
      call.end('{}');
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      agent.destroy();
      return { status: answer.statusCode, connection: answer.headers.connection };
    },
  };
}

it(
  'ends what it has begun when it is asked to stop, and leaves nothing to be done twice',
  async () => {
    const stopping = await world.start();
    await play({ world, process: stopping }, { text: ASK, acts: [] });
    const writing = pause(world, { ...WRITE, at: 'arrived' });
    await approves('tess')({ world, process: stopping });
    await writing.reached;
    const call = await beginsCall(`${stopping.url}/slack/events`);

    stopping.signal('SIGTERM');
    await vi.waitFor(async () => {
      await expect(fetch(`${stopping.url}/readyz`), 'takes nothing new').rejects.toThrow();
    }, PATIENCE);
    expect(await call.finish(), 'is answered, and hung up on').toEqual({ status: 401, connection: 'close' });
    writing.release();
    expect(await stopping.ended).toBe(0);
    const ending = await endingOfNewest(world);
    expect(ending).toMatchObject({ status: 'completed', owed: [], tickets: ['Completed'] });

    const next = await world.start();
    world.clock.advance(LONGER_THAN_A_LEASE);
    await next.catchUp();
    expect(await endingOfNewest(world)).toEqual(ending);
    expect(ending.changes).toHaveLength(2);
    await next.close();
  },
  TIMEOUT_MS,
);

it(
  'loses nothing while the database is away, and says that it is not ready',
  async () => {
    const lane = { world, process: await world.start() };
    const readiness = async () => (await fetch(`${lane.process.url}/readyz`)).status;
    await play(lane, { text: ASK, acts: [] });
    expect(await readiness()).toBe(200);
    const writing = pause(world, { ...WRITE, at: 'done' });
    await approves('tess')(lane);
    await writing.reached;

    process.kill(engine.pid, 'SIGKILL');
    await engine.ended;
    writing.release();
    await vi.waitFor(async () => expect(await readiness()).toBe(503), PATIENCE);
    const said = world.slack.says('max', 'dm', 'I need access to Power BI');
    await vi.waitFor(() => expect(lane.process.lines.join()).toContain('could not be taken'), PATIENCE);
    engine = await startEngineProcess({ directory, port: engine.port, library });
    await vi.waitFor(async () => expect(await readiness()).toBe(200), PATIENCE);

    const { delivery, message } = await said;
    expect(delivery.acknowledged, 'a message that was not acknowledged comes again').toBe(true);
    expect(delivery.attempts.length).toBeGreaterThan(1);
    world.clock.advance(LONGER_THAN_A_LEASE);
    await lane.process.catchUp();
    await comesToRest(lane);
    const requests = await world.stores.requests.recent(10);
    expect(requests.map(({ status, outbox }) => `${status} ${outbox.length}`).sort()).toEqual([
      'completed 0',
      'completed 0',
    ]);
    expect(
      requests.flatMap(({ messages }) => messages.filter(({ key }) => key.endsWith(message.ts))),
    ).toHaveLength(1);
    expect(
      world.changes.map(({ path }) => path),
      'executions',
    ).toHaveLength(2);
    expect(cardOf(world, 'tess').blocks.map(({ type }) => type)).not.toContain('actions');
  },
  TIMEOUT_MS,
);
