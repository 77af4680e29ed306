import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import { SYSTEM_TITLES } from '../../../system-titles.ts';
import type { CommandAnswer, FormProblems, TextAnswer } from '../../desk.ts';
import type { FormSpec } from '../../form.ts';
import { type CommandLine, deskCommand, deskForm } from '../command-spec.ts';
import { CONFIRM, unconfirmed } from '../confirm.ts';
import { findClient } from '../find-client.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { countOpenRequests } from '../open-requests.ts';
import { changeLines, clientChanges } from './client-changes.ts';
import { clientOfForm, stateOfClient } from './client-of-form.ts';
import { MAPPING_OPTIONS, type Mapping, MappingInput, mapped, mappingWords } from './mapping.ts';
import { filledMapping, mappingFields, problemsByField, problemsText } from './mapping-form.ts';
import { conflictWith, saveClient } from './save-client.ts';

const WITHOUT = {
  flags: '--without <values>',
  does: 'what to take away: a workspace, domain or number, `psa`, `hudu`, `itglue`; several with commas',
};

/** `client map CLIENT …`: what is named is set or added; with nothing named, a form with the present values. */
export const mapClientCommand = deskCommand(
  {
    name: 'client map',
    role: 'admin',
    summary: 'what a client is in Slack, Entra, the PSA and elsewhere',
    takes: '<client>',
    options: [{ flags: '--name <name>', does: 'what it is called' }, ...MAPPING_OPTIONS, WITHOUT, CONFIRM],
    examples: [
      { line: 'client map lakeside', does: 'a form with the present values' },
      { line: 'client map lakeside --domain lakeside-labs.example', does: 'one mail domain more' },
      { line: 'client map lakeside --language de', does: 'speak German to its callers' },
    ],
    input: MappingInput.extend({ client: z.string(), confirm: z.string().optional() }),
  },
  async (dependencies, { caller, input: { client: word, confirm, ...input }, line }) => {
    const found = await findClient(dependencies.clients, word, line);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    if (Object.values(input).every((one) => one === undefined)) return { kind: 'form', form: formOf(client) };
    const read = mapped(client, input);
    if (read.kind === 'unfit') return { kind: 'refused', text: problemsText(read.problems) };
    return remap(dependencies, { client, mapping: read.mapping, caller, line, confirm });
  },
);

