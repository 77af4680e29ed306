import type { ApprovalCard, ApprovalCardState } from '../../../flows/surface.ts';
import { shortId } from '../../../ids.ts';
import type { TechnicianNote } from '../../../models/request.ts';
import { plainInstant } from '../../../visible-text.ts';
import type { AdaptiveCard, CardAction, CardElement, CardMessage, Container } from './adaptive-card.ts';
import { APPROVE, DENIAL_REASON, DENY, REFRESH_APPROVAL, type ShownApproval } from './card-actions.ts';
import {
  block,
  bold,
  cardOf,
  deed,
  firstThatFits,
  heading,
  quote,
  run,
  sentence,
  unfold,
} from './elements.ts';
import { inertLine, inertLineCut, instant, link } from './escape.ts';
import { DETAILS, type Detail, LIMITS, REASON_LENGTH, SHOWN } from './limits.ts';
import { renderSteps } from './steps.ts';

export interface ApprovalCardOptions {
  /** Teams ids (`29:…`) of people for whom Teams asks for the card's present state when they look at it. */
  refreshUserIds: readonly string[];
}

/**
 * An approval card as a technician or manager reads it on a phone, short enough for Teams whatever it holds. Pure;
 * every string of the card is made inert.
 */
export function approvalCardOf(card: ApprovalCard, { refreshUserIds }: ApprovalCardOptions): CardMessage {
  const summary = notification(card);
  const frame = { fallbackText: `${summary}. A newer Teams shows the whole.`, refreshUserIds };
  const ways = DETAILS.map((detail) => () => drawn(card, detail, frame));
  return { summary, card: firstThatFits(ways) };
}

interface Frame extends ApprovalCardOptions {
  fallbackText: string;
}

function drawn(card: ApprovalCard, detail: Detail, { fallbackText, refreshUserIds }: Frame): AdaptiveCard {
  const data = shownApproval(card);
  const refresh = { verb: REFRESH_APPROVAL, data, userIds: refreshUserIds };
  return cardOf({
    fallbackText,
    ...(canStillChange(card.state) ? { refresh } : {}),
    body: [
      banner(card),
      sentence([
        bold(`${name(card.requesterName)} `),
        run(card.state.kind === 'waiting' ? 'asks:' : 'asked:'),
      ]),
      quote(card.requestText, detail.requestText, detail.requestLines),
      ...identified(card),
      ...renderSteps(card, detail),
      ...diagnosis(card.diagnosis, detail.diagnosis),
      ...(card.technicianNotes ?? []).flatMap((note) => ticketNote(note, detail.ticketNote)),
      ...smallPrint(card),
    ],
    ...(card.state.kind === 'waiting' ? { actions: decisionButtons(card, data) } : {}),
  });
}

function shownApproval({ requestId, approvalId, planDigest }: ApprovalCard): ShownApproval {
  return { requestId, approvalId, planDigest };
}

/** A signature that is given may still see its plan approved, denied or expired by others. */
function canStillChange(state: ApprovalCardState): boolean {
  return state.kind === 'waiting' || (state.kind === 'approved' && state.waitingFor !== undefined);
}

const TITLES: Record<ApprovalCardState['kind'], string> = {
  waiting: 'Approval needed',
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
  withdrawn: 'Closed',
};

/** What Teams shows where the card itself is not seen: a notification, the list of chats. */
function notification(card: ApprovalCard): string {
  const what = card.steps.map((step) => step.summary.slice(0, LIMITS.summary)).join('; ');
  const until = card.state.kind === 'waiting' ? ` (until ${plainInstant(card.expiresAt)})` : '';
  const risk = isHighRisk(card.steps) ? ' (high risk)' : '';
  const title = `${TITLES[card.state.kind]}${risk}: ${card.clientName}`;
  return `${inertLineCut(`${title}. ${card.requesterName}: ${what}`, LIMITS.summary)}${until}`;
}

const BANNERS: Record<ApprovalCardState['kind'], NonNullable<Container['style']>> = {
  waiting: 'accent',
  approved: 'good',
  denied: 'attention',
  expired: 'warning',
  withdrawn: 'emphasis',
};

/** What the card is about and what became of it, first: on a phone the rest is below the fold. */
function banner(card: ApprovalCard): CardElement {
  const { state, clientName } = card;
  return {
    type: 'Container',
    style: BANNERS[state.kind],
    bleed: true,
    items: [
      heading(TITLES[state.kind], { size: 'large' }),
      sentence([run('Client: '), bold(name(clientName))], 'none'),
      ...outcome(card),
    ],
  };
}

function name(text: string): string {
  return inertLineCut(text, SHOWN.name) || '–';
}

