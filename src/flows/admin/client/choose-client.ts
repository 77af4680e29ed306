import { z } from 'zod';
import type { CommandAnswer } from '../../desk.ts';
import { cut } from '../../limits.ts';
import { NO_CLIENTS } from '../clients-page.ts';
import type { FormHandler } from '../command-spec.ts';
import { clientOptions, option, SOMETHING_NEW } from '../form-options.ts';
import type { CommandDependencies } from '../given-command.ts';
import { lineForm, lineOfWords, problemAt } from '../line-form.ts';
import { clientInShort } from './client-changes.ts';

const FORM = 'client';
/** What it is behind it matters, too. */
const LONGEST_NAME = 36;

/** The form that goes on to the mapping of a client, or to a new one. */
export async function chooseClient({
  clients,
}: Pick<CommandDependencies, 'clients'>): Promise<CommandAnswer> {
  const all = await clients.all();
  const [first, ...others] = all;
  if (!first) return NO_CLIENTS;
  const { options, notListed } = clientOptions(all, {
    beside: 1,
    labelOf: (client) => `${cut(client.name, LONGEST_NAME)}: ${clientInShort(client)}`,
    line: 'client map NAME',
  });
  const about =
    'Change what a client is mapped to, or add one. `client show NAME` tells everything about one.';
  return {
    kind: 'form',
    form: {
      id: FORM,
      state: '',
      title: 'Clients',
      intro: [about, notListed].join(' ').trim(),
      fields: [
        {
          kind: 'choice',
          name: 'client',
          label: 'Client',
          options: [option(SOMETHING_NEW, 'A new client'), ...options],
          ...(others.length === 0 && { value: first.id }),
        },
      ],
      submit: 'Go on',
    },
  };
}

/** What was chosen is `client map CLIENT` or `client add`, which are forms themselves. */
export const chooseClientForm: FormHandler = lineForm(
  { id: FORM, role: 'admin', filled: z.object({ client: z.string() }) },
  async ({ clients }, { client }) => {
    if (client === SOMETHING_NEW) return lineOfWords('client', 'add');
    return (await clients.find(client))
      ? lineOfWords('client', 'map', client)
      : problemAt('client', 'There is no such client any more.');
  },
);
