import type { KnownBlock } from '@slack/types';
import type { ApprovalCard, ApprovalCardState, ApprovalCardStep } from '../../flows/surface.ts';
import { shortId } from '../../ids.ts';
import type { Fact } from '../../models/plan.ts';
import type { TechnicianNote } from '../../models/request.ts';
import { plainInstant } from '../../visible-text.ts';
import { actions, button, context, header, section } from './blocks.ts';
import { APPROVE, type ApprovalButton, DENY } from './buttons.ts';
import { inertCut, inertLine, inertLineCut, instant, link } from './escape.ts';
import { LIMITS, SHOWN } from './limits.ts';

/** A message as Slack takes it: `text` is what notifications and screen readers get. */
export interface RenderedMessage {
  text: string;
  blocks: KnownBlock[];
}

/** An approval card as a technician or manager reads it on a phone. Pure; every string of the card is made inert. */
export function renderCard(card: ApprovalCard): RenderedMessage {
  return {
    text: notification(card),
    blocks: [
      header(title(card)),
      section(whoAsks(card)),
      section(
        `*${card.steps.length === 1 ? 'What will change' : `What will change, in ${card.steps.length} steps`}*`,
      ),
      ...stepTexts(card).map(section),
      ...(card.diagnosis ? [context(diagnosis(card.diagnosis))] : []),
      ...(card.technicianNotes ?? []).map((note) => context(ticketNote(note))),
      context(facts(card).join('\n')),
      ...renderState(card),
    ].slice(0, LIMITS.blocksPerMessage),
  };
}

const TITLES: Record<ApprovalCardState['kind'], string> = {
  waiting: 'Approval needed',
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
  withdrawn: 'Closed',
};

function title({ state, clientName }: ApprovalCard): string {
  return `${TITLES[state.kind]}: ${clientName}`;
}

function notification(card: ApprovalCard): string {
  const what = card.steps.map(({ summary }) => summary).join('; ');
  const until = card.state.kind === 'waiting' ? ` (until ${plainInstant(card.expiresAt)})` : '';
  return `${inertLineCut(`${title(card)}. ${card.requesterName}: ${what}`, SHOWN.notification)}${until}`;
}

/** Who asks, and in which words. */
export function whoAsks({
  kind,
  requesterName,
  clientName,
  requestText,
  identifiedBy,
}: ApprovalCard): string {
  const from = kind === 'admin' ? 'admin of the MSP' : inertLineCut(clientName, SHOWN.name);
  const who = `*${inertLineCut(requesterName, SHOWN.name)}* (${from}) asks:`;
  const words = inertCut(requestText, SHOWN.requestText)
    .split('\n')
    .map((line) => `>${line}`);
  const how = identifiedBy ? [`Identified: ${inertLineCut(identifiedBy, SHOWN.identifiedBy)}`] : [];
  return [who, ...words, ...how].join('\n');
}

/** `diagnosis` is the model's own words: labelled as such, and never more than a remark. */
function diagnosis(text: string): string {
  return `The agent's own summary, unchecked: “${inertLineCut(text, SHOWN.diagnosis)}”`;
}

/** What a technician has written on the ticket while it waits. */
function ticketNote({ by, text, at }: TechnicianNote): string {
  return `On the ticket, ${inertLineCut(by, SHOWN.name)} (${instant(at)}): “${inertLineCut(text, SHOWN.ticketNote)}”`;
}

/** What each step changes, before and after, and what is risky about it; each fits into a section. */
export function stepTexts({ steps }: Pick<ApprovalCard, 'steps'>): string[] {
  return steps.map((step, index) => renderStep(step, index, mostPerStep(steps.length)));
}

function renderStep(
  { summary, before, after, highRisk, riskReasons }: ApprovalCardStep,
  index: number,
  most: number,
): string {
  const lines = [
    `*${index + 1}.* ${inertLineCut(summary, SHOWN.stepSummary)}`,
    ...changes(before, after).map((line) => `• ${line}`),
    ...(highRisk ? [risk(riskReasons)] : []),
  ];
  return wholeLines(lines, most);
}

function risk(reasons: readonly string[]): string {
  const said = reasons.map((reason) => inertLineCut(reason, SHOWN.riskReason)).join('; ');
  return said ? `:warning: *High risk:* ${said}` : ':warning: *High risk*';
}

