import { z } from 'zod';
import { shortId } from '../../ids.ts';
import type { Client } from '../../models/client.ts';
import { isTechnician, type Person } from '../../models/person.ts';
import { hiddenFrom } from '../clients-of-others.ts';
import type { CommandAnswer } from '../desk.ts';
import { requestsOf } from '../show-requests.ts';
import { AFTER_CLIENT, type ClientList, clientsPage } from './clients-page.ts';
import { openCommand } from './command-spec.ts';
import type { Caller, CommandDependencies } from './given-command.ts';

/** `status`: for technicians how the desk is, for everybody else their own requests. */
export const statusCommand = openCommand(
  {
    name: 'status',
    summary: 'clients with their mode and what is waiting; employees see their own requests',
    options: [AFTER_CLIENT],
    examples: [{ line: 'status', does: 'how things stand' }],
    input: z.object({ after: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) =>
    caller.person && isTechnician(caller.person)
      ? deskStatus(dependencies, caller.person, { after: input.after, line })
      : { kind: 'answer', text: await ownRequests(dependencies, caller) },
);

const MOST_UNDELIVERED = 5;

async function deskStatus(
  { clients, requests }: Pick<CommandDependencies, 'clients' | 'requests'>,
  person: Person,
  place: Pick<ClientList, 'after' | 'line'>,
): Promise<CommandAnswer> {
  const all = await clients.all();
  const hidden = hiddenFrom(person, all);
  const served = all.filter(({ id }) => !hidden.includes(id));
  const [waiting, dead] = await Promise.all([
    requests.waitingByClient(),
    requests.withDeadOutbox(MOST_UNDELIVERED, hidden),
  ]);
  const lineOf = ({ id, name, mode }: Client) => {
    const { approval, answer } = waiting.get(id) ?? { approval: 0, answer: 0 };
    return `• ${name}: ${mode} mode · ${approval} waiting for approval · ${answer} waiting for an answer`;
  };
  const page = clientsPage(served, { ...place, lineOf });
  if (page.kind === 'lost') return page.answer;
  const undelivered = dead.map((request) => shortId(request.id)).join(', ');
  return {
    kind: 'answer',
    text: `${served.length > 0 ? page.text : 'There are no clients yet.'}${undelivered && `\nNot delivered, needs a look: ${undelivered}`}`,
    choices: [
      ...(undelivered ? [{ label: 'What was not delivered', command: 'retry' }] : []),
      ...page.choices,
    ],
  };
}

async function ownRequests(dependencies: CommandDependencies, { by }: Caller): Promise<string> {
  const own = await requestsOf(dependencies, by);
  const lines = own.slice(0, 10).map(({ title, state }) => `• ${title}: ${state}`);
  return lines.length > 0
    ? `Your requests:\n${lines.join('\n')}`
    : 'You have no requests. Write me a message to make one.';
}
