import type { CommandSpec, FormHandler } from '../command-spec.ts';
import { addPersonCommand, addPersonForm } from './add-person.ts';
import { choosePersonForm } from './choose-person.ts';
import { departCommand, returnCommand } from './depart-person.ts';
import { linkPersonCommand, unlinkPersonCommand } from './link-person.ts';
import { grantRoleCommand, takeRoleCommand } from './roles.ts';
import { showPersonCommands } from './show-person.ts';

/** Everything about people, in the order in which help shows it. */
export const personCommands: readonly CommandSpec[] = [
  ...showPersonCommands,
  addPersonCommand,
  linkPersonCommand,
  unlinkPersonCommand,
  grantRoleCommand,
  takeRoleCommand,
  departCommand,
  returnCommand,
];

/** The forms that they open. */
export const personForms: readonly FormHandler[] = [choosePersonForm, addPersonForm];
