import type {
  ApprovalChannel,
  Client,
  CompanyRef,
  DocumentationName,
  Language,
} from '../../../models/client.ts';
import type { PsaName } from '../../../models/ticket.ts';
import { SYSTEM_TITLES } from '../../../system-titles.ts';
import { cut } from '../../limits.ts';

/** How languages are written for people. */
export const LANGUAGE_TITLES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'German',
  es: 'Spanish',
};

/** What of a client can be changed here, as it is called and how its value is written. */
const FIELDS: {
  readonly [Field in keyof Client]?: { label: string; write: (client: Client) => string };
} = {
  name: { label: 'Name', write: ({ name }) => name },
  entraTenantId: { label: 'Entra tenant', write: ({ entraTenantId }) => entraTenantId },
  slackTeamIds: { label: 'Slack workspaces', write: ({ slackTeamIds }) => list(slackTeamIds) },
  psa: { label: 'PSA', write: ({ psa }) => (psa ? companyText(psa) : 'none') },
  documentation: {
    label: 'Runbooks',
    write: ({ documentation }) => list(documentation.map(companyText)),
  },
  emailDomains: { label: 'Mail domains', write: ({ emailDomains }) => list(emailDomains) },
  voiceNumbers: { label: 'Voice numbers', write: ({ voiceNumbers }) => list(voiceNumbers) },
  language: { label: 'Language of calls', write: ({ language }) => LANGUAGE_TITLES[language] },
  approvalChannels: {
    label: 'Approvers are asked in',
    write: ({ approvalChannels }) => channelsText(approvalChannels),
  },
  decideByNote: { label: 'Notes decide', write: ({ decideByNote }) => (decideByNote ? 'on' : 'off') },
};

/** One field that differs. */
export interface ClientChange {
  field: keyof Client;
  label: string;
  from: string;
  to: string;
}

/** What differs between a client as it was and as it is to be, people apart. */
export function clientChanges(before: Client, after: Client): ClientChange[] {
  return FIELD_NAMES.flatMap((field) => {
    const { label, write } = FIELDS[field] ?? {};
    const [from, to] = [write?.(before) ?? '', write?.(after) ?? ''];
    return label === undefined || from === to ? [] : [{ field, label, from, to }];
  });
}

const FIELD_NAMES = Object.keys(FIELDS) as (keyof Client)[];

/** Each field with its value. */
export function clientLines(client: Client): string[] {
  return FIELD_NAMES.filter((field) => field !== 'name').map(
    (field) => `• ${FIELDS[field]?.label ?? field}: ${FIELDS[field]?.write(client) ?? ''}`,
  );
}

/** What changes, line by line. */
export function changeLines(changes: readonly ClientChange[]): string {
  return changes.map(({ label, from, to }) => `• ${label}: ${from || 'none'} → ${to}`).join('\n');
}

/** For the trail: each field's value before and after. */
export function changeDetails(changes: readonly ClientChange[]): Record<string, string> {
  return Object.fromEntries(changes.map(({ field, from, to }) => [field, cut(`${from} → ${to}`, 500)]));
}

/** `ConnectWise 42` */
export function companyText({ name, companyId }: CompanyRef<PsaName | DocumentationName>): string {
  return `${SYSTEM_TITLES[name]} ${companyId}`;
}

/** `plan mode · Slack · ConnectWise 42` */
export function clientInShort({ mode, psa, slackTeamIds }: Client): string {
  const parts = [`${mode} mode`, slackTeamIds.length > 0 ? 'Slack' : undefined, psa && companyText(psa)];
  return parts.filter((one) => one !== undefined).join(' · ');
}

/** `Slack, ConnectWise`, or what holds where nothing was set. */
export function channelsText(
  channels: readonly ApprovalChannel[] | undefined,
  otherwise = 'wherever the MSP has set (`client channels --all`)',
): string {
  return channels ? channels.map((one) => SYSTEM_TITLES[one]).join(', ') : otherwise;
}

function list(values: readonly string[]): string {
  return values.join(', ') || 'none';
}
