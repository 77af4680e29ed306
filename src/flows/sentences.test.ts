import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../models/approval.ts';
import type { Language } from '../models/client.ts';
import {
  NOW,
  samplePlan,
  sampleRequest,
  sampleStep,
  sampleWaitingRequest,
} from '../models/mongoose/samples.fixture.ts';
import type { ServiceRequest } from '../models/request.ts';
import {
  answerReply,
  cancelledReply,
  closedByTechnicianReply,
  deniedReply,
  doneReply,
  expiredReply,
  handedOverReply,
  joinedReply,
  nothingToDoReply,
  partlyDoneReply,
  takenOverReply,
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
    const facts = ['One', 'Two'].map((doneSummary) => ({ doneSummary }));
    expect(nothingToDoReply(request, [{ doneSummary: 'It is so' }])).toMatch(
      /^This is in place already: It is so\n/,
    );
    expect(nothingToDoReply(request, facts)).toContain('\n• One\n• Two');
  });

  it('is that nothing was changed, whenever nothing was', () => {
    for (const text of [
      deniedReply(request, undefined),
      expiredReply(request),
      cancelledReply(request),
      answerReply(request, 'I have reset your password.'),
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

describe('a caller is told it in the language of their call', () => {
  const calledIn = (language: Language) =>
    sampleRequest({
      ticket: { psa: 'connectwise', id: '4711' },
      requester: { ...request.requester, identification: { how: 'number_on_file', language } },
    });
  const german = calledIn('de');
  const step = sampleStep({ doneSummaries: { de: 'Dana Diaz wurde in die Gruppe aufgenommen' } });

  it('with what was done', () => {
    expect(doneReply(german, samplePlan(step))).toBe(
      'Erledigt. Dana Diaz wurde in die Gruppe aufgenommen\nTicket #4711',
    );
    expect(partlyDoneReply(german, samplePlan(step, step), [{ kind: 'done', at: NOW }])).toMatch(
      /^Ein Teil Ihres Anliegens ist erledigt:\n• Dana Diaz wurde in die Gruppe/,
    );
    expect(nothingToDoReply(german, [step])).toMatch(/^Das ist schon so: Dana Diaz wurde/);
  });

  it('or with what the tool has, where it speaks English alone', () => {
    expect(doneReply(german, samplePlan(sampleStep()))).toContain('Erledigt. Dana Diaz was added');
  });

  it.each(['de', 'es'] as const)('whatever came of it, and nothing of it in English (%s)', (language) => {
    const asked = calledIn(language);
    const replies = (of: ServiceRequest) => [
      answerReply(of, ''),
      deniedReply(of, 'X'),
      expiredReply(of),
      handedOverReply(of),
      cancelledReply(of),
      closedByTechnicianReply(of),
      takenOverReply(of),
      joinedReply(of, of),
    ];
    const english = replies(request);
    for (const [index, text] of replies(asked).entries()) {
      expect(text).not.toBe(english[index]);
      expect(text).not.toMatch(/\b(?:the|was|your|has|changed|technician)\b/i);
    }
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