function mostPerStep(steps: number): number {
  return Math.min(LIMITS.sectionText, Math.floor(LIMITS.stepsText / steps));
}

/** Whole lines only, and a word about those that did not fit. */
function wholeLines(lines: readonly string[], most: number): string {
  const [first = '', ...rest] = lines;
  const shown = [first];
  let length = first.length;
  for (const line of rest) {
    length += line.length + 1;
    if (length > most - MORE_LENGTH) break;
    shown.push(line);
  }
  const left = lines.length - shown.length;
  return [...shown, ...(left > 0 ? [`• …and ${left} more; see the ticket's internal note`] : [])].join('\n');
}

const MORE_LENGTH = 80;

/** One line for each thing that is known before or after: `Groups: All Staff → All Staff, Zendesk Users`. */
function changes(before: readonly Fact[], after: readonly Fact[]): string[] {
  const labels = [...new Set([...before, ...after].map(({ label }) => label))];
  return labels.map((label) => {
    const was = valueOf(before, label);
    const will = valueOf(after, label);
    const name = inertLineCut(label, SHOWN.factLabel);
    if (was === undefined) return `${name}: *${will}*`;
    if (will === undefined || will === was) return `${name}: ${was}`;
    return `${name}: ${was} → *${will}*`;
  });
}

function valueOf(known: readonly Fact[], label: string): string | undefined {
  const fact = known.find((one) => one.label === label);
  return fact && (inertLineCut(fact.value, SHOWN.factValue) || 'none');
}

function facts({ ticket, askedBecause, alsoNeeded, requestId, state, expiresAt }: ApprovalCard): string[] {
  return [
    ...(ticket ? [`Ticket ${link(ticket.url ?? '', ticket.label, SHOWN.ticketLabel)}`] : []),
    ...(askedBecause ? [inertLineCut(askedBecause, SHOWN.reason)] : []),
    ...(alsoNeeded ? [inertLineCut(alsoNeeded, SHOWN.reason)] : []),
    ...(state.kind === 'waiting' ? [`Answer by ${instant(expiresAt)}; after that it expires.`] : []),
    `Request ${inertLine(shortId(requestId))}`,
  ];
}

/** Buttons while it waits; afterwards what became of it and who decided. */
function renderState(card: ApprovalCard): KnownBlock[] {
  const { state } = card;
  switch (state.kind) {
    case 'waiting':
      return [decisionButtons(card)];
    case 'approved':
      return [
        section(
          `:white_check_mark: *Approved* by ${inertLineCut(state.by, SHOWN.name)}, ${instant(state.at)}${state.waitingFor ? `\nStill waiting for ${inertLineCut(state.waitingFor, SHOWN.reason)}` : ''}`,
        ),
      ];
    case 'denied':
      return [
        section(
          `:no_entry: *Denied* by ${inertLineCut(state.by, SHOWN.name)}, ${instant(state.at)}${state.reason ? `\n>${inertLineCut(state.reason, SHOWN.reason)}` : ''}`,
        ),
      ];
    case 'expired':
      return [
        section(`:hourglass: *Expired.* Nobody decided by ${instant(card.expiresAt)}; nothing was changed.`),
      ];
    case 'withdrawn':
      return [section(`:wastebasket: *Closed.* ${inertLineCut(state.reason, SHOWN.reason)}`)];
  }
}

/** Approve and Deny for what the card shows. */
export function decisionButtons(card: ApprovalCard): KnownBlock {
  const { requestId, approvalId, planDigest } = card;
  const value = JSON.stringify({ requestId, approvalId, planDigest } satisfies ApprovalButton);
  const confirm = {
    title: 'High risk',
    text: 'This plan is marked as high risk. Approve it?',
    yes: 'Approve',
    no: 'Not yet',
  };
  return actions(
    `approval:${approvalId}`,
    button({
      actionId: APPROVE,
      label: 'Approve',
      value,
      style: 'primary',
      ...(card.steps.some(({ highRisk }) => highRisk) ? { confirm } : {}),
    }),
    button({ actionId: DENY, label: 'Deny', value, style: 'danger' }),
  );
}
