import { describe, expect, it } from 'vitest';
import type { RequestView } from '../console-state.ts';
import { signatureLines, stagesOf, statusWords } from './progress.ts';

const NOW = new Date('2026-11-23T10:00:00.000Z');

function request(changes: Partial<RequestView>): RequestView {
  return {
    id: 'req_1',
    title: 'I need access to Zendesk',
    status: 'awaiting_approval',
    surface: 'slack',
    requesterName: 'Dana Diaz',
    askedAt: '2026-11-23T09:59:00.000Z',
    history: [],
    steps: [{ tool: 'add_to_group', summary: 'Add Dana', policy: 'approval_needed', highRisk: false }],
    approvals: [{ kind: 'technician', state: 'waiting' }],
    modelCalls: 2,
    evidence: [{ label: 'find_group', value: 'Zendesk Users' }],
    saves: 2,
    outboxLeft: 0,
    outboxDead: 0,
    expiresAt: '2026-11-24T09:59:00.000Z',
    ...changes,
  };
}

function states(changes: Partial<RequestView>): string[] {
  return stagesOf(request(changes), NOW).map(({ state }) => state);
}

const ended = { at: '2026-11-23T09:59:30.000Z' };

describe('the road of a request', () => {
  it('waits at the signature, and says for how long', () => {
    const stages = stagesOf(request({}), NOW);

    expect(stages.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'waiting', 'todo', 'todo']);
    expect(stages[3]?.detail).toBe('23 h 59 min left');
  });

  it('is done to the end when it was signed, made and answered', () => {
    const steps = request({}).steps.map((step) => ({ ...step, result: 'done' as const }));
    const approvals = [{ kind: 'technician' as const, state: 'approved' as const, by: 'Tess Tanaka' }];

    expect(states({ status: 'completed', steps, approvals, outcome: { kind: 'done', ...ended } })).toEqual(
      Array.from({ length: 6 }, () => 'done'),
    );
  });

  it('waits for the code of whoever called, before anything is planned', () => {
    const called = request({ status: 'awaiting_requester', surface: 'voice', isConfirming: true, steps: [] });
    const [, diagnosis, plan, , , reply] = stagesOf(called, NOW);

    expect(diagnosis).toMatchObject({ state: 'waiting', detail: 'who called?' });
    expect(plan?.state).toBe('todo');
    expect(reply?.detail).toBe('by text');
    expect(statusWords(called)).toBe('waiting for a code');
    expect(statusWords(request({ status: 'awaiting_requester' }))).toBe('waiting for an answer');
  });

  it('stops at the signature when it was denied or has expired, and nothing is changed', () => {
    const denied = [{ kind: 'technician' as const, state: 'denied' as const, by: 'Tess Tanaka' }];

    expect(states({ status: 'denied', approvals: denied })).toEqual([
      'done',
      'done',
      'done',
      'stopped',
      'skipped',
      'done',
    ]);
    expect(states({ status: 'expired', approvals: [{ kind: 'technician', state: 'closed' }] })[3]).toBe(
      'stopped',
    );
  });

  it('ends after the plan in plan mode, and says nothing to the employee', () => {
    expect(states({ status: 'plan_noted', approvals: [] })).toEqual([
      'done',
      'done',
      'done',
      'skipped',
      'skipped',
      'skipped',
    ]);
  });

  it('needs no signature where policy asked for none', () => {
    const steps = request({}).steps.map((step) => ({ ...step, result: 'done' as const }));

    expect(states({ status: 'completed', approvals: [], steps })[3]).toBe('skipped');
  });

  it('does not call a signature unneeded when a technician took over before anybody could be asked', () => {
    const stages = stagesOf(request({ status: 'handed_over', approvals: [] }), NOW);

    expect(stages[3]).toMatchObject({ state: 'skipped', detail: 'nobody was asked' });
  });

  it('does not call an answer delivered that is still to be delivered, or never will be', () => {
    expect(states({ status: 'denied', outboxLeft: 1 })[5]).toBe('now');
    expect(states({ status: 'denied', outboxDead: 1 })[5]).toBe('stopped');
  });

  it('calls a plan of which only a part was made stopped', () => {
    const [step] = request({}).steps;
    const steps = step
      ? [
          { ...step, result: 'done' as const },
          { ...step, result: 'failed' as const },
        ]
      : [];

    expect(states({ status: 'handed_over', steps })[4]).toBe('stopped');
  });
});

describe('the signature sheet', () => {
  it('names who has signed and who still has to', () => {
    const approvals = [
      { kind: 'technician' as const, state: 'approved' as const, by: 'Tess Tanaka' },
      { kind: 'manager' as const, state: 'waiting' as const },
    ];

    expect(signatureLines(request({ approvals }))).toEqual([
      { role: 'Technician', state: 'signed', words: 'Tess Tanaka' },
      { role: 'Manager', state: 'waiting', words: 'to sign' },
    ]);
  });

  it('asks nobody for a signature any more once a denial has ended it', () => {
    const approvals = [
      { kind: 'technician' as const, state: 'denied' as const, by: 'Tess Tanaka' },
      { kind: 'manager' as const, state: 'closed' as const },
    ];

    expect(signatureLines(request({ status: 'denied', approvals })).map(({ state }) => state)).toEqual([
      'denied',
      'lapsed',
    ]);
  });
});
