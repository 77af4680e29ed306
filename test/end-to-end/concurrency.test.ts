import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import type { SlackView } from '../../src/sandbox/slack/index.ts';
import {
  asks,
  becomes,
  cardOf,
  cardsAbout,
  endingOfNewest,
  notesOf,
  repliesTo,
  requestOf,
  setPolicies,
  ticketsOf,
} from '../support/journey.ts';
import { type CallPattern, hold } from '../support/moments.ts';
import { PATIENCE, TIMEOUT_MS } from '../support/patience.ts';
import {
  type CountersignProcess,
  LONGER_THAN_A_LEASE,
  openProcessWorld,
  type ProcessWorld,
} from '../support/processes.ts';

const PROCESSES = 3;
const TECHNICIANS = ['tess', 'theo', 'ada'] as const;
const ZENDESK = 'I need access to Zendesk';

const NOTE = { vendor: 'connectwise', call: /^POST .*\/notes$/ } as const;
const MODEL = { vendor: 'openai', call: /^POST / } as const;

let world: ProcessWorld;
let processes: CountersignProcess[];

beforeAll(async () => {
  world = await openProcessWorld();
  processes = await Promise.all(Array.from({ length: PROCESSES }, () => world.start()));
}, TIMEOUT_MS);
afterAll(() => world.close());

async function fresh(): Promise<void> {
  await world.clear();
  await setPolicies(world, {});
  world.slack.deliverTo(...processes.map(({ url }) => url));
}

/** Lets so much time pass for every process, at the same moment. */
async function letPass(by: Parameters<ProcessWorld['clock']['advance']>[0]): Promise<void> {
  world.clock.advance(by);
  await Promise.all(processes.map((one) => one.catchUp()));
}

function whispersTo(who: string): string[] {
  return world.slack
    .messagesSeenBy(who, 'dm')
    .filter(({ ephemeralTo }) => ephemeralTo !== undefined)
    .map(({ text }) => text);
}

/** The forms that a person's taps on Deny opened, one after the other. */
async function denialForms(who: string, count: number): Promise<SlackView[]> {
  const forms: SlackView[] = [];
  for (let taps = 0; taps < count; taps += 1) {
    await world.slack.clicks(who, cardOf(world, who), 'approval_deny');
    const form = world.slack.modalOf(who);
    if (form) forms.push(form);
  }
  return forms;
}

describe('one approval, three processes', () => {
  it(
    'has one outcome when two hundred people approve and deny it at the same moment',
    async () => {
      await fresh();
      const ts = await asks(world, 'dana', ZENDESK);
      const forms = (
        await Promise.all(TECHNICIANS.map((who, at) => denialForms(who, at === 0 ? 34 : 33)))
      ).flat();
      const approvals = TECHNICIANS.flatMap((who, at) =>
        Array.from({ length: at === 0 ? 34 : 33 }, () => who),
      );
      const cards = new Map(TECHNICIANS.map((who) => [who, cardOf(world, who)]));

      await Promise.all([
        ...approvals.map((who) =>
          world.slack.clicks(who, cards.get(who) ?? cardOf(world, who), 'approval_approve'),
        ),
        ...forms.map((form) => world.slack.submits(form, { reason: 'No' })),
        // Shown the card by a colleague; neither may decide.
        ...['dana', 'max'].map((who) => world.slack.clicks(who, cardOf(world, 'tess'), 'approval_approve')),
      ]);

      const request = await becomes(world, ts, ['completed', 'denied']);
      await vi.waitFor(
        () => expect(TECHNICIANS.flatMap(whispersTo), 'answers to 200 clicks').toHaveLength(200),
        PATIENCE,
      );
      const answers = TECHNICIANS.flatMap(whispersTo);
      expect(answers.filter((text) => /being carried out|The requester is told/.test(text))).toHaveLength(1);
      for (const answer of answers)
        expect(answer).toMatch(/carried out now|requester is told|this already|this request already/);
      expect(world.changes, 'executions').toHaveLength(request.status === 'completed' ? 1 : 0);
      const told = (await endingOfNewest(world)).messages['dana'];
      expect(told).toEqual([
        expect.stringMatching(request.status === 'completed' ? /^Done/ : /not approved/),
      ]);
      const audited = await world.stores.audit.find({ requestId: request.id }, 1_000);
      expect(audited.filter(({ action }) => action === 'approval_decided')).toHaveLength(1);
      const refused = audited.filter(({ action }) => action === 'decision_refused');
      expect(refused.map(({ details }) => String(details['identity'])).sort()).toEqual([
        'slack:T0LAKESIDE:U0DANA',
        'slack:T0LAKESIDE:U0MAX',
      ]);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['one approves and the other denies', true, 'denied'],
    ['both approve', false, 'completed'],
  ] as const)(
    'that needs two signatures has one outcome when %s at the same moment',
    async (_how, denies, end) => {
      for (let round = 0; round < 3; round += 1) {
        await fresh();
        await setPolicies(world, { add_to_group: TECHNICIAN_AND_MANAGER });
        const ts = await asks(world, 'dana', ZENDESK);
        const forms = denies ? await denialForms('max', 1) : [];

        await Promise.all([
          world.slack.clicks('tess', cardOf(world, 'tess'), 'approval_approve'),
          ...(denies
            ? forms.map((form) => world.slack.submits(form))
            : [world.slack.clicks('max', cardOf(world, 'max'), 'approval_approve')]),
        ]);
        await vi.waitFor(async () => expect((await requestOf(world, ts))?.status).toBe(end), PATIENCE);
        await letPass(LONGER_THAN_A_LEASE);

        const ending = await endingOfNewest(world);
        expect(ending).toMatchObject({ status: end, owed: [] });
        expect(ending.changes, 'executions').toHaveLength(denies ? 0 : 1);
        expect(ending.messages['dana'], 'answers to the employee').toHaveLength(1);
        for (const who of [...TECHNICIANS, 'max'])
          expect(
            cardOf(world, who).blocks.map(({ block_id }) => block_id),
            `${who}'s card`,
          ).not.toContain('decision');
        for (const who of [...TECHNICIANS, 'max'])
          expect(JSON.stringify(cardOf(world, who).blocks), `${who}'s card`).not.toContain(
            'approval_approve',
          );
      }
    },
    TIMEOUT_MS,
  );
});

