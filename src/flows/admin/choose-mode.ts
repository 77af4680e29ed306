import { z } from 'zod';
import type { OperatingMode } from '../../models/client.ts';
import type { CommandAnswer } from '../desk.ts';
import { cut } from '../limits.ts';
import { NO_CLIENTS } from './clients-page.ts';
import type { FormHandler } from './command-spec.ts';
import { clientOptions, option } from './form-options.ts';
import type { CommandDependencies } from './given-command.ts';
import { lineForm, lineOfWords, problemAt } from './line-form.ts';

const FORM = 'mode';
/** The mode behind it is what matters. */
const LONGEST_NAME = 60;

/** Both modes. */
export const MODES = ['plan', 'execute'] as const satisfies readonly OperatingMode[];

/** As they are offered. */
export const MODE_LABELS: Readonly<Record<OperatingMode, string>> = {
  plan: 'Only look and note (plan)',
  execute: 'Let it act (execute)',
};

/** The form for the mode of a client: each with its present one. */
export async function chooseMode({ clients }: Pick<CommandDependencies, 'clients'>): Promise<CommandAnswer> {
  const all = await clients.all();
  const [first, ...others] = all;
  if (!first) return NO_CLIENTS;
  const only = others.length === 0 ? first : undefined;
  const { options, notListed } = clientOptions(all, {
    beside: 0,
    labelOf: ({ name, mode }) => `${cut(name, LONGEST_NAME)}: ${mode}`,
    line: 'mode NAME',
  });
  return {
    kind: 'form',
    form: {
      id: FORM,
      state: '',
      title: 'Operating mode',
      intro: ['Before the agent acts for a client, you see what that means.', notListed].join(' ').trim(),
      fields: [
        {
          kind: 'choice',
          name: 'client',
          label: 'Client, with its present mode',
          options,
          ...(only && { value: only.id }),
        },
        {
          kind: 'choice',
          name: 'mode',
          label: 'Mode',
          options: MODES.map((mode) => option(mode, MODE_LABELS[mode])),
          ...(only && { value: only.mode }),
        },
      ],
      submit: 'Go on',
    },
  };
}

/** What was chosen is `mode CLIENT plan|execute`. */
export const modeForm: FormHandler = lineForm(
  { id: FORM, role: 'admin', filled: z.object({ client: z.string(), mode: z.enum(MODES) }) },
  async ({ clients }, { client, mode }) =>
    (await clients.find(client))
      ? lineOfWords('mode', client, mode)
      : problemAt('client', 'There is no such client any more.'),
);
