import type { ApprovalCard, ApprovalCardState, SecretOffer } from '../../src/flows/surface.ts';

/** What people, tickets and directories can contain: markup of every surface, broadcasts, disguised links, reading order. */
export const NASTY: readonly string[] = [
  '<!channel> <@U0TESS> <#C0GENERAL|general> @here @everyone',
  '<https://evil.example/login|your bank> [bank](https://evil.example) https://evil.example/plain',
  '*bold* _italic_ ~gone~ `code` ```block``` > quoted\n> quoted\n1. one\n# head',
  '&lt;!here&gt; &amp;lt; &#60; <at>Tess</at> <script>alert(1)</script> ${data} {{user}} {DATE(2026-01-01)}',
  ':white_check_mark: *Approved* by Tess',
  'right\u202Eto\u2066left\u2069 zero\u200Bwidth\u200D join\u2060er \uFEFF bell\u0007 null\u0000',
  '"},{"type":"actions","elements":[]}',
  '\u3164\u115F',
];

const EXPIRES_AT = new Date('2026-11-27T10:00:00Z');
const NOTED_AT = new Date('2026-11-26T14:05:00Z');
/** When somebody decided, where it is known. */
export const DECIDED_AT = new Date('2026-11-26T15:30:00Z');

/** A card with everything that one can have. */
export const CARD: ApprovalCard = {
  requestId: 'req_1',
  approvalId: 'apr_1',
  planDigest: 'd'.repeat(64),
  kind: 'technician',
  state: { kind: 'waiting' },
  clientName: 'Lakeside Dental',
  requesterName: 'Dana Diaz',
  identifiedBy: 'By phone, from the number on file; confirmed with a code in Slack',
  requestText: 'I need access to Zendesk',
  diagnosis: 'Dana is not in the group that gives access.',
  steps: [
    {
      summary: 'Add Dana Diaz to the group Zendesk Users',
      before: [{ label: 'Groups of Dana Diaz', value: 'All Staff' }],
      after: [{ label: 'Groups of Dana Diaz', value: 'All Staff, Zendesk Users' }],
      highRisk: true,
      riskReasons: ['The group can be given directory roles'],
    },
  ],
  technicianNotes: [
    { by: 'Theo Brandt', text: 'Called her; she does need it', at: NOTED_AT },
    { by: 'Ada Okafor', text: 'A licence is free', at: NOTED_AT },
  ],
  ticket: { label: '#4711', url: 'https://psa.example/ticket/4711' },
  askedBecause:
    'You are the fallback approver of Lakeside Dental: the directory names no manager for Dana Diaz.',
  alsoNeeded: 'Max Moreno (manager) must approve too',
  expiresAt: EXPIRES_AT,
};

/** Every way in which a card can end, and what it says then. */
export const ENDED: readonly { state: ApprovalCardState; says: RegExp }[] = [
  { state: { kind: 'approved', by: 'Tess Tanaka', at: DECIDED_AT }, says: /Approved.*Tess Tanaka/s },
  {
    state: { kind: 'approved', by: 'Tess Tanaka', at: DECIDED_AT, waitingFor: 'Max Moreno' },
    says: /Tess Tanaka.*Max Moreno/s,
  },
  {
    state: { kind: 'denied', by: 'Theo Brandt', at: DECIDED_AT, reason: 'Not your job' },
    says: /Denied.*Theo Brandt.*Not your job/s,
  },
  { state: { kind: 'expired' }, says: /Expired/ },
  { state: { kind: 'withdrawn', reason: 'The plan changed' }, says: /The plan changed/ },
];

/** A card that asks. */
export const WAITING: ApprovalCardState = { kind: 'waiting' };

/** A secret for one person, once. */
export const OFFER: SecretOffer = {
  requestId: 'req_1',
  step: 0,
  text: 'Your new temporary password is ready',
  expiresAt: EXPIRES_AT,
};

/** Longer than any message may be, with what escaping makes longer and what must not be cut in two. */
export const LONG = '&<😀>'.repeat(5_000);

/** A card whose every text is `text`. */
export function nastyCard(text: string, state: ApprovalCardState): ApprovalCard {
  const facts = [{ label: text, value: text }];
  return {
    ...CARD,
    state: withText(state, text),
    clientName: text,
    requesterName: text,
    identifiedBy: text,
    requestText: text,
    diagnosis: text,
    steps: [
      {
        summary: text,
        before: facts,
        after: [{ label: text, value: `${text}!` }],
        highRisk: true,
        riskReasons: [text],
      },
    ],
    technicianNotes: [{ by: text, text, at: NOTED_AT }],
    ticket: { label: text, url: `https://psa.example/${text}` },
    askedBecause: text,
    alsoNeeded: text,
  };
}

function withText(state: ApprovalCardState, text: string): ApprovalCardState {
  switch (state.kind) {
    case 'approved':
      return { ...state, by: text, waitingFor: text };
    case 'denied':
      return { ...state, by: text, reason: text };
    case 'withdrawn':
      return { ...state, reason: text };
    case 'waiting':
    case 'expired':
      return state;
  }
}
