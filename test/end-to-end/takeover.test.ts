import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  asks,
  becomes,
  cardOf,
  cardsAbout,
  notesOf,
  repliesTo,
  requestOf,
  setPolicies,
  ticketsOf,
} from '../support/journey.ts';
import { type CallPattern, type Pause, pause, trap } from '../support/moments.ts';
import { PATIENCE, TIMEOUT_MS } from '../support/patience.ts';
import {
  type CountersignProcess,
  LONGER_THAN_A_LEASE,
  openProcessWorld,
  type ProcessWorld,
} from '../support/processes.ts';

const TECHNICIANS = ['tess', 'theo', 'ada'] as const;
const ZENDESK = 'I need access to Zendesk';

const MODEL = { vendor: 'openai', call: /^POST / } as const;
const NOTE = { vendor: 'connectwise', call: /^POST .*\/notes$/ } as const;
const LOOK_AT_GROUP = { vendor: 'microsoft', call: /^GET .*\/groups\/[^/]+$/ } as const;
const WRITE = { vendor: 'microsoft', call: /^POST .*\/members\/\$ref$/ } as const;

let world: ProcessWorld;
/** Runs all the time, and takes over. */
let steady: CountersignProcess;

beforeAll(async () => {
  world = await openProcessWorld();
  steady = await world.start();
}, TIMEOUT_MS);
beforeEach(async () => {
  await world.clear();
  await setPolicies(world, {});
});
afterAll(() => world.close());

/** Both clocks go on; the late one is still busy, so that it answers when it has been let go. */
async function takeOverFrom(late: CountersignProcess): Promise<void> {
  world.clock.advance(LONGER_THAN_A_LEASE);
  await steady.catchUp();
  void late.catchUp().catch(() => undefined);
  await vi.waitFor(async () => expect(await late.aheadMs()).toBe(world.clock.offsetMs), PATIENCE);
}

/** Lets it go on with what it was stuck in, and waits until it has nothing in hand. */
async function finish(late: CountersignProcess, stuck: Pause): Promise<void> {
  stuck.release();
  late.signal('SIGTERM');
  expect(await late.ended, 'ended with what it had in hand').toBe(0);
}

describe('a worker that is too late', { timeout: TIMEOUT_MS }, () => {
  type Stuck = CallPattern & { at: 'arrived' | 'done' };

  it.each<[string, Stuck]>([
    ['its diagnosis', { ...MODEL, at: 'arrived' }],
    ['what the model told it', { ...MODEL, at: 'done' }],
    ['cards, after the answer to its note', { ...NOTE, at: 'done' }],
  ])('has no say any more once somebody else has taken over: %s', async (_what, moment) => {
    const late = await world.start();
    const stuck = pause(world, moment);
    const { message } = await world.slack.says('dana', 'dm', ZENDESK);
    await stuck.reached;
    await takeOverFrom(late);
    const request = await becomes(world, message.ts, ['awaiting_approval']);
    await finish(late, stuck);

    const now = await becomes(world, message.ts, ['awaiting_approval']);
    expect(now.version, 'saves').toBe(request.version);
    expect(ticketsOf(world, request), 'tickets').toHaveLength(1);
    expect(notesOf(world, request), 'the description and the plan').toHaveLength(2);
    for (const who of TECHNICIANS) expect(cardsAbout(world, request, who), `cards to ${who}`).toHaveLength(1);
  });

  it.each<[string, Stuck]>([
    ['a look at the group, which shows nobody else’s write yet', { ...LOOK_AT_GROUP, at: 'done' }],
    ['the answer to its write', { ...WRITE, at: 'done' }],
  ])('neither writes nor answers after %s', async (_what, moment) => {
    const late = await world.start();
    const ts = await asks(world, 'dana', ZENDESK);
    const stuck = pause(world, moment);
    await world.slack.clicks('tess', cardOf(world, 'tess'), 'approval_approve');
    await stuck.reached;
    await takeOverFrom(late);
    const request = await becomes(world, ts, ['completed']);
    await finish(late, stuck);

    expect((await becomes(world, ts, ['completed'])).version, 'saves').toBe(request.version);
    expect(world.changes, 'executions').toHaveLength(1);
    expect(repliesTo(world, 'dana', ts), 'answers').toEqual([expect.stringContaining('Done.')]);
  });
});

/** No clock is moved, and nobody asks for a sweep: the jobs of the next process do it in their own time. */
it('takes up the work of a dead process as soon as its lease is out', { timeout: TIMEOUT_MS }, async () => {
  const lease = { WORK_LEASE_MS: '6000' };
  const doomed = await world.start(lease);
  const ts = await asks(world, 'dana', ZENDESK);
  const dies = trap(world, { ...WRITE, at: 'done' }, () => doomed.kill());
  await world.slack.clicks('tess', cardOf(world, 'tess'), 'approval_approve');
  await dies.done;

  const next = await world.start({ ...lease, SWEEP_EVERY_MS: '100' });
  await vi.waitFor(() => expect(repliesTo(world, 'dana', ts)).not.toHaveLength(0), PATIENCE);

  expect((await requestOf(world, ts))?.status).toBe('completed');
  expect(world.changes, 'executions').toHaveLength(1);
  expect(repliesTo(world, 'dana', ts)).toEqual([expect.stringContaining('Done.')]);
  await next.close();
});