/** What became of it and who decided; for whom they decide while it waits. */
function outcome({ state, kind, requesterName, steps, expiresAt }: ApprovalCard): CardElement[] {
  switch (state.kind) {
    case 'waiting':
      return [
        ...(kind === 'admin' ? [sentence([run('You are asked as another admin')], 'none')] : []),
        ...(kind === 'manager'
          ? [sentence([run(`You are asked as the manager of ${name(requesterName)}`)], 'none')]
          : []),
        ...(isHighRisk(steps) ? [sentence([bold('⚠ High risk', { color: 'attention' })], 'small')] : []),
      ];
    case 'approved':
      return [
        ...decidedBy(state),
        ...(state.waitingFor
          ? [sentence([run('Still waiting for '), bold(inertLineCut(state.waitingFor, SHOWN.others))])]
          : []),
      ];
    case 'denied':
      return [
        ...decidedBy(state),
        ...(state.reason ? [sentence([run('Reason: '), run(`“${reason(state.reason)}”`)])] : []),
      ];
    case 'expired':
      return [block(`Nobody decided by ${instant(expiresAt)}; nothing was changed.`)];
    case 'withdrawn':
      return [sentence([run(reason(state.reason) || 'It is no longer waiting for approval.')])];
  }
}

function decidedBy({ by, at }: { by: string; at: Date }): CardElement[] {
  return [sentence([run('By '), bold(name(by))]), block(instant(at), { spacing: 'none' })];
}

function reason(text: string): string {
  return inertLineCut(text, SHOWN.reason);
}

function identified({ identifiedBy }: ApprovalCard): CardElement[] {
  if (!identifiedBy) return [];
  return [sentence([bold('Identified: '), run(inertLineCut(identifiedBy, SHOWN.identifiedBy))])];
}

/** `text` is the model's own words: labelled as such, and never more than a remark. */
function diagnosis(text: string, most: number): CardElement[] {
  if (!text || most === 0) return [];
  const said = `“${inertLineCut(text, most)}”`;
  return [
    sentence([run("The agent's own summary, unchecked: ", SMALL), run(said, { ...SMALL, italic: true })]),
  ];
}

/** What a technician has written on the ticket while it waits. The date is filled in in text blocks only. */
function ticketNote({ by, text, at }: TechnicianNote, most: number): CardElement[] {
  if (most === 0) return [];
  return [
    block(`On the ticket, ${instant(at)}:`, SMALL),
    sentence([bold(`${name(by)}: `), run(`“${inertLineCut(text, most)}”`)], 'none'),
  ];
}

const SMALL = { size: 'small', isSubtle: true } as const;

function smallPrint({
  ticket,
  askedBecause,
  alsoNeeded,
  requestId,
  state,
  expiresAt,
}: ApprovalCard): CardElement[] {
  return [
    ...(askedBecause ? [block(inertLineCut(askedBecause, SHOWN.others))] : []),
    ...(alsoNeeded ? [sentence([bold(inertLineCut(alsoNeeded, SHOWN.others))])] : []),
    ...(state.kind === 'waiting' ? [block(`Answer by ${instant(expiresAt)}; after that it expires.`)] : []),
    ...(ticket
      ? [block(`Ticket ${link(ticket.url ?? '', ticket.label, SHOWN.ticketLabel)}`, { spacing: 'small' })]
      : []),
    block(`Request ${inertLine(shortId(requestId))}`, { ...SMALL, spacing: 'small' }),
  ];
}

function isHighRisk(steps: ApprovalCard['steps']): boolean {
  return steps.some(({ highRisk }) => highRisk);
}

/** Approve and Deny for what a card shows. On a home each denial has an input of its own. */
export function decisionButtons({ steps }: ApprovalCard, data: ShownApproval): CardAction[] {
  const approve = { verb: APPROVE, data, style: 'positive', associatedInputs: 'none' } as const;
  const deny = deed({ title: 'Deny it', verb: DENY, data, style: 'destructive' });
  return [
    isHighRisk(steps)
      ? unfold(
          { title: 'Approve', style: 'positive' },
          [block('This plan is marked as **high risk**. Approve it?')],
          deed({ ...approve, title: 'Approve it' }),
        )
      : deed({ ...approve, title: 'Approve' }),
    unfold({ title: 'Deny', style: 'destructive' }, [reasonInput(data)], deny),
  ];
}

function reasonInput({ approvalId, onHome }: ShownApproval): CardElement {
  return {
    type: 'Input.Text',
    id: onHome ? `${DENIAL_REASON}_${approvalId}` : DENIAL_REASON,
    label: 'Reason (the requester reads it; you may leave it empty)',
    placeholder: 'Why not?',
    isMultiline: true,
    maxLength: REASON_LENGTH,
  };
}
