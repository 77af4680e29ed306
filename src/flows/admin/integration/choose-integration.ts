import { z } from 'zod';
import type { CommandAnswer, IntegrationHealth } from '../../desk.ts';
import { deskCommand, type FormHandler } from '../command-spec.ts';
import { option } from '../form-options.ts';
import type { CommandDependencies } from '../given-command.ts';
import { lineForm, lineOfWords, problemAt } from '../line-form.ts';
import { integrationHealth } from './health.ts';
import type { IntegrationKind } from './integration-admin.ts';
import { HEALTH } from './integration-words.ts';

const FORM = 'integration';
const DEEDS = ['show', 'connect', 'rotate', 'check', 'disconnect'] as const;
const DEED_LABELS: Readonly<Record<(typeof DEEDS)[number], string>> = {
  show: 'Show it, and what it may do',
  connect: 'Connect it, or change its settings',
  rotate: 'Enter new secrets',
  check: 'Look now whether it works',
  disconnect: 'Disconnect it',
};

/** `integration` alone: a form with how each system is now. */
export const integrationCommand = deskCommand(
  {
    name: 'integration',
    role: 'admin',
    summary: 'a form for one of the systems, with how each is now',
    examples: [{ line: 'integration', does: 'a form: choose a system, and what to do' }],
    input: z.object({}),
  },
  (dependencies) => chooseIntegration(dependencies),
);

async function chooseIntegration(dependencies: CommandDependencies): Promise<CommandAnswer> {
  const { kinds } = dependencies.integrationAdmin;
  const labelOf = labels(dependencies, await integrationHealth(dependencies));
  return {
    kind: 'form',
    form: {
      id: FORM,
      state: '',
      title: 'Connected systems',
      intro: 'What cannot be used, and why, stands in `integration list`.',
      fields: [
        {
          kind: 'choice',
          name: 'system',
          label: 'System',
          options: kinds.map((kind) => option(kind.name, labelOf(kind))),
        },
        {
          kind: 'choice',
          name: 'deed',
          label: 'What to do',
          options: DEEDS.map((deed) => option(deed, DEED_LABELS[deed])),
          value: 'show',
        },
      ],
      submit: 'Go on',
    },
  };
}

/** `Hudu: works`, `Microsoft 365: works, from configuration`. */
function labels(
  { integrationAdmin }: Pick<CommandDependencies, 'integrationAdmin'>,
  health: readonly IntegrationHealth[],
): (kind: IntegrationKind) => string {
  const configured = integrationAdmin.connected().filter(({ from }) => from === 'configuration');
  return ({ name, title }) => {
    const state = health.find((one) => one.name === name)?.state;
    const from = configured.some((one) => one.name === name) ? ', from configuration' : '';
    return `${title}: ${state ? HEALTH[state] : 'not connected'}${from}`;
  };
}

/** What was chosen is an `integration …` like any other. */
export const chooseIntegrationForm: FormHandler = lineForm(
  { id: FORM, role: 'admin', filled: z.object({ system: z.string(), deed: z.enum(DEEDS) }) },
  async ({ integrationAdmin: { kinds } }, { system, deed }) =>
    kinds.some(({ name }) => name === system)
      ? lineOfWords('integration', deed, system)
      : problemAt('system', 'There is no such system.'),
);
