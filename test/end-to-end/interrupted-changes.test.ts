import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CountersignError } from '../../src/errors.ts';
import type { AuditAction } from '../../src/models/audit.ts';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { administrationOf } from '../support/administration.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { connects, fillsIn, formFor, huduValues } from '../support/integrations.ts';

/** Lee Larsen has no manager in the directory. */
const ZENDESK = 'I need access to Zendesk';

let desk: TestDesk;
const { say, tap } = administrationOf(() => desk);
beforeAll(async () => {
  desk = await openDesk({ without: ['hudu'] });
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

/** What is saved while this goes on is not entered: as if the process died right after the save. */
async function diesBeforeEntering(work: () => Promise<unknown>): Promise<void> {
  const { audit } = desk.app.stores;
  const dead = new CountersignError('database_unavailable', 'this process is dead');
  const append = vi.spyOn(audit, 'append').mockRejectedValue(dead);
  try {
    await expect(work()).rejects.toThrow(dead);
  } finally {
    append.mockRestore();
  }
}

const changesOf = async (action: AuditAction) =>
  (await desk.audit()).filter((entry) => entry.action === action);

/** Gives a line, and taps what it asks to be confirmed, as long as it asks. */
async function carriedOut(line: string): Promise<void> {
  const answer = await say(line);
  const confirming = answer.choices?.find(({ command }) => command.includes('--confirm'));
  if (confirming) await tap(confirming);
}

describe('a change whose process dies before it is entered', () => {
  it.each<[string, AuditAction, { before?: string[]; details: object }]>([
    ['mode brightfield plan', 'mode_changed', { details: { from: 'execute', to: 'plan' } }],
    ['policy set add_to_group disabled', 'policy_changed', { details: { tool: 'add_to_group' } }],
    ['client map lakeside --domain new.example', 'client_changed', { details: {} }],
    ['client channels lakeside slack', 'client_changed', { details: {} }],
    ['client channels --all slack', 'client_changed', { details: {} }],
    ['client technicians lakeside theo', 'client_changed', { details: {} }],
    [
      'client add Northwind --tenant 0b1c2d3e-0000-4000-8000-00000000000a',
      'client_changed',
      { details: { added: 'Northwind' } },
    ],
    ['person grant theo admin', 'role_changed', { details: { to: 'admin' } }],
    ['person take theo technician', 'role_changed', { details: { person: 'Theo Brandt' } }],
    ['person depart theo', 'role_changed', { details: { departed: true } }],
    [
      'person return theo',
      'person_changed',
      { before: ['person depart theo'], details: { departed: false } },
    ],
    ['person link theo --slack T0HARBOR/U0NEW', 'person_changed', { details: { person: 'Theo Brandt' } }],
    ['person unlink theo --connectwise', 'person_changed', { details: { person: 'Theo Brandt' } }],
    [
      'person add Uma Uhl --role technician --slack T0HARBOR/U0UMA',
      'role_changed',
      { details: { added: true, person: 'Uma Uhl' } },
    ],
  ])('stands once in the trail all the same: %s', async (line, action, { before = [], details }) => {
    for (const one of before) await carriedOut(one);

    await diesBeforeEntering(() => carriedOut(line));
    expect(await changesOf(action)).toEqual([]);
    await desk.app.runDue();
    await desk.app.runDue();

    expect(await changesOf(action)).toMatchObject([{ by: { name: 'Ada Okafor' }, details }]);
    expect(await desk.app.stores.owedFacts.owed(10)).toEqual([]);
  });

  it('is entered by whichever process looks first, and by all of them together once', async () => {
    const others = [await desk.anotherApp(), await desk.anotherApp()];
    await diesBeforeEntering(() => carriedOut('client channels --all slack'));

    await Promise.all([desk.app, ...others].map((app) => app.runDue()));

    expect(await changesOf('client_changed')).toHaveLength(1);
  });

  it('is entered for a system that was connected, and for one that is connected no more', async () => {
    const form = await formFor(desk.app, 'integration connect hudu');
    await diesBeforeEntering(() => fillsIn(desk.app, form, huduValues(desk)));
    await desk.app.integrationAdmin.refresh();
    await diesBeforeEntering(() => carriedOut('integration disconnect hudu'));
    await connects(desk.app, 'hudu', huduValues(desk));
    await desk.app.runDue();

    expect((await changesOf('integration_changed')).map(({ details }) => details['change'])).toEqual([
      'connected',
      'connected',
      'disconnected',
    ]);
  });

  it('is heard of by the other admins too', async () => {
    await carriedOut('person grant theo admin');
    await desk.app.runDue();
    await diesBeforeEntering(() => carriedOut('client channels --all slack'));

    await desk.app.runDue();

    expect(desk.told('theo').at(-1)).toMatch(
      /Another admin has changed something[\s\S]*client changed · Ada Okafor/u,
    );
  });
});

it('an admin’s word that was lost on its way changes nothing and owes nothing', async () => {
  vi.spyOn(desk.app.stores.clients, 'setMode').mockResolvedValueOnce(undefined);
  expect((await say('mode brightfield plan')).kind).toBe('refused');
  await desk.app.runDue();

  expect(await changesOf('mode_changed')).toEqual([]);
});

describe('a request that waits for somebody who may not decide any more', () => {
  beforeEach(() => desk.policy('add_to_group', TECHNICIAN_AND_MANAGER));
  const status = async () => (await desk.newest()).status;
  /** As the recurring jobs do, once nothing can come any more that was asked before the change. */
  const later = async () => {
    desk.clock.advance({ minutes: 1 });
    await desk.app.runDue();
    await desk.settled();
  };

  it('is handed over although the process died right after the change', async () => {
    await say('client fallback lakeside max');
    await desk.ask('lee', ZENDESK);
    await diesBeforeEntering(() => carriedOut('client fallback lakeside priya'));
    expect(await status()).toBe('awaiting_approval');

    await later();

    expect(await desk.newest()).toMatchObject({
      status: 'handed_over',
      outcome: { reason: expect.stringMatching(/people or clients were changed meanwhile/u) },
    });
    expect(JSON.stringify(desk.card('max'))).not.toMatch(/approval_approve/u);
  });

  it.each([
    ['client technicians lakeside theo', ['client technicians lakeside tess'], 'dana'],
    ['person take tess technician', ['client technicians lakeside tess'], 'dana'],
    ['person depart max', [], 'dana'],
    ['client fallback lakeside none', ['client fallback lakeside max'], 'lee'],
  ])('is handed over although it began to wait at that moment: %s', async (line, before, who) => {
    for (const one of before) await carriedOut(one);
    await desk.ask(who, ZENDESK);
    const looking = vi.spyOn(desk.app.stores.requests, 'idsAwaitingApproval').mockResolvedValue([]);
    await carriedOut(line);
    looking.mockRestore();
    expect(await status()).toBe('awaiting_approval');

    await later();

    expect(await status()).toBe('handed_over');
  });

  it('goes on where somebody else may decide it', async () => {
    await desk.ask('dana', ZENDESK);
    await diesBeforeEntering(() => carriedOut('person take theo technician'));

    await later();

    expect(await status()).toBe('awaiting_approval');
  });
});
