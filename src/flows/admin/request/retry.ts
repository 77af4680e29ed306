import { z } from 'zod';
import { shortId } from '../../../ids.ts';
import type { OutboxEntry } from '../../../models/outbox.ts';
import type { Person } from '../../../models/person.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { hiddenFrom } from '../../clients-of-others.ts';
import type { CommandAnswer } from '../../desk.ts';
import { enterFacts } from '../../owed-facts.ts';
import { changedMeanwhile } from '../changed-meanwhile.ts';
import { deskCommand } from '../command-spec.ts';
import { auditFact, type CommandDependencies } from '../given-command.ts';
import { findRequest, nameOf } from './find-request.ts';
import { effectText, owedText } from './owed.ts';

const MOST_LISTED = 8;

/** `retry` lists what could not be delivered; `retry ID` has it tried again. */
export const retryCommand = deskCommand(
  {
    name: 'retry',
    role: 'technician',
    summary: 'what could not be delivered, and another try at it',
    takes: '[request]',
    examples: [
      { line: 'retry', does: 'what was given up, and why' },
      { line: 'retry 8F3K2Q', does: 'try again what one request owes; nothing arrives twice' },
    ],
    input: z.object({ request: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    if (input.request === undefined) return listing(dependencies, caller.person);
    const found = await findRequest(dependencies, { word: input.request, line }, caller);
    return found.kind === 'found' && found.view === 'inside'
      ? revive(dependencies, found.request, caller.person)
      : found.kind === 'found'
        ? { kind: 'refused', text: 'Only a technician of this client may do that.' }
        : found.answer;
  },
);

async function listing({ requests, clients }: CommandDependencies, person: Person): Promise<CommandAnswer> {
  const dead = await requests.withDeadOutbox(MOST_LISTED, hiddenFrom(person, await clients.all()));
  if (dead.length === 0) return { kind: 'answer', text: 'Everything has been delivered, or is on its way.' };
  const lines = dead.flatMap((request) => [
    nameOf(request),
    ...deadOf(request).map((one) => `• ${owedText(one)}`),
  ]);
  return {
    kind: 'answer',
    text: [`Not delivered, newest request first:`, ...lines].join('\n'),
    choices: dead.map(({ id }) => ({ label: `Try ${shortId(id)} again`, command: `retry ${id}` })),
  };
}

function deadOf({ outbox }: ServiceRequest): OutboxEntry[] {
  return outbox.filter(({ dead }) => dead);
}

/** The sweep delivers: each entry looks for its key first, since an earlier try may have arrived. */
async function revive(
  dependencies: CommandDependencies,
  request: ServiceRequest,
  person: Person,
): Promise<CommandAnswer> {
  const dead = deadOf(request);
  if (dead.length === 0) return { kind: 'answer', text: `Nothing of ${nameOf(request)} was given up.` };
  const details = { effects: dead.map(({ effect }) => effect.kind).join(', ') };
  const fact = auditFact(dependencies, 'delivery_retried', details, person);
  const facts = [{ ...fact, clientId: request.clientId, requestId: request.id }];
  const revived = await dependencies.requests.reviveOutbox(request, dependencies.clock.now(), facts);
  if (!revived) return changedMeanwhile('this request', `request ${request.id}`);
  const what = revived.map(({ effect }) => effectText(effect)).join(', ');
  await enterFacts(dependencies, facts);
  return {
    kind: 'answer',
    text: `Tried again within seconds: ${what}. What has arrived already is not sent twice.`,
    choices: [{ label: 'How it went', command: `request ${request.id}` }],
  };
}
