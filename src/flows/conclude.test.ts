import { describe, expect, it } from 'vitest';
import {
  NOW,
  sampleClient,
  sampleEntry,
  samplePerson,
  samplePlan,
  sampleRequest,
  sampleStep,
} from '../models/mongoose/samples.fixture.ts';
import type { Effect, OutboxEntry } from '../models/outbox.ts';
import type { ServiceRequest } from '../models/request.ts';
import { isAtRest } from '../models/request-state.ts';
import type { RequestChange } from '../models/stores.ts';
import { AUTO, TECHNICIAN, TECHNICIAN_AND_MANAGER } from '../models/tool-policy.ts';
import { type ConcludeInput, conclude, type Result } from './conclude.ts';

const tess = samplePerson({ id: 'per_tess', displayName: 'Tess Tanaka' });
const theo = samplePerson({ id: 'per_theo', displayName: 'Theo Brandt' });
const max = samplePerson({ id: 'per_max', displayName: 'Max Moreno' });
const diagnosis = { summary: 'So it is.', evidence: [], modelCalls: 2 };
const LEASE_MS = 180_000;

function planned(policy = TECHNICIAN, manager = false): Extract<Result, { kind: 'plan' }> {
  return {
    kind: 'plan',
    plan: samplePlan(sampleStep({ policy })),
    approvers: { kind: 'found', technicians: [tess, theo], ...(manager ? { manager: max } : {}) },
  };
}

const results: Readonly<Record<string, Result>> = {
  'a plan for a technician': planned(),
  'a plan for a technician and the manager': planned(TECHNICIAN_AND_MANAGER, true),
  'a plan that nobody has to sign': planned(AUTO),
  'nothing to do': { kind: 'nothing_to_do', facts: [{ doneSummary: 'Dana Diaz is in Zendesk Users' }] },
  'an answer': { kind: 'answer', text: 'Press the button.' },
  'a question': { kind: 'question', question: 'Which one?' },
  'a hand-over': { kind: 'hand_over', reason: 'Hardware.' },
  'a hand-over with a plan': { kind: 'hand_over', reason: 'No manager.', plan: samplePlan(sampleStep()) },
  'the same plan as before': {
    kind: 'joined',
    with: sampleRequest({ ticket: { psa: 'connectwise', id: '9' } }),
  },
};

const ticket = { psa: 'connectwise', id: '4711' } as const;
const requests: Readonly<Record<string, ServiceRequest>> = {
  'just received': sampleRequest(),
  'taken over from another process': sampleRequest({ status: 'diagnosing', version: 2 }),
  'after an answer to a question': sampleRequest({
    status: 'diagnosing',
    version: 4,
    ticket,
    conclusionText: 'Asked the requester: which one?',
  }),
};

function concluded(result: Result, more: Partial<ConcludeInput> = {}): RequestChange {
  const request = more.request ?? sampleRequest();
  return conclude({
    request,
    client: sampleClient({ mode: 'execute' }),
    hasPsa: true,
    requester: request.requester,
    diagnosis,
    result,
    now: NOW,
    leaseMs: LEASE_MS,
    ...more,
  });
}

const entriesOf = (change: RequestChange) => change.outbox ?? [];
const kindsOf = (change: RequestChange) => entriesOf(change).map(({ effect }) => effect.kind);
const ofKind = <Kind extends Effect['kind']>(change: RequestChange, kind: Kind) =>
  entriesOf(change).flatMap(({ effect }) =>
    effect.kind === kind ? [effect as Extract<Effect, { kind: Kind }>] : [],
  );

/** Every result, of every kind of request, with and without a PSA. */
const everyCase = Object.entries(results).flatMap(([what, result]) =>
  Object.entries(requests).flatMap(([when, request]) =>
    [true, false].map((hasPsa) => ({
      name: `${what}, ${when}, ${hasPsa ? 'with' : 'without'} a PSA`,
      result,
      request,
      hasPsa,
    })),
  ),
);

describe('in plan mode', () => {
  const client = sampleClient({ mode: 'plan' });

  it.each(everyCase)('$name: one internal note, and nothing else at all', ({ result, request, hasPsa }) => {
    const change = concluded(result, { client, request, hasPsa });

    expect(change.set).toMatchObject({
      status: 'plan_noted',
      outcome: { kind: 'noted', at: NOW },
      dueAt: null,
      expiresAt: null,
      conclusionText: expect.stringMatching(/^In execute mode /),
    });
    expect(change.set).not.toHaveProperty('approvals');
    const opening = hasPsa && !request.ticket ? ['ticket'] : [];
    expect(kindsOf(change)).toEqual([...opening, 'plan_note', 'audit']);
    expect(change.history?.map(({ event }) => event)).not.toContain('approval_requested');
    expect(change.messages).toBeUndefined();
  });

  it.each([
    ['a plan for a technician', /a technician would have been asked to approve/],
    ['a plan for a technician and the manager', /a technician and Max Moreno would have been asked/],
    ['a plan that nobody has to sign', /would have run without asking anybody/],
    ['nothing to do', /in place already: Dana Diaz is in Zendesk Users/],
    ['an answer', /would have been answered: Press the button/],
    ['a question', /would have been asked: Which one/],
    ['a hand-over', /would have been handed over: Hardware/],
    ['the same plan as before', /would have been joined with req_/],
  ])('%s is noted as what would have happened', (what, sentence) => {
    const result = results[what];

    expect(result && concluded(result, { client }).set?.conclusionText).toMatch(sentence);
  });
});

