import { auditCommands } from './audit/index.ts';
import { modeForm } from './choose-mode.ts';
import { clientCommands, clientForms } from './client/client-commands.ts';
import type { CommandSpec, FormHandler } from './command-spec.ts';
import { integrationCommands, integrationForms } from './integration/index.ts';
import { keyCommands } from './keys.ts';
import { modeCommand } from './mode.ts';
import { personCommands, personForms } from './person/person-commands.ts';
import { policyCommands } from './policy/policy-commands.ts';
import { policyFormHandler } from './policy/policy-form.ts';
import { requestCommands } from './request/index.ts';
import { statusCommand } from './status.ts';

/** Every command but `help`, in the order in which help lists them. To add one: a line here. */
export const COMMANDS: readonly CommandSpec[] = [
  statusCommand,
  ...requestCommands,
  modeCommand,
  ...clientCommands,
  ...personCommands,
  ...policyCommands,
  ...integrationCommands,
  ...keyCommands,
  ...auditCommands,
];

/** Every form, by what becomes of it. */
export const FORMS: readonly FormHandler[] = [
  modeForm,
  policyFormHandler,
  ...integrationForms,
  ...clientForms,
  ...personForms,
];
