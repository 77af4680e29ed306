import { z } from 'zod';
import { type Client, DOCUMENTATION_NAMES } from '../../../models/client.ts';
import { parsePhoneNumber } from '../../../models/phone-number.ts';
import { PSA_NAMES, type PsaName } from '../../../models/ticket.ts';
import { oneLine } from '../../lines.ts';
import type { CommandOption } from '../command-spec.ts';
import { ClientSetup } from '../setup.ts';

/** What can be said of a client in a command line; lists are separated by commas, and add to what is there. */
export const MappingInput = z.object({
  name: z.string().optional(),
  tenant: z.string().optional(),
  slack: z.string().optional(),
  connectwise: z.string().optional(),
  halopsa: z.string().optional(),
  autotask: z.string().optional(),
  jira: z.string().optional(),
  hudu: z.string().optional(),
  itglue: z.string().optional(),
  domain: z.string().optional(),
  voice: z.string().optional(),
  language: z.string().optional(),
  without: z.string().optional(),
});
export type MappingInput = z.output<typeof MappingInput>;

/** The same as help shows it. */
export const MAPPING_OPTIONS: readonly CommandOption[] = [
  { flags: '--tenant <id>', does: 'its Entra tenant: Entra admin center > Overview > Tenant ID' },
  { flags: '--slack <workspaces>', does: 'its Slack workspaces, such as T0123ABCD; several with commas' },
  { flags: '--connectwise <company>', does: 'number of its company in ConnectWise' },
  { flags: '--halopsa <client>', does: 'number of its client in HaloPSA' },
  { flags: '--autotask <company>', does: 'number of its company in Autotask' },
  { flags: '--jira <project>', does: 'key of its project in Jira' },
  { flags: '--hudu <company>', does: 'number of its company in Hudu, for runbooks' },
  { flags: '--itglue <organization>', does: 'number of its organization in IT Glue, for runbooks' },
  { flags: '--domain <domains>', does: 'its mail domains; several with commas' },
  { flags: '--voice <numbers>', does: 'numbers at which its people call; several with commas' },
  { flags: '--language <language>', does: '`en`, `de` or `es`: in which its callers are spoken to' },
];

/** The part of a client that is mapped to other systems. */
export type Mapping = Pick<
  Client,
  | 'name'
  | 'entraTenantId'
  | 'slackTeamIds'
  | 'emailDomains'
  | 'voiceNumbers'
  | 'language'
  | 'psa'
  | 'documentation'
>;

const Shape = ClientSetup.pick({
  name: true,
  entraTenantId: true,
  slackTeamIds: true,
  emailDomains: true,
  voiceNumbers: true,
  language: true,
  psa: true,
  documentation: true,
});

/** Before anything was said of a client. */
export const UNMAPPED: Mapping = {
  name: '',
  entraTenantId: '',
  slackTeamIds: [],
  emailDomains: [],
  voiceNumbers: [],
  language: 'en',
  documentation: [],
};

export type ReadMapping =
  | { kind: 'read'; mapping: Mapping }
  /** A sentence for each field that cannot be as it is. */
  | { kind: 'unfit'; problems: Readonly<Partial<Record<keyof Mapping, string>>> };

/** The mapping with what a line says, in the shapes that the setup file has. */
export function mapped(before: Mapping, input: MappingInput): ReadMapping {
  const psas = PSA_NAMES.filter((name) => input[name] !== undefined);
  if (psas.length > 1)
    return { kind: 'unfit', problems: { psa: 'a client has its tickets in one PSA, not in several' } };
  const removed = listed(input.without);
  const kept = (list: readonly string[], added: readonly string[]) =>
    [...new Set([...list, ...added])].filter((one) => !removed.some((gone) => isSame(gone, one)));
  return readMapping({
    name: input.name ?? before.name,
    entraTenantId: input.tenant ?? before.entraTenantId,
    slackTeamIds: kept(before.slackTeamIds, workspaces(input.slack)),
    emailDomains: kept(before.emailDomains, domains(input.domain)),
    voiceNumbers: kept(before.voiceNumbers, listed(input.voice).map(numberOrText)),
    language: input.language?.toLowerCase() ?? before.language,
    psa: psaOf(before, input, removed),
    documentation: documentationOf(before, input, removed),
  });
}

