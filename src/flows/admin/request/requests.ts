import { z } from 'zod';
import { shortId } from '../../../ids.ts';
import { THE_MSP } from '../../../models/client.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { OPEN_STATUSES, type RequestStatus } from '../../../models/request-state.ts';
import type { RequestSearch } from '../../../models/stores.ts';
import { hiddenFrom } from '../../clients-of-others.ts';
import type { CommandAnswer } from '../../desk.ts';
import { MAX_CHOICES } from '../../limits.ts';
import { requestLine } from '../../show-requests.ts';
import { utcText } from '../../utc-text.ts';
import { type CommandLine, type CommandSpec, deskCommand, hasRole, openCommand } from '../command-spec.ts';
import { findClient } from '../find-client.ts';
import type { Caller, CommandDependencies, Entitled } from '../given-command.ts';
import { match } from '../matching.ts';
import { behind } from '../page-place.ts';
import { whichOne } from '../which-one.ts';
import { findRequest, nameOf } from './find-request.ts';
import { stateText } from './tell-story.ts';

/** Each can be tapped, and behind them `More`: no more than an answer offers. */
const PAGE = MAX_CHOICES - 2;

/** What people call the states, besides the states' own names. */
const STATES: Readonly<Record<string, readonly RequestStatus[]>> = {
  open: OPEN_STATUSES,
  waiting: ['awaiting_approval'],
  asked: ['awaiting_requester'],
  working: ['received', 'diagnosing', 'planned', 'executing'],
  done: ['completed'],
  noted: ['plan_noted'],
  denied: ['denied'],
  expired: ['expired'],
  'handed over': ['handed_over'],
  withdrawn: ['cancelled'],
};

const AFTER = { flags: '--after <request>', does: 'as the button `More` gives it' };
const STATE = { flags: '--state <state>', does: `one of ${Object.keys(STATES).join(', ')}` };
const CLIENT = { flags: '--client <client>', does: 'of one client' };

const Wide = z.object({
  client: z.string().optional(),
  state: z.string().optional(),
  after: z.string().optional(),
});

const everybodys = deskCommand(
  {
    name: 'requests all',
    role: 'technician',
    summary: 'requests of the clients that you serve, newest first',
    options: [CLIENT, STATE, AFTER],
    examples: [
      { line: 'requests all --client lakeside', does: 'of one client, in any state' },
      { line: 'requests all --state "handed over"', does: 'what technicians have to take care of' },
    ],
    input: Wide,
  },
  async (dependencies, { caller, input, line }) => search(dependencies, { ...input, caller, line }),
);

/** `requests`: everybody's own. `requests waiting`, `requests all`: those of the clients that somebody serves. */
export const requestsCommands: readonly CommandSpec[] = [
  openCommand(
    {
      name: 'requests',
      summary: 'your own requests, newest first: who holds each, and what is next',
      options: [{ ...CLIENT, does: 'as `requests all`' }, { ...STATE, does: 'as `requests all`' }, AFTER],
      examples: [{ line: 'requests', does: 'your own requests' }],
      input: Wide,
    },
    async (dependencies, { caller, input, line }) => {
      const isWide = input.client !== undefined || input.state !== undefined;
      return isWide
        ? everybodys.run(dependencies, caller, input, line)
        : listOwn(dependencies, caller, input, line);
    },
  ),
  deskCommand(
    {
      name: 'requests waiting',
      role: 'technician',
      summary: 'what waits for approval, oldest first',
      options: [CLIENT, AFTER],
      examples: [{ line: 'requests waiting --client lakeside', does: 'what waits at one client' }],
      input: z.object({ client: z.string().optional(), after: z.string().optional() }),
    },
    async (dependencies, { caller, input, line }) =>
      search(dependencies, { ...input, state: 'waiting', oldestFirst: true, caller, line }),
  ),
  everybodys,
];

async function listOwn(
  dependencies: CommandDependencies,
  caller: Caller,
  { after }: { after?: string | undefined },
  line: CommandLine,
): Promise<CommandAnswer> {
  const { person } = caller;
  // Requests come from clients' people.
  const isStaff = hasRole(person, 'technician');
  const none = `You have no requests.${isStaff ? '' : ' Write me a message to make one.'}`;
  if (!person?.active) return { kind: 'answer', text: none };
  const place = await placeOf(dependencies, { after, caller, line });
  if (place.kind === 'unclear') return place.answer;
  const found = await pageOf(dependencies, { personId: person.id, ...place.search });
  return listed(found, line, { lineOf: ownText, none });
}

