import { z } from 'zod';
import { deskCommand, deskForm } from '../command-spec.ts';
import {
  connectedSystem,
  findIntegration,
  integrationChanged,
  isConfigured,
  notConnected,
} from './find-integration.ts';
import { stateOf } from './form-state.ts';
import { secretFieldsOf } from './integration-form.ts';
import { readSubmission } from './read-submission.ts';
import { mayBeKey, refuseSecrets } from './refuse-secrets.ts';
import { tryAndStore } from './store-integration.ts';

const FORM_ID = 'integration rotate';

/** `integration rotate NAME`: a form for new secrets alone. */
export const rotateCommand = deskCommand(
  {
    name: 'integration rotate',
    role: 'admin',
    summary: 'enter new secrets; the old ones stay until the new ones have worked',
    takes: '<system> [more...]',
    lenient: true,
    examples: [{ line: 'integration rotate connectwise', does: 'open the form for new keys' }],
    input: z.object({ system: z.string(), more: z.array(z.string()).default([]) }),
  },
  async (dependencies, { input: { system: word, more }, line }) => {
    const found = findIntegration(dependencies, word, line);
    if (more.length > 0) return refuseSecrets(found.kind === 'found' ? found.system : undefined, 'rotate');
    if (found.kind === 'not_found') return mayBeKey(word) ? refuseSecrets(undefined, 'rotate') : found.answer;
    const { system } = found;
    if (connectedSystem(dependencies, system)?.from === 'configuration') return isConfigured(system);
    const present = await dependencies.integrations.find(system.name);
    if (!present) return notConnected(system);
    return {
      kind: 'form',
      form: {
        id: FORM_ID,
        state: stateOf(system, present),
        title: `${system.title}: new keys`,
        intro: `New secrets for ${system.title}. The present ones stay in use until the new ones have worked.`,
        fields: secretFieldsOf(system, present),
        submit: 'Try and replace',
      },
    };
  },
);

/** Tries the new secrets, and puts them in the place of the present ones if they work. */
export const rotateForm = deskForm(
  { id: FORM_ID, role: 'admin' },
  async (dependencies, caller, submitted) => {
    const read = await readSubmission(dependencies, submitted, secretFieldsOf);
    if (read.kind === 'answered') return read.answer;
    const { system, before, fields } = read;
    if (!before) return integrationChanged(system);
    const { secrets } = read.typed;
    const [first] = fields;
    if (first && Object.keys(secrets).length === 0)
      return { kind: 'invalid', problems: { [first.name]: 'Enter at least one new secret.' } };
    const typed = { settings: before.settings, secrets };
    return tryAndStore(dependencies, caller, { system, before, fields, typed, change: 'rotated' });
  },
);
