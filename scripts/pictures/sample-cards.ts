import { noticeCard } from '../../src/bots/teams/cards/answer-card.ts';
import { approvalCardOf } from '../../src/bots/teams/cards/approval-card.ts';
import { homeCard } from '../../src/bots/teams/cards/home-card.ts';
import { secretDialog, secretOfferCard } from '../../src/bots/teams/cards/secret-card.ts';
import { english } from '../../src/flows/phrases/en.ts';
import type { ApprovalCard, ApprovalCardStep } from '../../src/flows/surface.ts';

const at = (time: string) => new Date(`2026-11-${time}:00Z`);

const ADD_TO_GROUP: ApprovalCardStep = {
  summary: 'Add Dana Diaz (dana.diaz@lakesidedental.example) to the group Zendesk Users',
  before: [{ label: 'Groups of Dana Diaz', value: 'All Staff, Front Desk' }],
  after: [{ label: 'Groups of Dana Diaz', value: 'All Staff, Front Desk, Zendesk Users' }],
  highRisk: false,
  riskReasons: [],
};

const RESET_MFA: ApprovalCardStep = {
  summary: 'Remove the sign-in methods of Dana Diaz, so that she registers new ones',
  before: [{ label: 'Sign-in methods', value: 'Authenticator on iPhone 13, +1 ••• ••• 4471' }],
  after: [{ label: 'Sign-in methods', value: 'none' }],
  highRisk: true,
  riskReasons: ['Whoever signs in next as Dana Diaz registers the new methods'],
};

const ASSIGN_LICENCE: ApprovalCardStep = {
  summary: 'Assign the licence Zendesk Suite Professional to Dana Diaz',
  before: [{ label: 'Free licences', value: '3' }],
  after: [{ label: 'Free licences', value: '2' }],
  highRisk: false,
  riskReasons: [],
};

const SIMPLE: ApprovalCard = {
  requestId: 'req_01JDMT6R3ZKX1F9T5C7Q2V8N4B',
  approvalId: 'apr_01',
  planDigest: 'd'.repeat(64),
  kind: 'technician',
  state: { kind: 'waiting' },
  clientName: 'Lakeside Dental',
  requesterName: 'Dana Diaz',
  requestText: 'Hi! I need access to Zendesk, I start answering patients’ questions there on Monday.',
  diagnosis:
    'Dana has a Zendesk licence but is not in Zendesk Users, the group that the runbook names for access.',
  steps: [ADD_TO_GROUP],
  ticket: { label: '#4711', url: 'https://psa.example/tickets/4711' },
  expiresAt: at('27T10:00'),
};

const RISKY: ApprovalCard = {
  ...SIMPLE,
  kind: 'manager',
  requestText: 'New phone, the old one is gone.\nI cannot sign in anywhere!\nAlso I still have no Zendesk.',
  diagnosis: 'The authenticator is bound to the lost phone. Zendesk needs the group and a licence.',
  steps: [RESET_MFA, ADD_TO_GROUP, ASSIGN_LICENCE],
  alsoNeeded: 'A technician must approve too',
};

/** As an employee is answered, with the line of the ticket. */
const reply = (text: string) => noticeCard(`${text}\n${english.ticket('#4711')}`).card;
const approval = (card: ApprovalCard) => approvalCardOf(card, { refreshUserIds: [] }).card;

/** One picture: its file's name, what stands over each card, and which button has been tapped. */
export interface Picture {
  file: string;
  cards: readonly { caption: string; card: object; tapped?: string }[];
}

/** What a reader of the documents should see of Teams. */
export const PICTURES: readonly Picture[] = [
  {
    file: 'approval',
    cards: [
      { caption: 'Waiting for a technician', card: approval(SIMPLE) },
      { caption: 'Deny was tapped', card: approval(SIMPLE), tapped: 'Deny' },
      {
        caption: 'A technician wrote on the ticket',
        card: approval({
          ...SIMPLE,
          technicianNotes: [
            {
              by: 'Theo Brandt',
              text: 'I called her, she starts on Monday. A licence is free.',
              at: at('26T11:20'),
            },
          ],
        }),
      },
    ],
  },
  {
    file: 'high-risk',
    cards: [
      { caption: 'Several steps, high risk, two signatures', card: approval(RISKY) },
      { caption: 'Approve was tapped', card: approval(RISKY), tapped: 'Approve' },
    ],
  },
  {
    file: 'outcomes',
    cards: [
      {
        caption: 'One of two signatures',
        card: approval({
          ...SIMPLE,
          state: {
            kind: 'approved',
            by: 'Tess Tanaka',
            at: at('26T15:30'),
            waitingFor: 'Max Moreno',
          },
        }),
      },
      {
        caption: 'Approved',
        card: approval({ ...SIMPLE, state: { kind: 'approved', by: 'Max Moreno', at: at('26T16:02') } }),
      },
      {
        caption: 'Denied',
        card: approval({
          ...SIMPLE,
          state: {
            kind: 'denied',
            by: 'Max Moreno',
            at: at('26T16:02'),
            reason: 'Dana starts on the phones first. Ask again in January.',
          },
        }),
      },
      { caption: 'Expired', card: approval({ ...SIMPLE, state: { kind: 'expired' } }) },
      {
        caption: 'Withdrawn',
        card: approval({
          ...SIMPLE,
          state: { kind: 'withdrawn', reason: 'Dana Diaz has withdrawn the request.' },
        }),
      },
    ],
  },
  {
    file: 'replies',
    cards: [
      {
        caption: 'Asked back',
        card: noticeCard('Do you need to change files in the finance share, or only to read them?').card,
      },
      {
        caption: 'Done',
        card: reply(`${english.done} Dana Diaz was added to the group Zendesk Users.`),
      },
      {
        caption: 'Not approved',
        card: reply(
          `${english.denied} ${english.reasonGiven('Dana starts on the phones first. Ask again in January.')}`,
        ),
      },
      { caption: 'Handed over', card: reply(english.handedOver) },
    ],
  },
  {
    file: 'employee',
    cards: [
      {
        caption: 'My requests',
        card: homeCard(
          {
            requests: [
              {
                requestId: 'req_1',
                title: 'Hi! I need access to Zendesk, I start answering patients’ questions there on Monday.',
                state:
                  'Waiting for approval by Max Moreno. If nobody decides in time, it expires and you are told.',
                open: true,
                until: at('27T10:00'),
                ticketLabel: '#4711',
                askedAt: at('26T10:00'),
                canWithdraw: true,
              },
              {
                requestId: 'req_2',
                title: 'I am locked out',
                state: 'Done.',
                open: false,
                ticketLabel: '#4630',
                askedAt: at('12T08:15'),
                canWithdraw: false,
              },
            ],
          },
          { refreshUserIds: [] },
        ).card,
      },
      {
        caption: 'A new password waits',
        card: secretOfferCard({
          requestId: 'req_2',
          step: 0,
          text: english.passwordReady,
          expiresAt: at('12T16:20'),
        }).card,
      },
      {
        caption: 'The dialog that the button opens',
        card: secretDialog({
          kind: 'shown',
          secret: 'mK7+tR%w9h-Qe2Xu',
          forWhat: 'Reset the password of Dana Diaz',
        }).card,
      },
    ],
  },
];
