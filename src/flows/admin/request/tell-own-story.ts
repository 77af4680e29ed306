import { shortId } from '../../../ids.ts';
import type { SurfaceName } from '../../../models/conversation.ts';
import { doneIn } from '../../../models/plan.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { cut } from '../../limits.ts';
import { oneLine } from '../../lines.ts';
import { isDone } from '../../sentences.ts';
import { requestLine } from '../../show-requests.ts';
import { utcText } from '../../utc-text.ts';

/** Where somebody asked. */
export const WHERE: Readonly<Record<SurfaceName, string>> = {
  slack: 'in Slack',
  teams: 'in Teams',
  voice: 'by phone',
  psa: 'on a ticket',
  console: 'in the console',
};

const MOST_ASKED = 500;

/** What was asked first, as it was written, on one line. */
export function askedText({ messages }: ServiceRequest): string {
  const asked = messages.find(({ from }) => from === 'requester')?.text ?? '';
  return `“${oneLine(cut(asked, MOST_ASKED))}”`;
}

/**
 * The story as whoever asked may know it: who holds it until when, what happens next, and what was changed. Nothing of
 * diagnosis, plan or notes; a reason for a denial as they were told it.
 */
export function tellOwnStory(request: ServiceRequest): string {
  const { state, until, ticketLabel } = requestLine(request);
  return [
    `Your request \`${shortId(request.id)}\`${ticketLabel ? ` · ticket ${ticketLabel}` : ''}`,
    `• You asked ${WHERE[request.conversation.surface]}, ${utcText(request.createdAt)}: ${askedText(request)}`,
    `• ${state}${until ? ` Until ${utcText(until)}.` : ''}`,
    ...questionLines(request),
    ...deniedLines(request),
    ...doneLines(request).map((line) => `• ${line}`),
    ...(request.outcome ? [`• Ended ${utcText(request.outcome.at)}.`] : []),
  ].join('\n');
}

/** What they are to answer. */
function questionLines({ status, messages }: ServiceRequest): string[] {
  const question = messages.findLast(({ from }) => from === 'agent')?.text;
  return status === 'awaiting_requester' && question
    ? [`• I asked you: “${oneLine(cut(question, MOST_ASKED))}”`]
    : [];
}

function deniedLines({ approvals }: ServiceRequest): string[] {
  const reason = approvals
    .map(({ state }) => (state.kind === 'denied' ? state.reason : undefined))
    .find(Boolean);
  return reason ? [`• The reason given: “${oneLine(cut(reason, 500))}”`] : [];
}

/** As recorded, step by step. */
function doneLines({ plan, execution, status }: ServiceRequest): string[] {
  if (status === 'executing') return [];
  const results = execution?.results ?? [];
  return (plan?.steps ?? []).filter((_, index) => isDone(results[index])).map((step) => doneIn(step, 'en'));
}
