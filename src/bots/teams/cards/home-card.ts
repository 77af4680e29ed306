import type { RequestLine } from '../../../flows/desk.ts';
import type { AdaptiveCard, CardElement, CardMessage } from './adaptive-card.ts';
import { REFRESH_HOME, WITHDRAW } from './card-actions.ts';
import { block, bold, cardOf, deed, firstThatFits, heading, run, sentence, unfold } from './elements.ts';
import { inertLineCut, instant } from './escape.ts';
import { SHOWN } from './limits.ts';

export interface HomeCardOptions {
  /** The Teams id (`29:…`) of the person, for whom the list follows what happens; none where others see it. */
  refreshUserIds: readonly string[];
  /** What came of the last tap. */
  notice?: string;
}

/** A person's requests: the open ones with who holds them and until when, then what has ended. */
export function homeCard(lines: readonly RequestLine[], options: HomeCardOptions): CardMessage {
  const most = Math.min(lines.length, SHOWN.homeRequests);
  const ways = Array.from({ length: most + 1 }, (_, less) => () => drawn(lines, most - less, options));
  return { summary: summary(lines), card: firstThatFits(ways) };
}

function summary(lines: readonly RequestLine[]): string {
  const open = lines.filter((line) => line.open).length;
  return `Your requests: ${open === 0 ? 'nothing is open' : `${open} open`}`;
}

function drawn(
  lines: readonly RequestLine[],
  most: number,
  { refreshUserIds, notice }: HomeCardOptions,
): AdaptiveCard {
  const shown = lines.slice(0, most);
  const ended = shown.filter((line) => !line.open);
  const left = lines.length - shown.length;
  return cardOf({
    fallbackText: `${summary(lines)}. Write status to see them, or open a newer Teams.`,
    refresh: { verb: REFRESH_HOME, data: {}, userIds: refreshUserIds },
    body: [
      ...(notice ? [noticeOf(notice)] : []),
      heading('Your open requests'),
      ...orNothing(shown.filter((line) => line.open).map(renderLine)),
      ...(ended.length > 0 ? [heading('Before that'), ...ended.map(renderLine)] : []),
      ...(left > 0 ? [block(`…and ${left} more`, { isSubtle: true })] : []),
    ],
  });
}

function noticeOf(text: string): CardElement {
  return {
    type: 'Container',
    style: 'accent',
    items: [sentence([run(inertLineCut(text, SHOWN.reason) || '–')])],
  };
}

function orNothing(elements: CardElement[]): CardElement[] {
  return elements.length > 0
    ? elements
    : [block('Nothing is open. Write me a message when you need something.')];
}

function renderLine(request: RequestLine, index: number): CardElement {
  const { title, state, until, ticketLabel, askedAt, canWithdraw, requestId } = request;
  const small = [
    `Asked ${instant(askedAt)}`,
    ...(until ? [`Until ${instant(until)}`] : []),
    ...(ticketLabel ? [`Ticket ${inertLineCut(ticketLabel, SHOWN.ticketLabel)}`] : []),
  ];
  return {
    type: 'Container',
    ...(index > 0 ? { separator: true } : {}),
    items: [
      sentence([bold(inertLineCut(title, SHOWN.homeTitle) || '–')]),
      sentence([run(inertLineCut(state, SHOWN.reason) || '–')], 'small'),
      block(small.join(' · '), { size: 'small', isSubtle: true, spacing: 'none' }),
      ...(canWithdraw ? [withdrawButton(requestId)] : []),
    ],
  };
}

function withdrawButton(requestId: string): CardElement {
  return {
    type: 'ActionSet',
    spacing: 'small',
    actions: [
      unfold(
        { title: 'Withdraw' },
        [block('Nothing will be changed, and whoever was asked to approve it is told.')],
        deed({ title: 'Withdraw it', verb: WITHDRAW, data: { requestId }, style: 'destructive' }),
      ),
    ],
  };
}
