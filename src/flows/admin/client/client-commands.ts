import type { CommandSpec, FormHandler } from '../command-spec.ts';
import { addClientCommand, addClientForm } from './add-client.ts';
import { channelsCommand, channelsForm } from './approval-channels-of-client.ts';
import { fallbackCommand, techniciansCommand } from './approvers-of-client.ts';
import { chooseClientForm } from './choose-client.ts';
import { decideByNoteCommand } from './decide-by-note-at-client.ts';
import { mapClientCommand, mapClientForm, unmapClientCommand } from './map-client.ts';
import { showClientCommands } from './show-client.ts';

/** Everything about clients, in the order in which help shows it. */
export const clientCommands: readonly CommandSpec[] = [
  ...showClientCommands,
  addClientCommand,
  mapClientCommand,
  unmapClientCommand,
  channelsCommand,
  techniciansCommand,
  fallbackCommand,
  decideByNoteCommand,
];

/** The forms that they open. */
export const clientForms: readonly FormHandler[] = [
  chooseClientForm,
  addClientForm,
  mapClientForm,
  channelsForm,
];
