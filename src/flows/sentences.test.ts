import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../models/approval.ts';
import {
  NOW,
  samplePlan,
  sampleRequest,
  sampleStep,
  sampleWaitingRequest,
} from '../models/mongoose/samples.fixture.ts';
import {
  answerReply,
  cancelledReply,
  closedByTechnicianReply,
  deniedReply,
  doneReply,
  expiredReply,
  handedOverReply,
  nothingToDoReply,
  partlyDoneReply,
  waitingFor,
} from './sentences.ts';

const request = sampleRequest({ ticket: { psa: 'connectwise', id: '4711' } });
const one = samplePlan(sampleStep());
const two = samplePlan(sampleStep(), sampleStep({ doneSummary: 'Dana Diaz was given Visio' }));

describe('what the employee is told', () => {
  it('is what was done, step by step', () => {
    expect(doneReply(request, one)).toBe(
      'Done. Dana Diaz was added to the group Zendesk Users\nTicket #4711',
    );
    expect(doneReply(request, two)).toBe(
      'Done. \n• Dana Diaz was added to the group Zendesk Users\n• Dana Diaz was given Visio\nTicket #4711',
    );
  });

  it('is what was done of it, and that somebody does the rest', () => {
    const text = partlyDoneReply(request, two, [
      { kind: 'done', at: NOW },
      { kind: 'unknown', at: NOW },
    ]);

    expect(text).toMatch(
      /^Part of your request is done:\n• Dana Diaz was added[^\n]*\nA technician takes care of/,
    );
    expect(text).not.toContain('Visio');
  });

  it('claims nothing done when nothing is', () => {
    for (const results of [[], [{ kind: 'failed', at: NOW, reason: 'HTTP 500 inside' } as const]]) {
      const text = partlyDoneReply(request, two, results);
      expect(text).toMatch(/^A technician has taken over your request and will get back to you\./);
      expect(text).not.toMatch(/Dana Diaz was|HTTP/);
    }
  });

  it('counts what was in place already as done', () => {
    expect(partlyDoneReply(request, two, [{ kind: 'already_done', at: NOW }])).toContain('Zendesk Users');
    expect(nothingToDoReply(request, ['It is so'])).toMatch(/^This is in place already: It is so\n/);
    expect(nothingToDoReply(request, ['One', 'Two'])).toContain('\n• One\n• Two');
  });

  it('is that nothing was changed, whenever nothing was', () => {
    for (const text of [
      deniedReply(request, undefined),
      expiredReply(request),
      cancelledReply(request),
      answerReply('I have reset your password.'),
    ])
      expect(text).toMatch(/nothing was changed/i);
    expect(closedByTechnicianReply(request)).toMatch(/changed nothing/);
  });

  it('is the reason of a denial, quoted, where one was given', () => {
    expect(deniedReply(request, 'Ask Max first')).toContain('The reason given: “Ask Max first”');
    expect(deniedReply(request, undefined)).not.toMatch(/reason/i);
  });

  it('is that it can be sent again once it has expired', () => {
    expect(expiredReply(request)).toMatch(/24 hours.*send it again/);
  });

  it('names the ticket where there is one', () => {
    expect(handedOverReply(request)).toMatch(/\nTicket #4711$/);
    expect(handedOverReply(sampleRequest())).not.toContain('Ticket');
  });
});

describe('whom a request waits for', () => {
  const approvals = sampleWaitingRequest().approvals;
  const approved = (kind: string): ApprovalRequest[] =>
    approvals.map((approval) =>
      approval.kind === kind
        ? { ...approval, state: { kind: 'approved', by: { personId: 'p', name: 'Tess' }, at: NOW } }
        : approval,
    );

  it.each([
    ['both', approvals, 'a technician and Max Moreno'],
    ['the technician has signed', approved('technician'), 'Max Moreno'],
    ['the manager has signed', approved('manager'), 'a technician'],
    ['nobody is asked', [], ''],
  ])('%s', (_when, given, expected) => {
    expect(waitingFor(given)).toBe(expected);
  });
});
