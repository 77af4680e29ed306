import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.ts';
import { createCatalog } from '../../src/flows/catalog.ts';
import { newId } from '../../src/ids.ts';
import { DISABLED, TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { accountOf } from '../support/accounts.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { openDesk, rememberingLogger, type TestDesk } from '../support/desk.ts';
import { pause } from '../support/moments.ts';
import { PATIENCE } from '../support/patience.ts';

const ASK = 'I need access to Zendesk and Power BI';
const WRITE = { vendor: 'microsoft', call: /^POST .*\/members\/\$ref$/ } as const;

let database: TestDatabase;
let desk: TestDesk;
let everyTool: readonly Tool[];
const { logger, lines } = rememberingLogger();

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk({ environment: { MONGODB_URI: database.uri }, logger });
  everyTool = desk.app.catalog.all;
});
afterEach(async () => {
  deploy(everyTool);
  await desk.reset();
});
afterAll(async () => {
  await desk.close();
  await database.close();
});

/** Another version of the program, as far as tools go. */
function deploy(tools: readonly Tool[], app: App = desk.app): void {
  Object.assign(app.catalog, createCatalog(tools));
}

function changed(name: string, change: Partial<Tool>): Tool[] {
  return everyTool.map((tool) => (tool.name === name ? ({ ...tool, ...change } as Tool) : tool));
}

interface StoredPlan {
  tenantId: string;
  steps: { tool: string; toolVersion: number; arguments: string }[];
}

/** Changes the stored plan behind the product's back. */
async function tamper(change: (plan: StoredPlan) => void): Promise<void> {
  const requests = database.connection.collection<{ plan: StoredPlan }>('requests');
  const stored = await requests.findOne({});
  if (!stored) throw new Error('there is no request to tamper with');
  change(stored.plan);
  await requests.updateOne({ _id: stored._id }, { $set: { plan: stored.plan } });
}

/** Nothing ran, the employee knows that somebody looks after it, and technicians know why. */
async function expectVoid(reason: RegExp): Promise<void> {
  const request = await desk.newest();
  expect(request).toMatchObject({
    status: 'handed_over',
    outcome: { reason: expect.stringMatching(reason) },
  });
  expect(request.execution?.results ?? []).toEqual([]);
  expect(desk.writes()).toEqual([]);
  expect(desk.told('dana')).toEqual([expect.stringContaining('technician has taken over')]);
  for (const who of ['tess', 'theo', 'ada'])
    expect(desk.told(who).filter((text) => text.includes('Handed over'))).toEqual([
      expect.stringMatching(reason),
    ]);
  expect(
    desk
      .notes(request)
      .map(({ text }) => text)
      .join(),
  ).toMatch(reason);
  for (const who of ['tess', 'theo', 'ada'])
    expect(JSON.stringify(desk.card(who).blocks)).not.toContain('approval_approve');
}

describe('a stored plan that is not what people were shown', () => {
  const others = {
    'one byte of an argument': (plan: StoredPlan) => {
      const [step] = plan.steps;
      if (step) step.arguments = step.arguments.replace('b001', 'b002');
    },
    'the order of its steps': (plan: StoredPlan) => {
      plan.steps = plan.steps.toReversed();
    },
    'the version of a tool': (plan: StoredPlan) => {
      const [step] = plan.steps;
      if (step) step.toolVersion += 1;
    },
    'one step fewer': (plan: StoredPlan) => void plan.steps.pop(),
    'the tenant': (plan: StoredPlan) => {
      plan.tenantId = 'b419f1e1-0000-4000-8000-000000000002';
    },
  };

  it.each(Object.entries(others))('runs nothing when it differs by %s', async (_what, change) => {
    await desk.ask('dana', ASK);
    await tamper(change);
    await desk.approve('tess');

    await expectVoid(/not the one that was approved|another client or tenant/);
  });

  it('decides nothing when its digest was changed along with it', async () => {
    await desk.ask('dana', ASK);
    const requests = database.connection.collection('requests');
    await requests.updateOne({}, { $set: { 'plan.digest': 'f'.repeat(64) } });
    await desk.approve('tess');

    expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval' });
    expect(whispers('tess')).toEqual([expect.stringContaining('no longer the present one')]);
    expect(desk.writes()).toEqual([]);
  });

  it('is left alone, loudly, when a later version of the program has written it', async () => {
    const request = await desk.ask('dana', ASK);
    await database.connection.collection('requests').updateOne({}, { $set: { schemaVersion: 99 } });
    await desk.approve('tess');
    await desk.control.advance({ hours: 25 });

    expect(whispers('tess')).toEqual([expect.stringContaining('nothing has changed')]);
    expect(desk.writes()).toEqual([]);
    expect(desk.told('dana')).toEqual([]);
    expect(
      lines.filter((line) => line.includes('unknown schema version') && line.includes(request.id)),
    ).not.toEqual([]);
    const stored = await database.connection.collection('requests').findOne({});
    expect(stored).toMatchObject({ status: 'awaiting_approval', schemaVersion: 99 });
  });
});

