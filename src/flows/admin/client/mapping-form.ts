import { DOCUMENTATION_NAMES, type DocumentationName, LANGUAGES } from '../../../models/client.ts';
import { PSA_NAMES } from '../../../models/ticket.ts';
import { SYSTEM_TITLES } from '../../../system-titles.ts';
import type { FormField, FormOption, FormValues } from '../../form.ts';
import { LANGUAGE_TITLES } from './client-changes.ts';
import { domains, listed, type Mapping, type ReadMapping, readMapping, workspaces } from './mapping.ts';

const NO_PSA = 'none';
const PSA_OPTIONS: readonly FormOption[] = [
  { value: NO_PSA, label: 'None' },
  ...PSA_NAMES.map((name) => ({ value: name, label: SYSTEM_TITLES[name] })),
];
const LANGUAGE_OPTIONS: readonly FormOption[] = LANGUAGES.map((language) => ({
  value: language,
  label: LANGUAGE_TITLES[language],
}));
/** What a client is called there. */
const RUNBOOK_LABELS: Readonly<Record<DocumentationName, string>> = {
  hudu: 'Company in Hudu',
  itglue: 'Organization in IT Glue',
};

/** The mapping as fields to fill in, with its present values. */
export function mappingFields(mapping: Mapping): readonly FormField[] {
  const { name, entraTenantId, slackTeamIds, psa, emailDomains, voiceNumbers, language } = mapping;
  const companyIn = (system: DocumentationName) =>
    mapping.documentation.find((one) => one.name === system)?.companyId;
  return [
    text('name', 'Name', name, { example: 'Lakeside Dental', maxLength: 120 }),
    text('tenant', 'Entra tenant', entraTenantId, {
      hint: 'Entra admin center > Overview > Tenant ID',
      example: '1a7e51de-0000-4000-8000-000000000001',
    }),
    optional('slack', 'Slack workspaces', slackTeamIds.join(', '), {
      hint: 'Ids with commas between them; none where its people use Teams alone',
      example: 'T0123ABCD',
    }),
    { kind: 'choice', name: 'psa', label: 'PSA', options: PSA_OPTIONS, value: psa?.name ?? NO_PSA },
    optional('company', 'Company in the PSA', psa?.companyId, {
      hint: 'Its number there; in Jira the project’s key',
    }),
    ...DOCUMENTATION_NAMES.map((system) => optional(system, RUNBOOK_LABELS[system], companyIn(system))),
    optional('domain', 'Mail domains', emailDomains.join(', '), { example: 'lakeside.example' }),
    optional('voice', 'Voice numbers', voiceNumbers.join(', '), { example: '+1 555 555 0142' }),
    {
      kind: 'choice',
      name: 'language',
      label: 'Language of calls',
      options: LANGUAGE_OPTIONS,
      value: language,
    },
  ];
}

type TextParts = { hint?: string; example?: string; maxLength?: number };

function text(name: string, label: string, value: string | undefined, parts: TextParts = {}): FormField {
  return { kind: 'text', name, label, ...(value ? { value } : {}), ...parts };
}

function optional(...given: Parameters<typeof text>): FormField {
  return { ...text(...given), optional: true };
}

/** The whole mapping as it was filled in: what was left empty is to be empty. */
export function filledMapping(values: FormValues): ReadMapping {
  const of = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  const company = of('company');
  return readMapping({
    name: of('name'),
    entraTenantId: of('tenant'),
    slackTeamIds: workspaces(of('slack')),
    emailDomains: domains(of('domain')),
    voiceNumbers: listed(of('voice')),
    language: of('language') || 'en',
    psa: of('psa') === NO_PSA || of('psa') === '' ? undefined : { name: of('psa'), companyId: company },
    documentation: DOCUMENTATION_NAMES.flatMap((name) =>
      of(name) === '' ? [] : [{ name, companyId: of(name) }],
    ),
  });
}

const FIELD_OF: Readonly<Record<keyof Mapping, string>> = {
  name: 'name',
  entraTenantId: 'tenant',
  slackTeamIds: 'slack',
  emailDomains: 'domain',
  voiceNumbers: 'voice',
  language: 'language',
  psa: 'company',
  documentation: DOCUMENTATION_NAMES[0],
};

/** The problems of a mapping by the fields of the form. */
export function problemsByField(
  problems: Readonly<Partial<Record<keyof Mapping, string>>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [FIELD_OF[field as keyof Mapping], problem]),
  );
}

const LABELS: Readonly<Record<keyof Mapping, string>> = {
  name: 'The name',
  entraTenantId: 'The Entra tenant',
  slackTeamIds: 'The Slack workspaces',
  emailDomains: 'The mail domains',
  voiceNumbers: 'The voice numbers',
  language: 'The language',
  psa: 'The PSA',
  documentation: 'The runbooks’ company',
};

/** The problems of a mapping in sentences. */
export function problemsText(problems: Readonly<Partial<Record<keyof Mapping, string>>>): string {
  return Object.entries(problems)
    .map(([field, problem]) => `${LABELS[field as keyof Mapping]} cannot be that: ${problem}.`)
    .join('\n');
}