/** `client unmap CLIENT VALUE…`: takes away what is named. */
export const unmapClientCommand = deskCommand(
  {
    name: 'client unmap',
    role: 'admin',
    summary: 'take away a workspace, mail domain or number, or what it is in the PSA or for runbooks',
    takes: '<client> <values...>',
    options: [CONFIRM],
    examples: [
      { line: 'client unmap lakeside hudu', does: 'read no runbooks in Hudu for it' },
      {
        line: 'client unmap brightfield T0BRIGHT',
        does: 'its people cannot write from that workspace any more',
      },
    ],
    input: z.object({
      client: z.string(),
      values: z.array(z.string()),
      confirm: z.string().optional(),
    }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findClient(dependencies.clients, input.client, line);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    if (input.values.some((one) => one.toLowerCase() === client.entraTenantId.toLowerCase()))
      return {
        kind: 'refused',
        text: 'A client has an Entra tenant always. `client map … --tenant …` gives it another one.',
      };
    const read = mapped(client, { without: input.values.join(',') });
    if (read.kind === 'unfit') return { kind: 'refused', text: problemsText(read.problems) };
    return remap(dependencies, { client, mapping: read.mapping, caller, line, confirm: input.confirm });
  },
);

const FORM = 'client map';

function formOf(client: Client): FormSpec {
  return {
    id: FORM,
    state: stateOfClient(client),
    title: 'Map a client',
    intro: `${client.name} (${client.id})`,
    fields: mappingFields(client),
    submit: 'Save',
  };
}

/** What was filled in is the whole mapping, as long as nobody else has changed it since the form was opened. */
export const mapClientForm = deskForm(
  { id: FORM, role: 'admin' },
  async (dependencies, caller, { state, values }): Promise<CommandAnswer | FormProblems> => {
    const found = await clientOfForm(dependencies, state);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    const read = filledMapping(values);
    if (read.kind === 'unfit') return { kind: 'invalid', problems: problemsByField(read.problems) };
    const words = ['client', 'map', client.id, ...mappingWords(client, read.mapping)];
    return remap(dependencies, {
      client,
      mapping: read.mapping,
      caller,
      line: { words },
      confirm: undefined,
    });
  },
);

interface Remapping {
  client: Client;
  mapping: Mapping;
  caller: Entitled;
  /** Confirms it, with a token. */
  line: CommandLine;
  confirm: string | undefined;
}

async function remap(
  dependencies: CommandDependencies,
  { client, mapping, caller, line, confirm }: Remapping,
): Promise<TextAnswer> {
  const { psa: _, ...rest } = client;
  const after = leavingPsa(client, { ...rest, ...mapping });
  const changes = clientChanges(client, after);
  if (changes.length === 0)
    return { kind: 'answer', text: `${client.name} is mapped like that already. Nothing was changed.` };
  const conflict = conflictWith(await dependencies.clients.all(), after);
  if (conflict !== undefined) return { kind: 'refused', text: conflict };
  const warnings = [
    ...psaWarning(client, after),
    ...(await openRequestsWarning(dependencies, client, after)),
    ...(await ownPlaceWarning(dependencies, client, after)),
  ];
  const text = [`${client.name}:`, changeLines(changes), ...warnings].join('\n');
  const asked =
    warnings.length > 0 &&
    unconfirmed({
      by: caller.person,
      line,
      confirm,
      shown: { client: client.id, version: client.version, changes: changeLines(changes), warnings },
      text,
      label: 'Change it',
    });
  if (asked) return asked;
  return saveClient(dependencies, {
    before: client,
    after,
    admin: caller.person,
    done: () =>
      [`Changed.\n${client.name}:`, changeLines(changes), ...unconnected(dependencies, after)].join('\n'),
  });
}

/** What was set for the PSA that a client had holds for no other: whose notes decide, and where approvers are asked. */
function leavingPsa(before: Client, after: Client): Client {
  const left = before.psa?.name;
  if (left === undefined || after.psa?.name === left) return after;
  const { approvalChannels, ...rest } = after;
  const channels = approvalChannels?.filter((one) => one !== left) ?? [];
  return { ...rest, decideByNote: false, ...(channels.length > 0 && { approvalChannels: channels }) };
}

function psaWarning(before: Client, after: Client): string[] {
  const isLost =
    before.decideByNote !== after.decideByNote ||
    before.approvalChannels?.length !== after.approvalChannels?.length;
  return isLost && before.psa
    ? [
        `What was set for ${SYSTEM_TITLES[before.psa.name]} is taken back: set it anew for where its tickets are then.`,
      ]
    : [];
}

/** Mapping may come before connecting; without the second, nothing is read or written there. */
export function unconnected(
  { integrationAdmin }: Pick<CommandDependencies, 'integrationAdmin'>,
  { psa }: Pick<Client, 'psa'>,
): string[] {
  return psa && !integrationAdmin.connected().some(({ name }) => name === psa.name)
    ? [`${SYSTEM_TITLES[psa.name]} is not connected yet: \`integration connect ${psa.name}\`.`]
    : [];
}

/** What is under way was made for where the client was. */
async function openRequestsWarning(
  dependencies: CommandDependencies,
  before: Client,
  after: Client,
): Promise<string[]> {
  const isMoved =
    before.entraTenantId !== after.entraTenantId ||
    before.slackTeamIds.some((one) => !after.slackTeamIds.includes(one)) ||
    (before.psa !== undefined &&
      (before.psa.name !== after.psa?.name || before.psa.companyId !== after.psa.companyId));
  if (!isMoved) return [];
  const open = await countOpenRequests(dependencies, before.id);
  if (open === 0) return [];
  const what = open === 1 ? '1 request is' : `${open} requests are`;
  return [
    `${what} under way. Each is checked again before anything is done: what was planned for another tenant or ticket is not run but handed over, and people in a workspace that is taken away are not answered there.`,
  ];
}

/** A workspace or tenant of the MSP's own people: whoever writes from there would count as the client's. */
export async function ownPlaceWarning(
  { people }: Pick<CommandDependencies, 'people'>,
  before: Pick<Client, 'entraTenantId' | 'slackTeamIds'>,
  after: Client,
): Promise<string[]> {
  const fresh = [...after.slackTeamIds, after.entraTenantId].filter(
    (one) => one !== before.entraTenantId && !before.slackTeamIds.includes(one),
  );
  if (fresh.length === 0) return [];
  const own = await people.technicians([]);
  const there = own.filter(({ identities }) => identities.some(({ tenant }) => fresh.includes(tenant)));
  if (there.length === 0) return [];
  const names = there.map(({ displayName }) => displayName).join(', ');
  return [
    `${names} of the MSP write from there: everybody else there will count as an employee of ${after.name}.`,
  ];
}