describe('a deploy or a policy between card and approval', () => {
  it.each([
    [
      'removes a tool',
      (): void => deploy(everyTool.filter(({ name }) => name !== 'assign_licence')),
      /does not exist any more/,
    ],
    [
      'raises a tool’s version',
      (): void => deploy(changed('add_to_group', { version: 2 })),
      /has changed since the plan/,
    ],
    ['disables a tool', () => desk.policy('assign_licence', DISABLED), /has been disabled/],
    [
      'asks for the manager too',
      () => desk.policy('add_to_group', TECHNICIAN_AND_MANAGER),
      /manager’s approval now/,
    ],
  ] as const)('makes the approval void when it %s', async (_what, change, reason) => {
    await desk.ask('dana', ASK);
    await change();
    await desk.approve('theo');

    await expectVoid(reason);
  });
});

describe('at the end of the 24 hours', () => {
  it('keeps a decision of the last second, though the sweep comes while it is carried out', async () => {
    await desk.ask('dana', ASK);
    desk.clock.advance({ hours: 24, ms: -1_000 });
    const writing = pause(desk, { ...WRITE, at: 'arrived' });
    await desk.slack.clicks('tess', desk.card('tess'), 'approval_approve');
    await writing.reached;
    desk.clock.advance({ ms: 1_001 });
    const swept = desk.app.runDue();
    writing.release();
    await swept;
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ status: 'completed' });
    expect(desk.writes()).toHaveLength(2);
    expect(desk.told('dana')).toEqual([expect.stringContaining('Done.')]);
  });

  it('has one winner when clicks and sweeps meet at that very moment, every time', async () => {
    const winners = new Set<string>();
    for (const earlyMs of [5_000, 60, 30, 15, 5, 0]) {
      await desk.reset();
      const { expiresAt } = await desk.ask('dana', ASK);
      const card = desk.card('tess');
      const leftMs = (expiresAt?.getTime() ?? 0) - desk.clock.now().getTime();
      desk.clock.advance({ ms: leftMs - earlyMs });
      await Promise.all([
        ...['tess', 'theo', 'ada'].flatMap((who) =>
          [1, 2, 3].map(() =>
            desk.slack.clicks(who, { ...card, channel: desk.card(who).channel }, 'approval_approve'),
          ),
        ),
        sweepsUntilDecided(),
      ]);
      await desk.settled();
      await desk.app.runDue();

      const { status } = await desk.newest();
      winners.add(status);
      const approved = status === 'completed';
      expect(status).toMatch(/^(?:completed|expired)$/);
      expect(desk.writes(), 'executions').toHaveLength(approved ? 2 : 0);
      expect(desk.told('dana'), 'answers').toEqual([
        expect.stringContaining(approved ? 'Done.' : 'has expired'),
      ]);
      const facts = (await desk.audit()).filter(({ action }) => /approval_(?:decided|expired)/.test(action));
      expect(facts.map(({ action }) => action)).toEqual([approved ? 'approval_decided' : 'approval_expired']);
      expect(['tess', 'theo', 'ada'].flatMap(whispers), 'answers to clicks').toHaveLength(9);
    }
    expect([...winners].sort(), 'both ends were seen').toEqual(['completed', 'expired']);
  });

  async function sweepsUntilDecided(): Promise<void> {
    await vi.waitFor(
      async () => {
        await desk.app.runDue();
        expect((await desk.newest()).status).not.toBe('awaiting_approval');
      },
      { ...PATIENCE, interval: 1 },
    );
  }
});

function whispers(who: string): string[] {
  return desk.slack
    .messagesSeenBy(who, 'dm')
    .filter(({ ephemeralTo }) => ephemeralTo !== undefined)
    .map(({ text }) => text);
}

describe('the three-way lock of requester, ticket and tenant', () => {
  const endedFor = async () =>
    (await desk.audit())
      .filter(({ action }) => action === 'request_ended')
      .map(({ details }) => String(details['reason']));

  it('hands over what a person of another client asks in this client’s workspace, before any model reads it', async () => {
    await desk.app.stores.people.insert({
      id: newId('per'),
      displayName: 'Bea Berg',
      clientId: 'brightfield',
      identities: [accountOf('dana')],
      active: true,
      version: 1,
    });
    const before = desk.openai.calls.length;
    await desk.ask('dana', ASK);

    expect((await desk.newest()).status).toBe('handed_over');
    expect(await endedFor()).toEqual([
      expect.stringContaining('Bea Berg does not belong to Lakeside Dental'),
    ]);
    expect(desk.openai.calls.length).toBe(before);
  });

  it('runs nothing when the ticket was moved to another company after the card', async () => {
    await desk.ask('dana', ASK);
    const ticket = desk.connectwise.tickets.at(-1);
    if (ticket)
      Object.assign(ticket.company, { id: 43, name: 'Brightfield Law', identifier: 'BrightfieldLaw' });
    await desk.approve('tess');

    expect((await desk.newest()).status).toBe('handed_over');
    expect(await endedFor()).toEqual([expect.stringContaining('The ticket belongs to another company')]);
    expect(desk.told('tess').join()).toContain('The ticket belongs to another company');
    expect(desk.writes()).toEqual([]);
  });

  it('runs nothing when the client was pointed at another tenant after the card', async () => {
    await desk.ask('dana', ASK);
    const clients = database.connection.collection<{ _id: string }>('clients');
    await clients.updateOne(
      { _id: 'lakeside' },
      { $set: { entraTenantId: '0a99cafe-0000-4000-8000-00000000ffff' } },
    );
    await desk.approve('tess');

    expect((await desk.newest()).status).toBe('handed_over');
    expect(await endedFor()).toEqual([expect.stringContaining('another client or tenant')]);
    expect(desk.writes()).toEqual([]);
  });
});
