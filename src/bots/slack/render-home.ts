import type { HomeView, KnownBlock } from '@slack/types';
import type { RequestLine } from '../../flows/desk.ts';
import { actions, button, context, divider, header, section } from './blocks.ts';
import { WITHDRAW } from './buttons.ts';
import { inertLineCut, instant } from './escape.ts';
import { LIMITS, SHOWN } from './limits.ts';

/** A person's requests on the App Home: the open ones with who holds them and until when, then what has ended. */
export function renderHome(lines: readonly RequestLine[], notice?: string): HomeView {
  const shown = lines.slice(0, SHOWN.homeRequests);
  const open = shown.filter((line) => line.open);
  const ended = shown.filter((line) => !line.open);
  const blocks = [
    ...(notice ? [section(`:information_source: ${inertLineCut(notice, SHOWN.reason)}`), divider] : []),
    header('Your open requests'),
    ...(open.length > 0 ? open.flatMap(renderLine) : [section(NOTHING_OPEN)]),
    ...(ended.length > 0 ? [divider, header('Before that'), ...ended.flatMap(renderLine)] : []),
  ];
  return { type: 'home', callback_id: 'home', blocks: blocks.slice(0, LIMITS.blocksPerView) };
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
