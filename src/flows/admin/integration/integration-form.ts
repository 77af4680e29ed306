import type { GivenSettings, Integration } from '../../../models/integration.ts';
import { isSameSetting, readSetting, type SettingField, writeSetting } from '../../../tools/setting-field.ts';
import type { FormProblems } from '../../desk.ts';
import type { FormField, FormValues } from '../../form.ts';
import type { IntegrationKind, SettingProblems } from './integration-admin.ts';

/** What was filled in, apart from each other: only the one may be stored and shown in clear. */
export interface FilledSettings {
  settings: GivenSettings;
  secrets: GivenSettings;
}

/** The fields that ask for everything, with the present values; secrets are never among them. */
export function fieldsOf(kind: IntegrationKind, present?: Integration): FormField[] {
  return kind.fields.map((field) =>
    field.secret ? secretField(field, present) : plainField(field, present?.settings[field.name]),
  );
}

/** The fields that ask for new secrets. */
export function secretFieldsOf(kind: IntegrationKind, present?: Integration): FormField[] {
  return kind.fields.filter(({ secret }) => secret).map((field) => secretField(field, present));
}

function secretField(field: SettingField, present: Integration | undefined): FormField {
  const isKept = present?.secrets.kind === 'open' && present.secrets.values[field.name] !== undefined;
  const hint = isKept ? `${field.hint}. Leave it empty to keep the present one` : field.hint;
  return { kind: 'secret', ...named(field), hint, ...(isKept && { optional: true }) };
}

function plainField(field: SettingField, value: unknown): FormField {
  const { reads = 'line', example } = field;
  const present = value === undefined ? undefined : writeSetting(field, value);
  if (typeof reads === 'object' || reads === 'yes_or_no') {
    const options = typeof reads === 'object' ? reads.options : YES_OR_NO;
    const chosen = present ?? options[0]?.value;
    return { kind: 'choice', ...named(field), options, ...(chosen !== undefined && { value: chosen }) };
  }
  return {
    kind: 'text',
    ...named(field),
    ...(present !== undefined && { value: present }),
    ...((reads === 'list' || reads === 'pairs') && { multiline: true }),
    ...(example !== undefined && { example }),
  };
}

const YES_OR_NO = [
  { value: 'no', label: 'No' },
  { value: 'yes', label: 'Yes' },
];

function named({ name, label, hint, optional }: SettingField) {
  return { name, label, hint, ...(optional && { optional }) };
}

/** What was filled in, or what of it cannot be read or is missing. What is kept of the present secrets, the caller says. */
export function readFilled(
  kind: IntegrationKind,
  values: FormValues,
): { kind: 'read'; filled: FilledSettings } | { kind: 'unreadable'; problems: SettingProblems } {
  const settings: Record<string, unknown> = {};
  const secrets: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of kind.fields) {
    const typed = values[field.name];
    if (typeof typed !== 'string' || typed.trim() === '') continue;
    const value = readSetting(field, typed);
    if (value === undefined) problems[field.name] = 'Write `name = value`, one on each line.';
    else (field.secret ? secrets : settings)[field.name] = value;
  }
  return Object.keys(problems).length > 0
    ? { kind: 'unreadable', problems }
    : { kind: 'read', filled: { settings, secrets } };
}

/**
 * The secrets that go with what was filled in: the new ones, and of the present ones what was not replaced. None is sent to
 * another address than it was entered for, nor lost without a word: whatever would be sent has to be entered again.
 */
export function secretsWith(
  kind: IntegrationKind,
  present: Integration | undefined,
  { settings, secrets }: FilledSettings,
): { secrets: GivenSettings; problems: SettingProblems } {
  const isMoved =
    present !== undefined && changedFields(kind, present, settings).some(({ address }) => address);
  const staying = stayingSecrets(kind, present, secrets);
  const kept = staying.filter(({ inbound }) => inbound || !isMoved);
  const all = { ...Object.fromEntries(kept.map(({ name, value }) => [name, value])), ...secrets };
  const isNeeded = ({ name, optional }: SettingField) =>
    !optional || staying.some((field) => field.name === name);
  const missing = kind.fields.filter(
    (field) => field.secret && all[field.name] === undefined && isNeeded(field),
  );
  const why = isMoved ? 'The address is another one: enter this again.' : 'This is needed.';
  return { secrets: all, problems: Object.fromEntries(missing.map(({ name }) => [name, why])) };
}

/** The present secrets that none of the new ones takes the place of. */
function stayingSecrets(
  { fields }: IntegrationKind,
  present: Integration | undefined,
  secrets: GivenSettings,
) {
  const values = present?.secrets.kind === 'open' ? present.secrets.values : {};
  const isReplaced = (name: string) =>
    fields.some((field) => secrets[field.name] !== undefined && [field.name, field.insteadOf].includes(name));
  return fields.flatMap((field) => {
    const value = values[field.name];
    return !field.secret || value === undefined || isReplaced(field.name) ? [] : [{ ...field, value }];
  });
}

/** Whether these settings are about another place at the vendor, from which nothing is seen of what is at the present one. */
export function isElsewhere(kind: IntegrationKind, present: Integration, settings: GivenSettings): boolean {
  return changedFields(kind, present, settings).some(({ address, place }) => address || place);
}

function changedFields(
  { fields }: IntegrationKind,
  present: Integration,
  settings: GivenSettings,
): SettingField[] {
  return fields.filter((field) => !isSameSetting(field, present.settings[field.name], settings[field.name]));
}

/** Problems on the fields that the form has: those of others, on its first. */
export function problemsOn(fields: readonly FormField[], problems: SettingProblems): FormProblems {
  const names = fields.map(({ name }) => name);
  const [first = ''] = names;
  const placed: Record<string, string> = {};
  for (const [name, problem] of Object.entries(problems)) {
    const field = names.includes(name) ? name : first;
    const text = field === name ? problem : `${name}: ${problem}`;
    placed[field] = placed[field] === undefined ? text : `${placed[field]} ${text}`;
  }
  return { kind: 'invalid', problems: placed };
}
