import { MINUTE_MS } from '../../clock.ts';
import { errorCode } from '../../errors.ts';
import { remember } from '../../remember.ts';
import type { HuduApi } from './api.ts';
import type { FolderRecord } from './schema.ts';
import type { HuduSettings } from './settings.ts';

const REMEMBER_MS = 5 * MINUTE_MS;

/** Which folders of the global knowledge base the MSP marked as meant for all clients. */
export type SharedFolders = () => Promise<ReadonlySet<number>>;

/** Looked up by name, with all folders below them, and kept for five minutes. No name, no call, no folder. */
export function createSharedFolders(
  api: HuduApi,
  { globalFolders }: Pick<HuduSettings, 'globalFolders'>,
): SharedFolders {
  const load = remember(async () => sharedFolders(await foldersIfAllowed(api), globalFolders), {
    ttlMs: REMEMBER_MS,
    keyOf: () => 'all',
  });
  return async () => (globalFolders.length === 0 ? new Set() : load(undefined));
}

/** A key without the right to folders still serves clients' own articles; `doctor` says so. */
async function foldersIfAllowed(api: HuduApi): Promise<FolderRecord[]> {
  try {
    return await api.folders();
  } catch (error) {
    if (errorCode(error) === 'forbidden') return [];
    throw error;
  }
}

/** The global folders of these names, and what is inside of them. A company's folder of the same name does not count. */
export function sharedFolders(folders: readonly FolderRecord[], names: readonly string[]): Set<number> {
  const global = folders.filter(({ companyId }) => companyId === undefined);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const shared = new Set(
    global.filter(({ name }) => wanted.has(name.trim().toLowerCase())).map(({ id }) => id),
  );
  let grown = true;
  while (grown) {
    const inside = global.filter(
      ({ id, parentId }) => parentId !== undefined && shared.has(parentId) && !shared.has(id),
    );
    for (const { id } of inside) shared.add(id);
    grown = inside.length > 0;
  }
  return shared;
}
