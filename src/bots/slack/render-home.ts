import type { HomeView, KnownBlock } from '@slack/types';
import type { DeskHealth, HomeView as Home, IntegrationHealth, RequestLine } from '../../flows/desk.ts';
import type { ApprovalCard } from '../../flows/surface.ts';
import { actions, button, context, divider, header, section } from './blocks.ts';
import { WITHDRAW } from './buttons.ts';
import { inertLineCut, instant, link } from './escape.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { decisionButtons } from './render-card.ts';

/**
 * Somebody's App Home: what waits for them with its buttons, how the desk is where they run it, and their own requests,
 * the open ones first.
 */
export function renderHome({ requests, waiting, desk }: Home, notice?: string): HomeView {
  const blocks = [
    ...(notice ? [section(`:information_source: ${inertLineCut(notice, SHOWN.reason)}`), divider] : []),
    ...(waiting ? waitingBlocks(waiting) : []),
    ...(desk ? deskBlocks(desk) : []),
    ...requestBlocks(requests),
  ];
  return { type: 'home', callback_id: 'home', blocks: blocks.slice(0, LIMITS.blocksPerView) };
}

function waitingBlocks({ cards, total }: NonNullable<Home['waiting']>): KnownBlock[] {
  const shown = cards.slice(0, SHOWN.homeCards);
  const left = total - shown.length;
  return [
    header(total === 0 ? 'Nothing waits for you' : `Waiting for you: ${total}`),
    ...(total === 0 ? [context('When a plan needs your signature, it stands here.')] : []),
    ...shown.flatMap(waitingCard),
    ...(left > 0 ? [context(`…and ${left} more, shown when these are decided.`)] : []),
    divider,
  ];
}

/** As much of the card as a signature needs; the whole card is in the chat. */
function waitingCard(card: ApprovalCard): KnownBlock[] {
  const { requesterName, clientName, steps, ticket, alsoNeeded, expiresAt } = card;
  const changes = steps.map(
    ({ summary, highRisk }) =>
      `• ${inertLineCut(summary, SHOWN.homeTitle)}${highRisk ? ' :warning: *High risk*' : ''}`,
  );
  const lines = [
    `*${inertLineCut(requesterName, SHOWN.name)}* (${inertLineCut(clientName, SHOWN.name)})`,
    ...changes.slice(0, STEPS_SHOWN),
    ...(changes.length > STEPS_SHOWN ? [`• …and ${changes.length - STEPS_SHOWN} more; see its card`] : []),
  ];
  const facts = [
    `Until ${instant(expiresAt)}`,
    ...(ticket ? [`Ticket ${link(ticket.url ?? '', ticket.label, SHOWN.ticketLabel)}`] : []),
    ...(alsoNeeded ? [inertLineCut(alsoNeeded, SHOWN.reason)] : []),
  ];
  return [section(lines.join('\n')), context(facts.join('  ·  ')), decisionButtons(card)];
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
        `• ${inertLineCut(clientName, SHOWN.name)}: ${inertLineCut(title, SHOWN.factLabel)} (\`retry ${inertLineCut(requestId, SHOWN.factLabel)}\`)`,
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

function requestBlocks(lines: readonly RequestLine[]): KnownBlock[] {
  const shown = lines.slice(0, SHOWN.homeRequests);
  const open = shown.filter((line) => line.open);
  const ended = shown.filter((line) => !line.open);
  return [
    header('Your open requests'),
    ...(open.length > 0 ? open.flatMap(renderLine) : [section(NOTHING_OPEN)]),
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
