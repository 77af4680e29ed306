import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import type { Role } from '../../../models/person.ts';
import type { ClientStore } from '../../../models/stores.ts';
import type { CommandAnswer, FormProblems, TextAnswer } from '../../desk.ts';
import type { FormField, FormSpec } from '../../form.ts';
import { deskCommand, deskForm } from '../command-spec.ts';
import { findClient } from '../find-client.ts';
import { clientOptions, option } from '../form-options.ts';
import { PersonShape } from '../setup.ts';
import { ACCOUNT_OPTIONS, AccountInput, readAccounts } from './accounts.ts';
import { insertPerson } from './insert-person.ts';
import { NO_SUCH_ROLE, parseRole } from './person-words.ts';

const FORM = 'person add';

/** `person add NAME --email … --role …` or `--client …`; with less, a form. */
export const addPersonCommand = deskCommand(
  {
    name: 'person add',
    role: 'admin',
    summary: 'somebody of the MSP, with a role, or an employee of a client',
    takes: '[name...]',
    options: [
      { flags: '--email <address>', does: 'by which their account is found in your workspace' },
      { flags: '--role <role>', does: '`technician` or `admin`, for the MSP’s own people' },
      { flags: '--client <client>', does: 'instead of a role, for an employee' },
      ...ACCOUNT_OPTIONS,
    ],
    examples: [
      { line: 'person add', does: 'a form' },
      {
        line: 'person add Uma Uhl --email uma@harbor-it.example --role technician --slack T0HARBOR/U0UMA',
        does: 'a technician',
      },
      {
        line: 'person add Lee Lind --email lee.lind@lakeside.example --client lakeside',
        does: 'an employee',
      },
    ],
    input: AccountInput.extend({
      name: z.array(z.string()).default([]),
      email: z.string().optional(),
      role: z.string().optional(),
      client: z.string().optional(),
    }),
  },
  async (dependencies, { caller, input: { name: words, email, role, client: word, ...input }, line }) => {
    const name = words.join(' ');
    const all = await dependencies.clients.all();
    if (name === '' || (role === undefined && word === undefined))
      return { kind: 'form', form: formOf(all, { name, ...(email === undefined ? {} : { email }) }) };
    if (role !== undefined && word !== undefined) return ROLE_OR_CLIENT;
    const found = word === undefined ? undefined : await findClient(dependencies.clients, word, line);
    if (found?.kind === 'not_found') return found.answer;
    const wanted = role === undefined ? undefined : parseRole(role);
    if (role !== undefined && wanted === undefined) return NO_SUCH_ROLE;
    const accounts = readAccounts(input, caller.by);
    if ('problem' in accounts) return { kind: 'refused', text: accounts.problem };
    return insertPerson(dependencies, caller, {
      name,
      email,
      role: wanted,
      client: found?.client,
      identities: accounts.identities,
    });
  },
);

const ROLE_OR_CLIENT: TextAnswer = {
  kind: 'refused',
  text: 'Somebody has either a role at the MSP or a client that they work for, not both.',
};

function formOf(all: readonly Client[], given: { name: string; email?: string }): FormSpec {
  const { options: companies, notListed } = clientOptions(all, {
    beside: ROLES.length,
    labelOf: ({ name }) => name,
    line: 'person add NAME --client CLIENT',
  });
  const fields: FormField[] = [
    {
      kind: 'text',
      name: 'name',
      label: 'Name',
      ...(given.name ? { value: given.name } : {}),
      maxLength: 120,
    },
    {
      kind: 'text',
      name: 'email',
      label: 'Mail address',
      optional: true,
      ...(given.email ? { value: given.email } : {}),
      hint: 'Their account in your workspace is found by it',
    },
    {
      kind: 'choice',
      name: 'what',
      label: 'Who they are',
      options: [
        ...ROLES.map((role) => option(`${OF_ROLE}${role}`, ROLE_LABELS[role])),
        ...companies.map(({ value, label }) => option(`${OF_CLIENT}${value}`, label)),
      ],
      value: `${OF_ROLE}msp_technician`,
    },
    { kind: 'text', name: 'slack', label: 'Slack account', optional: true, example: 'T0123ABCD/U0456EFGH' },
    { kind: 'text', name: 'teams', label: 'Teams account', optional: true, hint: 'Tenant id / object id' },
    { kind: 'text', name: 'phone', label: 'Telephone', optional: true, example: '+1 555 555 0142' },
  ];
  const intro = notListed === '' ? {} : { intro: notListed };
  return { id: FORM, state: '{}', title: 'Add a person', ...intro, fields, submit: 'Add' };
}

/** Roles and clients are chosen in one field, and a client may be called `admin`: each value says which of the two it is. */
const OF_ROLE = 'role:';
const OF_CLIENT = 'client:';

const ROLES = ['msp_technician', 'msp_admin'] as const satisfies readonly Role[];
const ROLE_LABELS: Readonly<Record<Role, string>> = {
  msp_technician: 'Technician of the MSP',
  msp_admin: 'Admin of the MSP',
};

type Place = { role: Role; client: undefined } | { role: undefined; client: Client };

/** What was chosen; undefined for what is not there to choose. */
async function placeOf(clients: ClientStore, what: string): Promise<Place | undefined> {
  const role = ROLES.find((one) => what === `${OF_ROLE}${one}`);
  if (role !== undefined) return { role, client: undefined };
  const client = what.startsWith(OF_CLIENT) ? await clients.find(what.slice(OF_CLIENT.length)) : undefined;
  return client && { role: undefined, client };
}

const Filled = z.object({
  name: PersonShape.shape.name,
  email: z.string().optional(),
  what: z.string(),
  slack: z.string().optional(),
  teams: z.string().optional(),
  phone: z.string().optional(),
});

/** The form for somebody new. */
export const addPersonForm = deskForm(
  { id: FORM, role: 'admin' },
  async (dependencies, caller, { values }): Promise<CommandAnswer | FormProblems> => {
    const read = Filled.safeParse(values);
    if (!read.success)
      return { kind: 'invalid', problems: { name: 'Please give a name and what they are.' } };
    const { name, email, what, ...input } = read.data;
    const place = await placeOf(dependencies.clients, what);
    if (!place) return { kind: 'invalid', problems: { what: 'This is not there any more.' } };
    const accounts = readAccounts(input, caller.by);
    if ('problem' in accounts) return { kind: 'invalid', problems: { [accounts.field]: accounts.problem } };
    return insertPerson(dependencies, caller, { name, email, ...place, identities: accounts.identities });
  },
);
