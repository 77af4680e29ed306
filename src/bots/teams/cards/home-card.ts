import type { DeskHealth, HomeView, IntegrationHealth, RequestLine } from '../../../flows/desk.ts';
import type { ApprovalCard } from '../../../flows/surface.ts';
import { shortId } from '../../../ids.ts';
import type { AdaptiveCard, CardElement, CardMessage, TextRun } from './adaptive-card.ts';
import { decisionButtons } from './approval-card.ts';
import { REFRESH_HOME, WITHDRAW } from './card-actions.ts';
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
import { HOME_DETAIL, LIMITS, SHOWN } from './limits.ts';
import { renderSteps } from './steps.ts';

export interface HomeCardOptions {
  /** The Teams id (`29:…`) of the person, for whom the list follows what happens; none where others see it. */
  refreshUserIds: readonly string[];
  /** What came of the last tap. */
  notice?: string;
}

/**
 * What somebody has with the bot: what waits for their signature, how the desk is where they run it, and their own
 * requests, the open ones first. As much of it as Teams takes.
 */
export function homeCard(home: HomeView, options: HomeCardOptions): CardMessage {
  const cards = Math.min(home.waiting?.cards.length ?? 0, SHOWN.homeCards);
  const lines = Math.min(home.requests.length, SHOWN.homeRequests);
  const fewerLines = Array.from({ length: lines + 1 }, (_, less) => ({ cards, lines: lines - less }));
  const fewerCards = Array.from({ length: cards }, (_, less) => ({ cards: cards - less - 1, lines: 0 }));
  const ways = [...fewerLines, ...fewerCards].map((most) => () => drawn(home, most, options));
  return { summary: summary(home), card: firstThatFits(ways) };
}

function summary({ requests, waiting }: HomeView): string {
  const open = requests.filter((line) => line.open).length;
  const own = `Your requests: ${open === 0 ? 'nothing is open' : `${open} open`}`;
  return waiting && waiting.total > 0 ? `Waiting for you: ${waiting.total}. ${own}` : own;
}

function drawn(
  home: HomeView,
  most: { cards: number; lines: number },
  { refreshUserIds, notice }: HomeCardOptions,
): AdaptiveCard {
  const shown = home.requests.slice(0, most.lines);
  const ended = shown.filter((line) => !line.open);
  const left = home.requests.length - shown.length;
  return cardOf({
    fallbackText: `${summary(home)}. Write status to see them, or open a newer Teams.`,
    refresh: { verb: REFRESH_HOME, data: {}, userIds: refreshUserIds },
    body: [
      ...(notice ? [noticeOf(notice)] : []),
      ...(home.waiting ? waitingElements(home.waiting, most.cards) : []),
      ...(home.desk ? deskElements(home.desk) : []),
      heading('Your open requests'),
      ...orNothing(home, shown.filter((line) => line.open).map(renderLine)),
      ...(ended.length > 0 ? [heading('Before that'), ...ended.map(renderLine)] : []),
      ...(left > 0 ? [block(`…and ${left} more`, { isSubtle: true })] : []),
    ],
  });
}

function waitingElements({ cards, total }: NonNullable<HomeView['waiting']>, most: number): CardElement[] {
  if (total === 0)
    return [
      heading('Nothing waits for you'),
      block('When a plan needs your signature, it stands here.', { isSubtle: true }),
    ];
  const left = total - Math.min(cards.length, most);
  return [
    heading(`Waiting for you: ${total}`),
    ...cards.slice(0, most).map(waitingCard),
    ...(left > 0 ? [block(`…and ${left} more, shown when these are decided.`, { isSubtle: true })] : []),
  ];
}

/**
 * As much of the card as a signature needs: of high risk all that it says about the change, and where that does not fit, no
 * buttons. The whole card is in the chat.
 */
