import { MINUTE_MS } from '../../clock.ts';
import { errorCode } from '../../errors.ts';
import { remember } from '../../remember.ts';
import type { ItGlueApi } from './api.ts';
import type { AssetTypeRecord, FieldRecord } from './schema.ts';
import type { ItGlueSettings } from './settings.ts';

const REMEMBER_MS = 5 * MINUTE_MS;

/** A flexible asset type that is read as runbooks, with the fields of it that may be read. */
export interface RunbookType extends AssetTypeRecord {
  fields: readonly FieldRecord[];
}

/** The configured types that there are. */
export type RunbookTypes = () => Promise<readonly RunbookType[]>;

/** Looked up by name, with their fields, and kept for five minutes. No name, no call, no type. */
export function createRunbookTypes(
  api: ItGlueApi,
  { assetTypes }: Pick<ItGlueSettings, 'assetTypes'>,
): RunbookTypes {
  const load = remember(() => typesIfAllowed(api, assetTypes), { ttlMs: REMEMBER_MS, keyOf: () => 'all' });
  return async () => (assetTypes.length === 0 ? [] : load(undefined));
}

/** A key without the right to flexible assets still serves documents; `doctor` says so. */
async function typesIfAllowed(api: ItGlueApi, names: readonly string[]): Promise<readonly RunbookType[]> {
  try {
    const types = namedTypes(await api.assetTypes(), names);
    return await Promise.all(
      types.map(async (type) => ({ ...type, fields: (await api.fields(type.id)).filter(isReadable) })),
    );
  } catch (error) {
    if (errorCode(error) === 'forbidden') return [];
    throw error;
  }
}

/** Those of these names, however they are capitalised. */
export function namedTypes(types: readonly AssetTypeRecord[], names: readonly string[]): AssetTypeRecord[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return types.filter(({ name }) => wanted.has(name.trim().toLowerCase()));
}

/** Kinds whose value is text for people. `Password` and `Upload` are not among them, nor any kind that we do not know. */
const READABLE_KINDS = new Set(['text', 'textbox', 'select', 'number', 'percent', 'date', 'checkbox', 'tag']);

/** People write secrets into plain text fields, too; then the field is called so. */
const SECRET_NAME =
  /passw|passcode|passphrase|secret|credential|\bpin\b|\bpwd?\b|api.?key|\btoken\b|private.?key|license.?key|licence.?key|recovery|community.?string|\bpsk\b|\bmfa\b|\botp\b/i;

function isReadable({ kind, name, key, tagType }: FieldRecord): boolean {
  return (
    READABLE_KINDS.has(kind.toLowerCase()) && ![name, key, tagType].some((text) => SECRET_NAME.test(text))
  );
}