/** What a word of the line means for the search, or what to answer. */
type Clear<Part extends keyof RequestSearch> =
  | { kind: 'clear'; search: Pick<RequestSearch, Part> }
  | { kind: 'unclear'; answer: CommandAnswer };

/** Behind which request a page begins: one that whoever asks may see. */
async function placeOf(
  dependencies: CommandDependencies,
  { after, caller, line }: { after: string | undefined; caller: Caller; line: CommandLine },
): Promise<Clear<'after'>> {
  if (after === undefined) return { kind: 'clear', search: {} };
  const found = await findRequest(dependencies, { word: after, line }, caller);
  return found.kind === 'found'
    ? { kind: 'clear', search: { after: found.request.id } }
    : { kind: 'unclear', answer: found.answer };
}

interface Wanted {
  client?: string | undefined;
  state?: string | undefined;
  after?: string | undefined;
  oldestFirst?: boolean;
  caller: Entitled;
  line: CommandLine;
}

async function search(dependencies: CommandDependencies, wanted: Wanted): Promise<CommandAnswer> {
  const { client, state, after, oldestFirst = false, caller, line } = wanted;
  const statuses = statusesOf(state, line);
  if (statuses.kind === 'unclear') return statuses.answer;
  const place = await placeOf(dependencies, { after, caller, line });
  if (place.kind === 'unclear') return place.answer;
  const exceptClientIds = hiddenFrom(caller.person, await dependencies.clients.all());
  const found = client === undefined ? undefined : await findClient(dependencies.clients, client, line);
  if (found?.kind === 'not_found') return found.answer;
  const requests = await pageOf(dependencies, {
    ...statuses.search,
    ...(found && { clientId: found.client.id }),
    ...place.search,
    exceptClientIds,
    oldestFirst,
  });
  const where = found ? ` of ${found.client.name}` : '';
  const none =
    found && exceptClientIds.includes(found.client.id)
      ? `${found.client.name} is served by other technicians.`
      : `There are no${state === undefined ? '' : ` ${state.toLowerCase()}`} requests${where}.`;
  return listed(requests, line, { lineOf: insideText, none });
}

function statusesOf(state: string | undefined, line: CommandLine): Clear<'statuses'> {
  if (state === undefined) return { kind: 'clear', search: {} };
  const all = Object.entries(STATES);
  const found = match(state.replaceAll('_', ' '), all, ([name, statuses]) => [
    name,
    ...(statuses.length === 1 ? statuses.map((status) => status.replaceAll('_', ' ')) : []),
  ]);
  if (found.kind === 'one') return { kind: 'clear', search: { statuses: found.item[1] } };
  const answer = whichOne({
    noun: 'state',
    word: state,
    line,
    match: found,
    all,
    optionOf: ([name]) => ({ label: name, word: name }),
  });
  return { kind: 'unclear', answer };
}

interface Page {
  requests: readonly ServiceRequest[];
  hasMore: boolean;
}

async function pageOf({ requests }: CommandDependencies, wanted: RequestSearch): Promise<Page> {
  const found = await requests.search(wanted, PAGE + 1);
  return { requests: found.slice(0, PAGE), hasMore: found.length > PAGE };
}

/** Each can be tapped for its story; what comes behind them, too. */
function listed(
  { requests, hasMore }: Page,
  line: CommandLine,
  { lineOf, none }: { lineOf: (request: ServiceRequest) => string; none: string },
): CommandAnswer {
  const last = requests.at(-1);
  if (!last) return { kind: 'answer', text: none };
  const stories = requests.map((request) => ({
    label: `${shortId(request.id)} · ${requestLine(request).title}`,
    command: `request ${request.id}`,
  }));
  return {
    kind: 'answer',
    text: requests.map(lineOf).join('\n'),
    choices: [...stories, ...(hasMore ? [{ label: 'More', command: behind(line, last.id) }] : [])],
  };
}

function ownText(request: ServiceRequest): string {
  const { title, state, until, ticketLabel } = requestLine(request);
  const names = [`\`${shortId(request.id)}\``, ...(ticketLabel ? [ticketLabel] : [])].join(' · ');
  return `• ${names} · “${title}”: ${state}${until ? ` Until ${utcText(until)}.` : ''}`;
}

function insideText(request: ServiceRequest): string {
  const what = request.clientId === THE_MSP.id ? 'change of the product · ' : '';
  return `• ${what}${nameOf(request)}: ${stateText(request)} (asked ${utcText(request.createdAt)})`;
}