function waitingCard(card: ApprovalCard, index: number): CardElement {
  const { requestId, approvalId, planDigest, steps, ticket, alsoNeeded } = card;
  const isHighRisk = steps.some(({ highRisk }) => highRisk);
  const whole = isHighRisk ? wholePlan(card) : [];
  const isShown = Buffer.byteLength(JSON.stringify(whole), 'utf8') <= LIMITS.homePlanBytes;
  const label = ticket && link(ticket.url ?? '', ticket.label, SHOWN.ticketLabel);
  return {
    type: 'Container',
    ...(index > 0 ? { separator: true } : {}),
    items: [
      ...(isHighRisk && isShown ? whole : gist(card)),
      ...(alsoNeeded ? [sentence([run(inertLineCut(alsoNeeded, SHOWN.others))], 'small')] : []),
      ...(label ? [block(`Ticket ${label}`, FINE)] : []),
      block(`Until ${instant(card.expiresAt)}`, FINE),
      isShown
        ? {
            type: 'ActionSet',
            spacing: 'small',
            actions: decisionButtons(card, { requestId, approvalId, planDigest, onHome: true }),
          }
        : block('This is more than fits here: sign on its card, further up in this chat.'),
    ],
  };
}

const FINE = { size: 'small', isSubtle: true, spacing: 'none' } as const;

function asker({ requesterName, clientName }: ApprovalCard): TextRun[] {
  return [
    bold(`${inertLineCut(requesterName, SHOWN.name)} `),
    run(`(${inertLineCut(clientName, SHOWN.name)})`),
  ];
}

function wholePlan(card: ApprovalCard): CardElement[] {
  return [
    sentence([...asker(card), run(' asks:')]),
    quote(card.requestText, HOME_DETAIL.requestText, HOME_DETAIL.requestLines),
    ...renderSteps(card, HOME_DETAIL),
  ];
}

function gist(card: ApprovalCard): CardElement[] {
  const more = card.steps.length - SHOWN.homeSteps;
  return [
    sentence(asker(card)),
    ...card.steps
      .slice(0, SHOWN.homeSteps)
      .map(({ summary: what, highRisk }) =>
        sentence(
          [
            run(`${inertLineCut(what, SHOWN.homeTitle)} `),
            ...(highRisk ? [bold('High risk', { color: 'attention' })] : []),
          ],
          'small',
        ),
      ),
    ...(more > 0 ? [block(`…and ${more} more; see its card`, { isSubtle: true })] : []),
  ];
}

function deskElements({ clients, integrations, undelivered }: DeskHealth): CardElement[] {
  const more = clients.length - SHOWN.homeClients;
  return [
    heading('Clients'),
    ...clients
      .slice(0, SHOWN.homeClients)
      .map(({ name, mode, waitingForApproval }) =>
        sentence(
          [
            bold(`${inertLineCut(name, SHOWN.name)}: `),
            run(`${mode} mode, ${waitingForApproval} waiting for approval`),
          ],
          'small',
        ),
      ),
    ...(clients.length === 0 ? [block('No client yet.')] : []),
    ...(more > 0 ? [block(`…and ${more} more`, { isSubtle: true })] : []),
    heading('Integrations'),
    ...integrations.map(integrationLine),
    ...(integrations.length === 0 ? [block('Nothing is connected yet.')] : []),
    ...(undelivered.length > 0
      ? [heading('Not delivered'), ...undelivered.slice(0, 5).map(undeliveredLine)]
      : []),
  ];
}

const STATES: Readonly<Record<IntegrationHealth['state'], TextRun>> = {
  well: run('well', { color: 'good' }),
  trouble: run('trouble', { color: 'attention' }),
  not_looked_at: run('not looked at yet', { isSubtle: true }),
};

function integrationLine({ title, state, problem }: IntegrationHealth): CardElement {
  const why = problem ? [run(` (${inertLineCut(problem, SHOWN.problem)})`)] : [];
  return sentence([bold(`${inertLineCut(title, SHOWN.name) || '–'}: `), STATES[state], ...why], 'small');
}

function undeliveredLine({ requestId, title, clientName }: DeskHealth['undelivered'][number]): CardElement {
  return sentence(
    [
      run(`${inertLineCut(clientName, SHOWN.name)}: ${inertLineCut(title, SHOWN.name)} `),
      run(`retry ${inertLine(shortId(requestId))}`, { fontType: 'monospace' }),
    ],
    'small',
  );
}

function noticeOf(text: string): CardElement {
  return {
    type: 'Container',
    style: 'accent',
    items: [sentence([run(inertLineCut(text, SHOWN.reason) || '–')])],
  };
}

function orNothing({ isStaff }: HomeView, elements: CardElement[]): CardElement[] {
  if (elements.length > 0) return elements;
  return [
    block(isStaff ? 'Nothing is open.' : 'Nothing is open. Write me a message when you need something.'),
  ];
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
