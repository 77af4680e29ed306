import { z } from 'zod';
import type { Person } from '../../../models/person.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { nextStatus } from '../../../models/request-state.ts';
import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import { cancelledReply } from '../../sentences.ts';
import { cancel, withdraw } from '../../withdraw.ts';
import { openCommand } from '../command-spec.ts';
import type { Caller, CommandDependencies } from '../given-command.ts';
import { findRequest, isTheirs, nameOf, shortId } from './find-request.ts';
import { stateText } from './tell-story.ts';

/** `withdraw ID`: whoever asked takes it back; who runs the desk ends it for them, after a look at what that ends. */
export const withdrawCommand = openCommand(
  {
    name: 'withdraw',
    summary: 'take back a request that has not been carried out',
    takes: '<request>',
    options: [{ flags: '--confirm <token>', does: 'as the button gives it' }],
    examples: [{ line: 'withdraw 8F3K2Q', does: 'nobody is asked any more, and nothing is changed' }],
    input: z.object({ request: z.string(), confirm: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findRequest(dependencies, { word: input.request, line }, caller);
    if (found.kind === 'not_found') return found.answer;
    const { request } = found;
    if (isTheirs(caller, request)) return withdrawOwn(dependencies, caller, request);
    if (!caller.person) return TOO_LATE;
    return endForThem(dependencies, { request, person: caller.person, confirm: input.confirm });
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
}

/** What was shown is what ends: whatever happened in between is told instead. */
async function endForThem(
  dependencies: CommandDependencies,
  { request, person, confirm }: Ending,
): Promise<CommandAnswer> {
  if (!nextStatus(request.status, 'withdrawn')) return TOO_LATE;
  if (confirm === undefined) return askFirst(request);
  const by = { personId: person.id, name: person.displayName };
  const reason = `${by.name} has withdrawn the request for ${request.requester.name}.`;
  const isAsShown = confirm === tokenOf(request);
  const ended =
    isAsShown && (await cancel(dependencies, { request, by, reason, reply: cancelledReply(request) }));
  if (ended)
    return {
      kind: 'answer',
      text: `Withdrawn: ${nameOf(request)}. Nothing was changed, and ${request.requester.name} is told.`,
    };
  const again = askFirst((await dependencies.requests.find(request.id)) ?? request);
  return { ...again, text: `The request has changed since you looked. ${again.text}` };
}

function askFirst(request: ServiceRequest): TextAnswer {
  if (!nextStatus(request.status, 'withdrawn')) return TOO_LATE;
  const id = shortId(request.id);
  return {
    kind: 'answer',
    text: `Withdraw this request for ${request.requester.name}?\n• ${nameOf(request)}\n• ${stateText(request)}\nThe requester is told, cards lose their buttons, and nothing is changed.`,
    choices: [
      {
        label: `Withdraw ${id}`,
        command: `withdraw ${request.id} --confirm ${tokenOf(request)}`,
        style: 'danger',
      },
    ],
  };
}

/** Every change of a request has a version of its own. */
function tokenOf({ version }: ServiceRequest): string {
  return `v${version}`;
}