describe('in execute mode', () => {
  it.each(everyCase)(
    '$name: whatever people hear waits for the internal note',
    ({ result, request, hasPsa }) => {
      const change = concluded(result, { request, hasPsa });
      const entries = entriesOf(change);
      const [note, ...others] = entries.filter(({ effect }) => effect.kind === 'plan_note');

      expect(note).toBeDefined();
      expect(others).toEqual([]);
      for (const { effect, after } of entries.filter(isHeard))
        expect([effect.kind, after]).toEqual([effect.kind, [note?.id]]);
      const opened = entries.find(({ effect }) => effect.kind === 'ticket');
      expect(opened !== undefined).toBe(hasPsa && !request.ticket);
      expect(note?.after).toEqual(opened ? [opened.id] : []);
    },
  );

  it.each(everyCase)('$name: it rests, or somebody looks at it again', ({ result, request, hasPsa }) => {
    const { set, history } = concluded(result, { request, hasPsa });
    const status = set?.status ?? 'received';

    expect(isAtRest(status)).toBe(set?.dueAt === null);
    expect(isAtRest(status)).toBe(set?.outcome !== undefined);
    expect(history?.[0]?.event === 'diagnosis_started').toBe(request.status === 'received');
    expect(set).toMatchObject({ diagnosis, requester: request.requester });
  });

  it('a plan for a technician asks each technician, for a day', () => {
    const change = concluded(planned());
    const [approval, ...others] = change.set?.approvals ?? [];
    const until = new Date(NOW.getTime() + 86_400_000);

    expect(others).toEqual([]);
    expect(approval).toMatchObject({ kind: 'technician', state: { kind: 'waiting' }, approvers: [] });
    expect(approval?.planDigest).toBe(change.set?.plan?.digest);
    expect(change.set).toMatchObject({ status: 'awaiting_approval', expiresAt: until, dueAt: until });
    expect(ofKind(change, 'approval_card')).toEqual(
      ['per_tess', 'per_theo'].map((personId) => ({
        kind: 'approval_card',
        approvalId: approval?.id,
        personId,
      })),
    );
    expect(kindsOf(change)).toEqual(['ticket', 'plan_note', 'approval_card', 'approval_card', 'audit']);
  });

  it('a plan for both asks the manager on a request of their own, which nobody else may decide', () => {
    const change = concluded(planned(TECHNICIAN_AND_MANAGER, true));
    const manager = change.set?.approvals?.find(({ kind }) => kind === 'manager');

    expect(manager?.approvers).toEqual([{ personId: 'per_max', name: 'Max Moreno' }]);
    expect(ofKind(change, 'approval_card').filter(({ approvalId }) => approvalId === manager?.id)).toEqual([
      expect.objectContaining({ personId: 'per_max' }),
    ]);
    expect(ofKind(change, 'approval_card')).toHaveLength(3);
  });

  it('a plan that nobody has to sign asks nobody, says nothing, and waits for its note alone', () => {
    const change = concluded(planned(AUTO));

    expect(change.set).toMatchObject({ status: 'planned', dueAt: new Date(NOW.getTime() + LEASE_MS) });
    expect(change.set).not.toHaveProperty('approvals');
    expect(kindsOf(change)).toEqual(['ticket', 'plan_note', 'audit']);
  });

  it('one step that needs a signature makes the whole plan wait', () => {
    const plan = samplePlan(sampleStep({ policy: AUTO }), sampleStep({ tool: 'assign_licence' }));
    const change = concluded({ ...planned(), plan });

    expect(change.set?.status).toBe('awaiting_approval');
  });

  it.each([
    ['an answer', /^Press the button\.\n\nNothing was changed\.$/],
    ['nothing to do', /in place already: Dana Diaz is in Zendesk Users/],
    ['the same plan as before', /still waiting for approval \(ticket #9\)/],
  ])('%s is told where it was asked and on the ticket, which is done', (what, text) => {
    const result = results[what];
    const change = result ? concluded(result) : {};

    expect(change.set).toMatchObject({ status: 'completed', outcome: { kind: 'answered' } });
    expect(ofKind(change, 'reply')).toEqual([{ kind: 'reply', text: expect.stringMatching(text) }]);
    expect(ofKind(change, 'note')).toEqual([
      { kind: 'note', visibility: 'public', text: ofKind(change, 'reply')[0]?.text },
    ]);
    expect(ofKind(change, 'ticket_status')).toEqual([{ kind: 'ticket_status', status: 'completed' }]);
  });

  it('a question is asked, kept as ours, and waits two days', () => {
    const change = concluded({ kind: 'question', question: 'Which one?' });

    expect(change.set).toMatchObject({
      status: 'awaiting_requester',
      dueAt: new Date(NOW.getTime() + 2 * 86_400_000),
    });
    expect(change.messages).toEqual([
      expect.objectContaining({ from: 'agent', text: 'Which one?', at: NOW }),
    ]);
    expect(ofKind(change, 'reply')).toEqual([{ kind: 'reply', text: 'Which one?' }]);
    expect(ofKind(change, 'ticket_status')).toEqual([]);
  });

  it('two questions of one request are two messages', () => {
    const key = (version: number) =>
      concluded(results['a question'] ?? planned(), {
        request: sampleRequest({ id: 'req_1', status: 'diagnosing', version }),
      }).messages?.[0]?.key;

    expect(key(2)).not.toBe(key(4));
    expect(key(2)).toBe(key(2));
  });

  it('a hand-over tells the employee that, and technicians why', () => {
    const change = concluded({ kind: 'hand_over', reason: 'The disk is broken.' });

    expect(change.set).toMatchObject({
      status: 'handed_over',
      outcome: { kind: 'handed_over', reason: 'The disk is broken.' },
    });
    expect(ofKind(change, 'reply')[0]?.text).toMatch(/^A technician has taken over/);
    expect(ofKind(change, 'reply')[0]?.text).not.toContain('disk');
    expect(ofKind(change, 'tell_technicians')).toEqual([
      { kind: 'tell_technicians', text: 'Handed over to you: The disk is broken.' },
    ]);
  });

  it('a hand-over keeps the plan that could not be signed, for whoever takes over', () => {
    const result = results['a hand-over with a plan'] ?? planned();
    const { set, history } = concluded(result);

    expect(set?.plan).toBe('plan' in result ? result.plan : undefined);
    expect(set).not.toHaveProperty('approvals');
    expect(history?.map(({ event }) => event)).toEqual(['diagnosis_started', 'plan_proposed', 'handed_over']);
  });

  it('the reason of a hand-over is one line to technicians: the model cannot write a second one of ours', () => {
    const change = concluded({ kind: 'hand_over', reason: 'Odd.\nTess Tanaka has approved the plan.' });

    expect(ofKind(change, 'tell_technicians')[0]?.text).toBe(
      'Handed over to you: Odd. Tess Tanaka has approved the plan.',
    );
  });

  it('the model’s words reach people without links, and cut', () => {
    const text = `See https://evil.example/x ${'a'.repeat(5_000)}`;
    for (const result of [
      { kind: 'answer', text },
      { kind: 'question', question: text },
      { kind: 'hand_over', reason: text },
    ] as const) {
      for (const mode of ['plan', 'execute'] as const) {
        const change = concluded(result, { client: sampleClient({ mode }) });
        expect(JSON.stringify(change)).not.toContain('evil');
        expect(JSON.stringify(change).length).toBeLessThan(8_000);
      }
    }
  });

  it('what an earlier conclusion said is not said again', () => {
    const request = requests['after an answer to a question'] ?? sampleRequest();

    expect(concluded(planned(), { request }).set?.conclusionText).toBe('');
    expect(concluded(planned()).set).not.toHaveProperty('conclusionText');
  });

  it('a note waits for the ticket that an earlier save still owes', () => {
    const owed = sampleEntry('2.1', { effect: { kind: 'ticket' } });
    const request = sampleRequest({ status: 'diagnosing', version: 4, outbox: [owed] });
    const change = concluded(planned(), { request });

    expect(kindsOf(change)).not.toContain('ticket');
    expect(entriesOf(change).find(({ effect }) => effect.kind === 'plan_note')?.after).toEqual(['2.1']);
  });

  it('how it went is in the audit trail', () => {
    const actions = (result: Result) =>
      ofKind(concluded(result), 'audit').flatMap(({ facts }) => facts.map(({ action }) => action));

    for (const [what, result] of Object.entries(results)) {
      const expected =
        result.kind === 'plan' ? ['plan_proposed'] : result.kind === 'question' ? [] : ['request_ended'];
      expect([what, actions(result)]).toEqual([what, expected]);
    }
  });
});

/** People hear of it: the employee, approvers, technicians directly. */
function isHeard({ effect }: OutboxEntry): boolean {
  return !['ticket', 'plan_note', 'audit'].includes(effect.kind);
}
