import { z } from 'zod';
import { APPROVAL_CHANNELS, type ApprovalChannel, type Client } from '../../../models/client.ts';
import { SYSTEM_TITLES } from '../../../system-titles.ts';
import type { CommandAnswer, FormProblems, TextAnswer } from '../../desk.ts';
import type { FormSpec } from '../../form.ts';
import { enterFacts } from '../../owed-facts.ts';
import { changedMeanwhile } from '../changed-meanwhile.ts';
import { type CommandLine, deskCommand, deskForm } from '../command-spec.ts';
import { findClient } from '../find-client.ts';
import { auditFact, type CommandDependencies, type Entitled } from '../given-command.ts';
import { ApprovalChannels } from '../setup.ts';
import { choicesForMissing } from '../what-is-missing.ts';
import { channelsText } from './client-changes.ts';
import { clientOfForm, stateOfClient } from './client-of-form.ts';
import { saveClient } from './save-client.ts';

const FORM = 'client channels';

/** `client channels CLIENT CHANNEL…`, `client channels --all CHANNEL…`; without channels, a form. */
export const channelsCommand = deskCommand(
  {
    name: 'client channels',
    role: 'admin',
    summary: 'where approvers are asked: `slack`, `teams`, a PSA for an internal note, or `default`',
    takes: '[words...]',
    options: [{ flags: '--all', does: 'for all clients that have none of their own' }],
    examples: [
      { line: 'client channels lakeside slack connectwise', does: 'in Slack and on the ticket' },
      { line: 'client channels lakeside default', does: 'as for all clients' },
      { line: 'client channels --all slack teams', does: 'in chat, for all clients without their own' },
    ],
    input: z.object({ words: z.array(z.string()).default([]), all: z.boolean().default(false) }),
  },
  async (dependencies, { caller, input: { words, all }, line }) => {
    const [first, ...rest] = words;
    if (all) return setForAll(dependencies, caller, words);
    if (first === undefined) return whichClient(dependencies, caller, line);
    const found = await findClient(dependencies.clients, first, line);
    if (found.kind === 'not_found') return found.answer;
    if (rest.length === 0) return { kind: 'form', form: formOf(found.client) };
    return setForClient(dependencies, caller, found.client, rest);
  },
);

async function whichClient(
  dependencies: CommandDependencies,
  caller: Entitled,
  line: CommandLine,
): Promise<CommandAnswer> {
  const choices = await choicesForMissing(dependencies, caller, { argument: 'client', line });
  return {
    kind: 'not_understood',
    text: 'Which client? `client channels lakeside slack`, or `--all`.',
    choices,
  };
}

function formOf(client: Client): FormSpec {
  return {
    id: FORM,
    state: stateOfClient(client),
    title: 'Approval channels',
    intro: `${client.name}. With none chosen, as for all clients.`,
    fields: [
      {
        kind: 'choices',
        name: 'channels',
        label: 'Approvers are asked in',
        options: APPROVAL_CHANNELS.filter((one) => isFor(client, one)).map((one) => ({
          value: one,
          label: SYSTEM_TITLES[one],
        })),
        values: client.approvalChannels ?? [],
        optional: true,
      },
    ],
    submit: 'Save',
  };
}

/** The form with the channels of one client. */
export const channelsForm = deskForm(
  { id: FORM, role: 'admin' },
  async (dependencies, caller, { state, values }): Promise<CommandAnswer | FormProblems> => {
    const found = await clientOfForm(dependencies, state);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    const chosen = [values['channels'] ?? []].flat();
    return setForClient(dependencies, caller, client, chosen.length === 0 ? ['default'] : chosen);
  },
);

type ReadChannels = { channels: ApprovalChannel[] | undefined } | { problem: string };

/** `default` is none of its own. */
function readChannels(words: readonly string[]): ReadChannels {
  const names = words.flatMap((word) => word.toLowerCase().split(',')).filter((word) => word !== '');
  if (names.length === 1 && names[0] === 'default') return { channels: undefined };
  const read = ApprovalChannels.safeParse([...new Set(names)]);
  if (read.success) return { channels: read.data };
  const known = APPROVAL_CHANNELS.map((one) => `\`${one}\``).join(', ');
  return { problem: `Approvers can be asked in ${known}; \`default\` takes that away.` };
}

async function setForClient(
  dependencies: CommandDependencies,
  { person }: Entitled,
  client: Client,
  words: readonly string[],
): Promise<TextAnswer> {
  const read = readChannels(words);
  if ('problem' in read) return { kind: 'not_understood', text: read.problem };
  const { channels } = read;
  const strange = channels?.find((one) => !isFor(client, one));
  if (strange !== undefined)
    return { kind: 'refused', text: `${client.name} has no tickets in ${SYSTEM_TITLES[strange]}.` };
  const { approvalChannels: _, ...rest } = client;
  return saveClient(dependencies, {
    before: client,
    after: { ...rest, ...(channels && { approvalChannels: channels }) },
    admin: person,
    done: () => `Approvers at ${client.name} are asked in: ${channelsText(channels)}. ${ONLY_NEW}`,
  });
}

const ONLY_NEW = 'Requests that wait already stay where they were asked.';

/** Chat is everybody's; a note goes on the ticket in the client's own PSA. */
function isFor({ psa }: Client, channel: ApprovalChannel): boolean {
  return channel === 'slack' || channel === 'teams' || channel === psa?.name;
}

async function setForAll(
  dependencies: CommandDependencies,
  { person }: Entitled,
  words: readonly string[],
): Promise<TextAnswer> {
  const { msp, addressBook } = dependencies;
  const settings = await msp.get();
  const text = (channels: readonly ApprovalChannel[] | undefined) =>
    channelsText(channels, 'chat, wherever they can be reached');
  if (words.length === 0)
    return {
      kind: 'answer',
      text: `For all clients, approvers are asked in: ${text(settings.approvalChannels)}.`,
    };
  const read = readChannels(words);
  if ('problem' in read) return { kind: 'not_understood', text: read.problem };
  const { channels } = read;
  const details = { approvalChannels: `${text(settings.approvalChannels)} → ${text(channels)}` };
  const facts = [auditFact(dependencies, 'client_changed', details, person)];
  const saved = await msp.save(
    { version: settings.version, ...(channels && { approvalChannels: channels }) },
    facts,
  );
  if (!saved) return changedMeanwhile('where approvers are asked', 'client channels --all');
  addressBook.forget();
  await enterFacts(dependencies, facts);
  return {
    kind: 'answer',
    text: `For all clients without their own, approvers are asked in: ${text(channels)}. ${ONLY_NEW}`,
  };
}
