import { z } from 'zod';
import { shortId } from '../../../ids.ts';
import type { Person } from '../../../models/person.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { nextStatus } from '../../../models/request-state.ts';
import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import { cancelledReply } from '../../sentences.ts';
import { cancel, withdraw } from '../../withdraw.ts';
import { changedMeanwhile } from '../changed-meanwhile.ts';
import { type CommandLine, openCommand } from '../command-spec.ts';
import { CONFIRM, unconfirmed } from '../confirm.ts';
import type { Caller, CommandDependencies } from '../given-command.ts';
import { findRequest, isTheirs, nameOf } from './find-request.ts';
import { stateText } from './tell-story.ts';

/** `withdraw ID`: whoever asked takes it back; who runs the desk ends it for them, after a look at what that ends. */
export const withdrawCommand = openCommand(
  {
    name: 'withdraw',
    summary: 'take back a request that has not been carried out',
    takes: '<request>',
    options: [CONFIRM],
    examples: [{ line: 'withdraw 8F3K2Q', does: 'nobody is asked any more, and nothing is changed' }],
    input: z.object({ request: z.string(), confirm: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findRequest(dependencies, { word: input.request, line }, caller);
    if (found.kind === 'not_found') return found.answer;
    const { request } = found;
    if (isTheirs(caller, request)) return withdrawOwn(dependencies, caller, request);
    if (!caller.person) return TOO_LATE;
    return endForThem(dependencies, { request, person: caller.person, confirm: input.confirm, line });
  },
);

const TOO_LATE: TextAnswer = {
  kind: 'refused',
  text: 'It is too late to withdraw this request: it has ended, or is being carried out.',
};

async function withdrawOwn(
  dependencies: CommandDependencies,
  { by }: Caller,
  request: ServiceRequest,
): Promise<CommandAnswer> {
  const { kind, sentence } = await withdraw(dependencies, by, request.id);
  return { kind: kind === 'done' ? 'answer' : 'refused', text: sentence };
}

interface Ending {
  request: ServiceRequest;
  person: Person;
  confirm: string | undefined;
  line: CommandLine;
}

/** What was shown is what ends: whatever happened in between is told instead. */
async function endForThem(
  dependencies: CommandDependencies,
  { request, person, confirm, line }: Ending,
): Promise<CommandAnswer> {
  if (!nextStatus(request.status, 'withdrawn')) return TOO_LATE;
  const question = unconfirmed({
    by: person,
    line,
    confirm,
    shown: [request.id, request.version],
    text: `Withdraw this request for ${request.requester.name}?\n• ${nameOf(request)}\n• ${stateText(request)}\nThe requester is told, cards lose their buttons, and nothing is changed.`,
    label: `Withdraw ${shortId(request.id)}`,
  });
  if (question) return question;
  const by = { personId: person.id, name: person.displayName };
  const reason = `${by.name} has withdrawn the request for ${request.requester.name}.`;
  return (await cancel(dependencies, { request, by, reason, reply: cancelledReply(request) }))
    ? {
        kind: 'answer',
        text: `Withdrawn: ${nameOf(request)}. Nothing was changed, and ${request.requester.name} is told.`,
      }
    : changedMeanwhile('this request', `request ${request.id}`);
}
