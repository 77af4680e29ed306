import type { CommandChoice, HomeView, RequestLine } from '../../../flows/desk.ts';
import type { FormSpec } from '../../../flows/form.ts';
import type { ApprovalCard, ApprovalCardState } from '../../../flows/surface.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { answerCard, noticeCard, noticeDialog } from './answer-card.ts';
import { approvalCardOf } from './approval-card.ts';
import { formDialog, formOffer } from './form-card.ts';
import { homeCard } from './home-card.ts';
import { secretDialog, secretOfferCard } from './secret-card.ts';

export const EXPIRES_AT = new Date('2026-11-27T10:00:00Z');
export const DECIDED_AT = new Date('2026-11-26T15:30:00Z');

/** A person, as the connector names them. */
export const TEAMS_ID =
  '29:1GcS4EyB_oSI8A88XmWBN7NJFyMqe3QGnJdgLfFGkJnVelzRGos0bPbpsfJjcbAD22bmKc4GMbrY2g4JDrrAJxg';

export const CARD: ApprovalCard = {
  requestId: 'req_01JDMT6R3ZKX1F9T5C7Q2V8N4B',
  approvalId: 'apr_01JDMT6R3ZKX1F9T5C7Q2V8N4C',
  planDigest: 'd'.repeat(64),
  kind: 'technician',
  state: { kind: 'waiting' },
  clientName: 'Lakeside Dental',
  requesterName: 'Dana Diaz',
  requestText: 'I need access to Zendesk',
  diagnosis: 'Dana is not in the group that gives access.',
  steps: [
    {
      summary: 'Add Dana Diaz to the group Zendesk Users',
      before: [{ label: 'Groups of Dana Diaz', value: 'All Staff' }],
      after: [{ label: 'Groups of Dana Diaz', value: 'All Staff, Zendesk Users' }],
      highRisk: false,
      riskReasons: [],
    },
  ],
  ticket: { label: '#4711', url: 'https://psa.example/ticket/4711' },
  alsoNeeded: 'Max Moreno (manager) must approve too',
  expiresAt: EXPIRES_AT,
};

export const LINE: RequestLine = {
  requestId: 'req_1',
  title: 'I need access to Zendesk',
  state: 'Waiting for Max Moreno (your manager)',
  open: true,
  until: EXPIRES_AT,
  ticketLabel: '#4711',
  askedAt: DECIDED_AT,
  canWithdraw: true,
};

/** Every state of a card, with `text` wherever it says something. */
export function statesWith(text: string): ApprovalCardState[] {
  return [
    { kind: 'waiting' },
    { kind: 'approved', by: text, at: DECIDED_AT },
    { kind: 'approved', by: text, at: DECIDED_AT, waitingFor: text },
    { kind: 'denied', by: text, at: DECIDED_AT },
    { kind: 'denied', by: text, at: DECIDED_AT, reason: text },
    { kind: 'expired' },
    { kind: 'withdrawn', reason: text },
  ];
}

/** An approval that says `text` everywhere, in as many steps and facts. */
export function approvalWith(text: string, { steps = 1, facts = 1 } = {}): ApprovalCard {
  const known = Array.from({ length: facts }, (_, index) => ({ label: `${index}${text}`, value: text }));
  return {
    ...CARD,
    kind: 'manager',
    clientName: text,
    requesterName: text,
    requestText: text,
    diagnosis: text,
    steps: Array.from({ length: steps }, () => ({
      summary: text,
      before: known,
      after: known.map(({ label, value }) => ({ label, value: `${value}!` })),
      highRisk: true,
      riskReasons: [text, text],
    })),
    technicianNotes: Array.from({ length: 3 }, () => ({ by: text, text, at: DECIDED_AT })),
    ticket: { label: text, url: `https://psa.example/${text}` },
    alsoNeeded: text,
  };
}

/** Every card of ours with `text` wherever somebody else's text stands, by what it is. */
export function everyCardWith(
  text: string,
  size: { steps?: number; facts?: number } = {},
): [string, AdaptiveCard][] {
  const refreshUserIds = Array.from({ length: 100 }, () => TEAMS_ID);
  const approval = approvalWith(text, size);
  const line: RequestLine = { ...LINE, title: text, state: text, ticketLabel: text };
  const lines = Array.from({ length: 20 }, (_, index) => ({
    ...line,
    open: index < 10,
    canWithdraw: index < 10,
  }));
  return [
    ...statesWith(text).map((state): [string, AdaptiveCard] => [
      `approval ${JSON.stringify(state).slice(0, 60)}`,
      approvalCardOf({ ...approval, state }, { refreshUserIds }).card,
    ]),
    ['home', homeCard({ requests: lines }, { refreshUserIds: [TEAMS_ID], notice: text }).card],
    ['home of an admin', homeCard(homeWith(text, lines, approval), { refreshUserIds: [TEAMS_ID] }).card],
    ['home with nothing', homeCard({ requests: [] }, { refreshUserIds: [TEAMS_ID] }).card],
    ['form offer', formOffer(formWith(text), 'policy').card],
    ['form', formDialog(formWith(text), { command: 'policy', problems: { name: text, other: text } }).card],
    ['secret offer', secretOfferCard({ requestId: 'req_1', step: 0, text, expiresAt: EXPIRES_AT }).card],
    ['secret dialog', secretDialog({ kind: 'shown', secret: 'Correct-Horse-9', forWhat: text }).card],
    ['secret that is gone', secretDialog({ kind: 'gone', sentence: text }).card],
    ['answer', answerCard({ kind: 'answer', text }).card],
    ['answer with choices', answerCard({ kind: 'answer', text, choices: choicesWith(text) }).card],
    ['notice', noticeCard(text).card],
    ['notice dialog', noticeDialog(text).card],
  ];
}

function choicesWith(label: string): CommandChoice[] {
  return Array.from({ length: 10 }, (_, index) => ({
    label: label.slice(0, 70),
    command: `mode client_${index} plan`,
    style: 'primary',
  }));
}

function homeWith(text: string, requests: readonly RequestLine[], approval: ApprovalCard): HomeView {
  const cards = Array.from({ length: 10 }, (_, index) => ({ ...approval, approvalId: `apr_${index}` }));
  return {
    requests,
    waiting: { cards, total: 40 },
    desk: {
      clients: Array.from({ length: 40 }, (_, index) => ({
        id: `client_${index}`,
        name: text,
        mode: 'execute',
        waitingForApproval: index,
      })),
      integrations: Array.from({ length: 8 }, () => ({
        name: 'hudu',
        title: text,
        state: 'trouble',
        problem: text,
      })),
      undelivered: Array.from({ length: 9 }, () => ({ requestId: 'req_9', title: text, clientName: text })),
    },
  };
}

function formWith(text: string): FormSpec {
  const options = Array.from({ length: 20 }, (_, index) => ({
    value: `tool_${index}`,
    label: text.slice(0, 75),
  }));
  const words = { label: text, hint: text };
  return {
    id: 'policy set',
    state: 'lakeside|3',
    title: text.slice(0, 24),
    intro: text.slice(0, 1_500),
    submit: 'Look at it',
    fields: [
      { kind: 'text', name: 'name', ...words, example: 'Lakeside', multiline: true },
      { kind: 'secret', name: 'key', ...words, optional: true },
      { kind: 'choice', name: 'policy', ...words, options, value: 'tool_1' },
      { kind: 'choices', name: 'tools', ...words, options, values: ['tool_1', 'tool_2'] },
    ],
  };
}
