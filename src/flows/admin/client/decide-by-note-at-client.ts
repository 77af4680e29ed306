import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import { deskCommand } from '../command-spec.ts';
import { CONFIRM, unconfirmed } from '../confirm.ts';
import { findClient } from '../find-client.ts';
import { saveClient } from './save-client.ts';

const WANTED: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['off', false],
]);

/** `client decide-by-note CLIENT on|off`. */
export const decideByNoteCommand = deskCommand(
  {
    name: 'client decide-by-note',
    role: 'admin',
    summary: 'whether technicians may approve by a note on the ticket, with its code',
    takes: '<client> <on-or-off>',
    options: [CONFIRM],
    examples: [
      { line: 'client decide-by-note lakeside on', does: 'let notes decide, except at high risk' },
      { line: 'client decide-by-note lakeside off', does: 'only decide in chat' },
    ],
    input: z.object({ client: z.string(), onOrOff: z.string(), confirm: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findClient(dependencies.clients, input.client, line);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    const wanted = WANTED.get(input.onOrOff.toLowerCase());
    if (wanted === undefined) return { kind: 'not_understood', text: 'It is `on` or `off`.' };
    if (wanted === client.decideByNote)
      return { kind: 'answer', text: `At ${client.name}, deciding by note is ${input.onOrOff} already.` };
    const asked =
      wanted &&
      unconfirmed({
        by: caller.person,
        line,
        confirm: input.confirm,
        shown: { client: client.id, version: client.version, decideByNote: wanted },
        text: `At ${client.name}, a note on the ticket with the request’s code will approve or deny: whoever can write in the PSA as one of your technicians signs as that technician. Never at high risk, and never for the manager. ${whereAsked(client)}`,
        label: 'Let notes decide',
      });
    if (asked) return asked;
    return saveClient(dependencies, {
      before: client,
      after: { ...client, decideByNote: wanted },
      admin: caller.person,
      done: () =>
        wanted
          ? `At ${client.name}, notes on the ticket decide now. ${whereAsked(client)}`
          : `At ${client.name}, notes on the ticket decide nothing any more, for requests that wait too.`,
    });
  },
);

function whereAsked({ psa, approvalChannels, id }: Client): string {
  if (!psa) return `It has no PSA yet: \`client map ${id}\`.`;
  return approvalChannels && !approvalChannels.includes(psa.name)
    ? `Approvers are not asked on the ticket yet: \`client channels ${id} ${[...approvalChannels, psa.name].join(' ')}\`.`
    : '';
}
