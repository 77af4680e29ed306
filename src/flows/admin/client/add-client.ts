import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import type { CommandAnswer, FormProblems } from '../../desk.ts';
import { enterFacts } from '../../owed-facts.ts';
import { OLD_FORM, readCarried } from '../carried.ts';
import { changedMeanwhile } from '../changed-meanwhile.ts';
import { deskCommand, deskForm } from '../command-spec.ts';
import { auditFact, type CommandDependencies, type Entitled } from '../given-command.ts';
import { ClientId } from '../setup.ts';
import { checklist } from './checklist.ts';
import { changeDetails, clientChanges } from './client-changes.ts';
import { ownPlaceWarning, unconnected } from './map-client.ts';
import { MAPPING_OPTIONS, type Mapping, MappingInput, mapped, UNMAPPED } from './mapping.ts';
import { filledMapping, mappingFields, problemsByField, problemsText } from './mapping-form.ts';
import { conflictWith } from './save-client.ts';

const FORM = 'client add';

/** `client add NAME --tenant ID …`; without the tenant, a form. */
export const addClientCommand = deskCommand(
  {
    name: 'client add',
    role: 'admin',
    summary: 'a new client, which starts in `plan` mode; without its tenant, a form',
    takes: '[name...]',
    options: [
      { flags: '--id <id>', does: 'how commands call it; made from the name otherwise' },
      ...MAPPING_OPTIONS,
    ],
    examples: [
      { line: 'client add', does: 'a form' },
      {
        line: 'client add Northwind Traders --tenant 0b1c2d3e-0000-4000-8000-00000000000a --slack T0NORTH',
        does: 'a client with its Entra tenant and its Slack workspace',
      },
    ],
    input: MappingInput.omit({ name: true, without: true }).extend({
      name: z.array(z.string()).default([]),
      id: z.string().optional(),
    }),
  },
  async (dependencies, { caller, input: { id, name: words, ...input } }) => {
    const name = words.join(' ');
    const given = { ...input, ...(name === '' ? {} : { name }) };
    if (input.tenant === undefined || name === '') return { kind: 'form', form: formOf(given, id) };
    const read = mapped(UNMAPPED, given);
    if (read.kind === 'unfit') return { kind: 'refused', text: problemsText(read.problems) };
    return add(dependencies, caller, read.mapping, id);
  },
);

function formOf(given: MappingInput, id: string | undefined) {
  const read = mapped({ ...UNMAPPED, name: 'x', entraTenantId: UNKNOWN_TENANT }, given);
  const { name = '', tenant = '' } = given;
  const mapping = read.kind === 'read' ? read.mapping : UNMAPPED;
  return {
    id: FORM,
    state: JSON.stringify(id === undefined ? {} : { id }),
    title: 'Add a client',
    intro: 'It starts in plan mode: the agent looks, writes one internal note, and changes nothing.',
    fields: mappingFields({ ...mapping, name, entraTenantId: tenant }),
    submit: 'Add',
  };
}

/** Stands for one that was not named yet, so that the rest can be read. */
const UNKNOWN_TENANT = '00000000-0000-0000-0000-000000000000';

const FormState = z.object({ id: z.string().optional() });

/** The form for a new client. */
export const addClientForm = deskForm(
  { id: FORM, role: 'admin' },
  async (dependencies, caller, { state, values }): Promise<CommandAnswer | FormProblems> => {
    const carried = readCarried(FormState, state);
    if (!carried) return OLD_FORM;
    const read = filledMapping(values);
    if (read.kind === 'unfit') return { kind: 'invalid', problems: problemsByField(read.problems) };
    return add(dependencies, caller, read.mapping, carried.id);
  },
);

async function add(
  dependencies: CommandDependencies,
  { person }: Entitled,
  mapping: Mapping,
  wantedId: string | undefined,
): Promise<CommandAnswer> {
  const { clients, people } = dependencies;
  const all = await clients.all();
  const id = ClientId.safeParse(wantedId ?? freeId(mapping.name, all));
  if (!id.success)
    return {
      kind: 'refused',
      text: 'The id can have letters, digits, dot, dash and underscore, and is not “msp”.',
    };
  const client = newClient(id.data, mapping);
  const taken = all.some((other) => other.id === client.id)
    ? `There is a client \`${client.id}\` already.`
    : undefined;
  const conflict = taken ?? conflictWith(all, client);
  if (conflict !== undefined) return { kind: 'refused', text: conflict };
  const details = { added: client.name, ...changeDetails(clientChanges({ ...client, ...UNMAPPED }, client)) };
  const facts = [{ ...auditFact(dependencies, 'client_changed', details, person), clientId: client.id }];
  if ((await clients.insert(client, facts)) === 'duplicate')
    return changedMeanwhile('the clients', 'client list');
  await enterFacts(dependencies, facts);
  return {
    kind: 'answer',
    text: [
      `Added ${client.name} as \`${client.id}\`, in plan mode: the agent looks, writes one internal note, and changes nothing.`,
      ...(await ownPlaceWarning(dependencies, UNMAPPED, client)),
      ...unconnected(dependencies, client),
      checklist(client, { technicians: await people.technicians([]), fallback: undefined }),
      'An administrator of its tenant has to accept the app once: `integration check microsoft365` gives the address for it.',
    ].join('\n'),
    choices: [
      { label: 'Change the mapping', command: `client map ${client.id}` },
      { label: 'Check Microsoft 365', command: 'integration check microsoft365' },
    ],
  };
}

function newClient(id: string, mapping: Mapping): Client {
  return { ...mapping, id, mode: 'plan', decideByNote: false, technicianIds: [], version: 1 };
}

const LONGEST_ID = 40;

/** `Zahnärzte am See & Co.` is `zahnarzte-am-see-co`; `-2` where another client has that. */
function freeId(name: string, all: readonly Pick<Client, 'id'>[]): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
  const words = plain
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(0, LONGEST_ID)
    .replaceAll(/^-|-$/gu, '');
  const base = words === '' || words === 'msp' ? `client${words === '' ? '' : `-${words}`}` : words;
  const taken = new Set(all.map(({ id }) => id.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}