it('makes one request of a message that three processes are sent at the same moment, again and again', async () => {
  await fresh();
  const { payload } = await world.slack.says('dana', 'dm', 'Which groups am I in?');
  const event = { ...(payload['event'] as Record<string, unknown>), text: ZENDESK, ts: '1795000000.000100' };
  const unseen = { ...payload, event_id: 'Ev0ONCE', event };

  const deliveries = await Promise.all(
    Array.from({ length: 4 * PROCESSES }, (_, at) =>
      world.slack.courier.event(unseen, {
        headers: at < PROCESSES ? {} : { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' },
      }),
    ),
  );

  expect(deliveries.every(({ acknowledged }) => acknowledged)).toBe(true);
  const request = await becomes(world, '1795000000.000100', ['awaiting_approval']);
  const recent = await world.stores.requests.recent(30);
  const key = `slack:T0LAKESIDE:D0DANA:${event.ts}`;
  expect(recent.filter(({ messages }) => messages.some((one) => one.key === key))).toHaveLength(1);
  expect(ticketsOf(world, request), 'tickets').toHaveLength(1);
  for (const who of TECHNICIANS) expect(cardsAbout(world, request, who), `cards to ${who}`).toHaveLength(1);
});

describe('a sweep of three processes at the same moment', () => {
  const WISHES = [
    ['dana', ZENDESK],
    ['dana', 'I need access to Power BI'],
    ['sam', ZENDESK],
    ['lee', ZENDESK],
    ['bea', 'I need access to Case Files'],
  ] as const;

  it('lets every request expire once', async () => {
    await fresh();
    const asked = await Promise.all(WISHES.map(([who, text]) => asks(world, who, text)));
    await letPass({ hours: 24, ms: 1 });

    for (const [at, ts] of asked.entries()) {
      const request = await becomes(world, ts, ['expired']);
      const who = WISHES[at]?.[0] ?? '';
      expect(repliesTo(world, who, ts), `answers to ${who}`).toEqual([
        expect.stringContaining('has expired'),
      ]);
      const audited = await world.stores.audit.find({ requestId: request.id }, 100);
      expect(audited.filter(({ action }) => action === 'approval_expired')).toHaveLength(1);
      expect(
        notesOf(world, request).filter((text) => text.includes('nothing was run')),
        'notes',
      ).toHaveLength(1);
    }
  });

  it.each<[string, CallPattern, () => boolean]>([
    ['in diagnosis', MODEL, () => true],
    ['on its way to people', NOTE, () => world.connectwise.tickets.length === WISHES.length],
  ])('takes up once what a dead process left %s', async (_where, stuckAt, isStuck) => {
    await fresh();
    const doomed = await world.start();
    const letGo = hold(world, stuckAt);
    const asked = await Promise.all(
      WISHES.map(async ([who, text]) => (await world.slack.says(who, 'dm', text)).message.ts),
    );
    await vi.waitFor(() => expect(isStuck()).toBe(true), PATIENCE);
    await doomed.kill();
    letGo();
    world.slack.deliverTo(...processes.map(({ url }) => url));
    await letPass(LONGER_THAN_A_LEASE);

    for (const ts of asked) {
      const request = await becomes(world, ts, ['awaiting_approval']);
      expect(ticketsOf(world, request), 'tickets').toHaveLength(1);
      expect(notesOf(world, request), 'the description and the plan').toHaveLength(2);
      for (const who of TECHNICIANS)
        expect(cardsAbout(world, request, who), `cards to ${who}`).toHaveLength(1);
    }
  });
});
