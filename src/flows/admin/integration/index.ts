import type { CommandSpec, FormHandler } from '../command-spec.ts';
import { chooseIntegrationForm, integrationCommand } from './choose-integration.ts';
import { connectCommand, connectForm } from './connect-integration.ts';
import { disconnectCommand } from './disconnect-integration.ts';
import { listCommand } from './list-integrations.ts';
import { rotateCommand, rotateForm } from './rotate-integration.ts';
import { checkCommand, showCommand } from './show-integration.ts';

/** Everything that admins do with connected systems. */
export const integrationCommands: readonly CommandSpec[] = [
  integrationCommand,
  listCommand,
  connectCommand,
  showCommand,
  checkCommand,
  rotateCommand,
  disconnectCommand,
];

/** Their forms. */
export const integrationForms: readonly FormHandler[] = [chooseIntegrationForm, connectForm, rotateForm];
