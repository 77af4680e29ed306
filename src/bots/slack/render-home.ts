import type { HomeView, KnownBlock } from '@slack/types';
import type { DeskHealth, HomeView as Home, IntegrationHealth, RequestLine } from '../../flows/desk.ts';
import type { ApprovalCard } from '../../flows/surface.ts';
import { shortId } from '../../ids.ts';
import { actions, button, context, divider, header, section } from './blocks.ts';
import { WITHDRAW } from './buttons.ts';
import { inertLine, inertLineCut, instant, link } from './escape.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { decisionButtons, stepTexts, whoAsks } from './render-card.ts';

/**
 * Somebody's App Home: what waits for them with its buttons, how the desk is where they run it, and their own requests,
 * the open ones first.
 */
export function renderHome(home: Home, notice?: string): HomeView {
  const { waiting, desk } = home;
  const blocks = [
    ...(notice ? [section(`:information_source: ${inertLineCut(notice, SHOWN.reason)}`), divider] : []),
    ...(waiting ? waitingBlocks(waiting) : []),
    ...(desk ? deskBlocks(desk) : []),
    ...requestBlocks(home),
  ];
  return { type: 'home', callback_id: 'home', blocks: blocks.slice(0, LIMITS.blocksPerView) };
}

function waitingBlocks({ cards, total }: NonNullable<Home['waiting']>): KnownBlock[] {
  const shown = thatFit(cards.slice(0, SHOWN.homeCards).map(waitingCard));
  const left = total - shown.length;
  return [
    header(total === 0 ? 'Nothing waits for you' : `Waiting for you: ${total}`),
    ...(total === 0 ? [context('When a plan needs your signature, it stands here.')] : []),
    ...shown.flat(),
    ...(left > 0 ? [context(`…and ${left} more, shown when these are decided.`)] : []),
    divider,
  ];
}

/** The first of them that leave room for the rest of the view. */
function thatFit(cards: readonly KnownBlock[][]): KnownBlock[][] {
  const shown: KnownBlock[][] = [];
  let room: number = SHOWN.homeWaitingBlocks;
  for (const blocks of cards) {
    room -= blocks.length;
    if (room < 0) break;
    shown.push(blocks);
  }
  return shown;
}

/** As much of the card as a signature needs: of high risk all that it says about the change. */
function waitingCard(card: ApprovalCard): KnownBlock[] {
  const { ticket, alsoNeeded, expiresAt } = card;
  const facts = [
    `Until ${instant(expiresAt)}`,
    ...(ticket ? [`Ticket ${link(ticket.url ?? '', ticket.label, SHOWN.ticketLabel)}`] : []),
    ...(alsoNeeded ? [inertLineCut(alsoNeeded, SHOWN.reason)] : []),
  ];
  const isHighRisk = card.steps.some(({ highRisk }) => highRisk);
  return [
    ...(isHighRisk ? [whoAsks(card), ...joined(stepTexts(card))] : [gist(card)]).map(section),
    context(facts.join('  ·  ')),
    decisionButtons(card),
  ];
}

function gist({ requesterName, clientName, steps }: ApprovalCard): string {
  const left = steps.length - STEPS_SHOWN;
  return [
    `*${inertLineCut(requesterName, SHOWN.name)}* (${inertLineCut(clientName, SHOWN.name)})`,
    ...steps.slice(0, STEPS_SHOWN).map(({ summary }) => `• ${inertLineCut(summary, SHOWN.homeTitle)}`),
    ...(left > 0 ? [`• …and ${left} more; see its card`] : []),
  ].join('\n');
}

/** As few texts as sections can hold. */
function joined(texts: readonly string[]): string[] {
  return texts.reduce<string[]>((parts, text) => {
    const last = parts.at(-1);
    const both = `${last}\n${text}`;
    return last !== undefined && both.length <= LIMITS.sectionText
      ? [...parts.slice(0, -1), both]
      : [...parts, text];
  }, []);
}

const STEPS_SHOWN = 5;

function deskBlocks({ clients, integrations, undelivered }: DeskHealth): KnownBlock[] {
  const more = clients.length - SHOWN.homeClients;
  const clientLines = clients
    .slice(0, SHOWN.homeClients)
    .map(
      ({ name, mode, waitingForApproval }) =>
        `• *${inertLineCut(name, SHOWN.name)}*: ${mode} mode, ${waitingForApproval} waiting for approval`,
    );
  const troubles = undelivered
    .slice(0, STEPS_SHOWN)
    .map(
      ({ requestId, title, clientName }) =>
        `• ${inertLineCut(clientName, SHOWN.name)}: ${inertLineCut(title, SHOWN.factLabel)} (\`retry ${inertLine(shortId(requestId))}\`)`,
    );
  return [
    header('Clients'),
    section([...clientLines, ...(more > 0 ? [`• …and ${more} more`] : [])].join('\n') || 'No client yet.'),
    header('Integrations'),
    section(integrations.map(integrationLine).join('\n') || 'Nothing is connected yet.'),
    ...(troubles.length > 0 ? [header('Not delivered'), section(troubles.join('\n'))] : []),
    divider,
  ];
}

const STATES: Readonly<Record<IntegrationHealth['state'], string>> = {
  well: ':large_green_circle:',
  trouble: ':red_circle:',
  not_looked_at: ':white_circle:',
};

function integrationLine({ title, state, problem, checkedAt }: IntegrationHealth): string {
  const when = checkedAt ? ` (${instant(checkedAt)})` : '';
  const said = problem ?? (state === 'not_looked_at' ? 'not looked at yet' : '');
  const what = said ? `: ${inertLineCut(said, SHOWN.problem)}` : '';
  return `${STATES[state]} ${inertLineCut(title, SHOWN.name)}${what}${when}`;
}

function requestBlocks({ requests, isStaff }: Home): KnownBlock[] {
  const shown = requests.slice(0, SHOWN.homeRequests);
  const open = shown.filter((line) => line.open);
  const ended = shown.filter((line) => !line.open);
  return [
    header('Your open requests'),
    ...(open.length > 0 ? open.flatMap(renderLine) : [section(isStaff ? 'Nothing is open.' : NOTHING_OPEN)]),
    ...(ended.length > 0 ? [divider, header('Before that'), ...ended.flatMap(renderLine)] : []),
  ];
}

const NOTHING_OPEN = 'Nothing is open. Write me a direct message when you need something.';

function renderLine(line: RequestLine): KnownBlock[] {
  const asked = `Asked ${instant(line.askedAt)}`;
  const until = line.until ? [`Until ${instant(line.until)}`] : [];
  const ticket = line.ticketLabel ? [`Ticket ${inertLineCut(line.ticketLabel, SHOWN.ticketLabel)}`] : [];
  return [
    section(`*${inertLineCut(line.title, SHOWN.homeTitle)}*\n${inertLineCut(line.state, SHOWN.reason)}`),
    context([asked, ...until, ...ticket].join('  ·  ')),
    ...(line.canWithdraw ? [withdrawButton(line.requestId)] : []),
  ];
}

function withdrawButton(requestId: string): KnownBlock {
  return actions(
    `withdraw:${requestId}`,
    button({
      actionId: WITHDRAW,
      label: 'Withdraw',
      value: requestId,
      confirm: {
        title: 'Withdraw this request?',
        text: 'Nothing will be changed, and whoever was asked to approve it is told.',
        yes: 'Withdraw',
        no: 'Keep it',
      },
    }),
  );
}
