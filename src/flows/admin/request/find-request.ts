import { SHORT_ID_LENGTH, shortId } from '../../../ids.ts';
import { THE_MSP } from '../../../models/client.ts';
import { identityKey } from '../../../models/conversation.ts';
import { isTechnician } from '../../../models/person.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { ticketLabel } from '../../../models/ticket.ts';
import { hiddenFrom } from '../../clients-of-others.ts';
import type { CommandAnswer, CommandChoice } from '../../desk.ts';
import { isRequester } from '../../is-requester.ts';
import { MAX_CHOICES } from '../../limits.ts';
import { requestTitle } from '../../show-requests.ts';
import type { CommandLine } from '../command-spec.ts';
import type { Caller, CommandDependencies } from '../given-command.ts';
import { asWritten, joinWords } from '../words.ts';

/** Which requests somebody sees, and which of them from inside. */
export interface Viewer {
  caller: Caller;
  /** Clients whose requests are closed to them; absent for whoever sees only their own. */
  hidden?: readonly string[];
}

/** As technicians see it, or as its requester does. */
export type RequestView = 'inside' | 'own';

/** The viewer that somebody is now. Whoever has left sees nothing. */
async function viewerOf({ clients }: Pick<CommandDependencies, 'clients'>, caller: Caller): Promise<Viewer> {
  const { person } = caller;
  if (!person || !isTechnician(person)) return { caller };
  return { caller, hidden: hiddenFrom(person, await clients.all()) };
}

/** How a request is open to somebody; undefined when it is not, and they learn nothing of it. */
function viewOf({ caller, hidden }: Viewer, request: ServiceRequest): RequestView | undefined {
  if (caller.person && !caller.person.active) return undefined;
  if (hidden && !hidden.includes(request.clientId)) return 'inside';
  return isTheirs(caller, request) ? 'own' : undefined;
}

/** Whether somebody asked for it themselves, by whichever account. */
export function isTheirs({ by, person }: Caller, { requester, plan }: ServiceRequest): boolean {
  return person
    ? isRequester(requester, plan?.tenantId, person)
    : identityKey(requester.identity) === identityKey(by);
}

/** One request with how it is open to whoever asked for it, or what to answer. */
export type FoundRequest =
  | { kind: 'found'; request: ServiceRequest; view: RequestView }
  | { kind: 'not_found'; answer: CommandAnswer };

/** By its whole id, the end of it (six characters or more), or its ticket: `#4711`. What is not theirs is not there. */
export async function findRequest(
  dependencies: Pick<CommandDependencies, 'requests' | 'clients'>,
  { word, line }: { word: string; line: CommandLine },
  caller: Caller,
): Promise<FoundRequest> {
  const [candidates, viewer] = await Promise.all([named(dependencies, word), viewerOf(dependencies, caller)]);
  const open = candidates.flatMap((request) => {
    const view = viewOf(viewer, request);
    return view ? [{ request, view }] : [];
  });
  const [found, ...others] = open;
  if (!found) return { kind: 'not_found', answer: notFound(word, viewer) };
  if (others.length === 0) return { kind: 'found', ...found };
  return {
    kind: 'not_found',
    answer: several(
      word,
      line,
      open.map(({ request }) => request),
    ),
  };
}

async function named(
  { requests }: Pick<CommandDependencies, 'requests'>,
  word: string,
): Promise<readonly ServiceRequest[]> {
  const bare = word.trim().replace(/^(…|\.\.\.|#)/u, '');
  const isEnding = new RegExp(`^\\w{${SHORT_ID_LENGTH},40}$`).test(bare) && !word.startsWith('#');
  const found = await Promise.all([
    isEnding ? requests.byEnding(bare) : [],
    // Jira's issues have names; what its people type may be in small letters.
    bare === '' ? [] : requests.byTicketId(bare.toUpperCase(), MAX_CHOICES),
  ]);
  return [...new Map(found.flat().map((request) => [request.id, request])).values()];
}

function notFound(word: string, { hidden }: Viewer): CommandAnswer {
  const whose = hidden ? '' : ' of yours';
  return {
    kind: 'not_understood',
    text: `I find no request ${asWritten(word)}${whose}. Name it by the end of its id, such as \`8F3K2Q\`, or by its ticket, such as \`#4711\`. \`requests\` lists yours.`,
  };
}

/** One ticket may have had several requests. */
function several(word: string, { words }: CommandLine, found: readonly ServiceRequest[]): CommandAnswer {
  const offered = found.slice(0, MAX_CHOICES);
  const place = words.lastIndexOf(word);
  const choices = offered.map((request): CommandChoice => {
    const line = words.map((one, index) => (index === place ? shortId(request.id) : one));
    return {
      label: `${shortId(request.id)} · ${requestTitle(request)}`,
      command: joinWords(line),
    };
  });
  return {
    kind: 'not_understood',
    text: [
      `Several requests match ${asWritten(word)}. Which one?`,
      ...offered.map((one) => `• ${nameOf(one)}`),
    ].join('\n'),
    choices,
  };
}

/** `8F3K2Q · #4711 · Lakeside Dental · Dana Diaz · “I need access to Zendesk”`. */
export function nameOf(request: ServiceRequest): string {
  const { id, ticket, clientId, clientName, requester } = request;
  return [
    `\`${shortId(id)}\``,
    ...(ticket ? [ticketLabel(ticket)] : []),
    ...(clientId === THE_MSP.id ? [] : [clientName]),
    requester.name,
    `“${requestTitle(request)}”`,
  ].join(' · ');
}
