import { shortId } from '../../ids.ts';
import { isTechnician, type Person } from '../../models/person.ts';
import type { ServiceRequest } from '../../models/request.ts';
import { nextStatus, REQUEST_STATUSES, type RequestStatus } from '../../models/request-state.ts';
import { hiddenFrom } from '../clients-of-others.ts';
import type { CommandChoice } from '../desk.ts';
import { MAX_CHOICES } from '../limits.ts';
import { requestLine, requestsOf } from '../show-requests.ts';
import type { CommandLine } from './command-spec.ts';
import type { Caller, CommandDependencies } from './given-command.ts';
import { joinWords } from './words.ts';

interface Option {
  label: string;
  /** The word that names it and nothing else. */
  word: string;
}

/** A command was given without its first argument: what can stand there, each to be tapped. None for what is only typed. */
export async function choicesForMissing(
  dependencies: CommandDependencies,
  caller: Caller,
  { argument, line }: { argument: string; line: CommandLine },
): Promise<readonly CommandChoice[]> {
  const options = await optionsFor(dependencies, caller, { argument, line });
  return options.map(({ label, word }) => ({ label, command: joinWords([...line.words, word]) }));
}

async function optionsFor(
  dependencies: CommandDependencies,
  caller: Caller,
  { argument, line }: { argument: string; line: CommandLine },
): Promise<readonly Option[]> {
  switch (argument) {
    case 'client':
      return (await dependencies.clients.all()).map(({ id, name }) => ({ label: name, word: id }));
    case 'system':
      return dependencies.integrationAdmin.kinds.map(({ name, title }) => ({ label: title, word: name }));
    case 'request':
      return requestOptions(
        dependencies,
        caller,
        line.words[0]?.toLowerCase() === 'withdraw' ? WITHDRAWABLE : undefined,
      );
    case 'person':
      return (await dependencies.people.technicians([])).map(({ id, displayName }) => ({
        label: displayName,
        word: id,
      }));
    case 'role':
      return ['technician', 'admin'].map(asItIs);
    case 'on-or-off':
      return ['on', 'off'].map(asItIs);
    default:
      return [];
  }
}

/** Their own; then what waits longest and what is newest at the clients that they serve. */
async function requestOptions(
  dependencies: CommandDependencies,
  { by, person }: Caller,
  statuses: readonly RequestStatus[] | undefined,
): Promise<readonly Option[]> {
  const [own, served] = await Promise.all([
    requestsOf(dependencies, by),
    person && isTechnician(person) ? requestsServed(dependencies, person, statuses) : [],
  ]);
  const all = new Map([...own, ...served.map(requestLine)].map((one) => [one.requestId, one]));
  return [...all.values()]
    .filter(({ canWithdraw }) => canWithdraw || !statuses)
    .map(({ title, requestId }) => ({ label: `${shortId(requestId)} · ${title}`, word: requestId }));
}

const MOST_WAITING = 5;

async function requestsServed(
  { requests, clients }: CommandDependencies,
  person: Person,
  statuses: readonly RequestStatus[] | undefined,
): Promise<readonly ServiceRequest[]> {
  const served = { exceptClientIds: hiddenFrom(person, await clients.all()) };
  const [waiting, newest] = await Promise.all([
    requests.search({ ...served, statuses: ['awaiting_approval'], oldestFirst: true }, MOST_WAITING),
    requests.search({ ...served, ...(statuses && { statuses }) }, MAX_CHOICES),
  ]);
  return [...waiting, ...newest];
}

/** In which a request can be taken back. */
const WITHDRAWABLE = REQUEST_STATUSES.filter((status) => nextStatus(status, 'withdrawn') !== undefined);

function asItIs(word: string): Option {
  return { label: word, word };
}