/** Anything that claims to be a mapping, in the shapes that the setup file has. */
export function readMapping(raw: Readonly<Record<keyof Mapping, unknown>>): ReadMapping {
  const result = Shape.safeParse(raw);
  if (result.success) {
    const { psa, ...rest } = result.data;
    return { kind: 'read', mapping: { ...rest, name: oneLine(rest.name), ...(psa && { psa }) } };
  }
  const problems = result.error.issues.map(({ path, message }) => [String(path[0]), message] as const);
  return { kind: 'unfit', problems: Object.fromEntries(problems) };
}

/** Values between commas. */
export function listed(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[,;]/u)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** `@Lakeside.example` is `lakeside.example`. */
export function domains(text: string | undefined): string[] {
  return listed(text).map((one) => one.replace(/^@/u, '').toLowerCase());
}

/** Telephones write small letters. */
export function workspaces(text: string | undefined): string[] {
  return listed(text).map((one) => one.toUpperCase());
}

function numberOrText(text: string): string {
  return parsePhoneNumber(text) ?? text;
}

function isSame(gone: string, value: string): boolean {
  return gone.toLowerCase() === value.toLowerCase() || parsePhoneNumber(gone) === value;
}

function psaOf(before: Mapping, input: MappingInput, removed: readonly string[]): Mapping['psa'] {
  const name = PSA_NAMES.find((one) => input[one] !== undefined);
  const companyId = name && input[name]?.trim();
  if (name !== undefined && companyId !== undefined) return { name, companyId: inPsa(name, companyId) };
  const isGone = removed.some((one) => isSame(one, 'psa') || isSame(one, before.psa?.name ?? 'psa'));
  return isGone ? undefined : before.psa;
}

/** Keys of Jira's projects are in capitals, whatever a telephone makes of them. */
function inPsa(name: PsaName, companyId: string): string {
  return name === 'jira' ? companyId.toUpperCase() : companyId;
}

function documentationOf(
  before: Mapping,
  input: MappingInput,
  removed: readonly string[],
): Mapping['documentation'] {
  return DOCUMENTATION_NAMES.flatMap((name) => {
    const companyId = input[name]?.trim() ?? before.documentation.find((one) => one.name === name)?.companyId;
    return companyId === undefined || removed.some((one) => isSame(one, name)) ? [] : [{ name, companyId }];
  });
}

/** Words of a line that makes the one mapping of the other. */
export function mappingWords(before: Mapping, after: Mapping): string[] {
  const option = (flag: string, value: string | undefined, was: string | undefined) =>
    value === undefined || value === '' || value === was ? [] : [`--${flag}`, value];
  const added = (flag: string, list: readonly string[], was: readonly string[]) =>
    option(flag, list.filter((one) => !was.includes(one)).join(','), '');
  const lists = [before, after].map((one) => [
    ...one.slackTeamIds,
    ...one.emailDomains,
    ...one.voiceNumbers,
    ...(one.psa ? ['psa'] : []),
    ...one.documentation.map(({ name }) => name),
  ]);
  const [was = [], is = []] = lists;
  const samePsa = before.psa?.name === after.psa?.name;
  return [
    ...option('name', after.name, before.name),
    ...option('tenant', after.entraTenantId, before.entraTenantId),
    ...added('slack', after.slackTeamIds, before.slackTeamIds),
    ...(after.psa
      ? option(after.psa.name, after.psa.companyId, samePsa ? before.psa?.companyId : undefined)
      : []),
    ...after.documentation.flatMap(({ name, companyId }) =>
      option(name, companyId, before.documentation.find((one) => one.name === name)?.companyId),
    ),
    ...added('domain', after.emailDomains, before.emailDomains),
    ...added('voice', after.voiceNumbers, before.voiceNumbers),
    ...option('language', after.language, before.language),
    ...option('without', was.filter((one) => !is.includes(one)).join(','), ''),
  ];
}
