import type { CommandSpec } from '../command-spec.ts';
import { policyListCommand } from './list-command.ts';
import { policyCommand } from './policy-form.ts';
import { policyResetCommand, policySetCommand } from './set-command.ts';
import { policyShowCommand } from './show-command.ts';
import { policyTryCommand } from './try-command.ts';

/** Everything that begins with `policy`. */
export const policyCommands: readonly CommandSpec[] = [
  policyCommand,
  policyListCommand,
  policyShowCommand,
  policySetCommand,
  policyResetCommand,
  policyTryCommand,
];
