import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { repointSymbolVersion } from './elf-symbol-versions.ts';
import { EmbeddedMongoError } from './embedded-mongo-error.ts';

/** The symbol version that the prebuilt engine asks for and glibc 2.36 and 2.37 do not have. */
export const missingGlibcVersion = 'GLIBC_2.38';

/** The version that every symbol of the first glibc of a processor carries (glibc's `shlib-versions`). */
export function baseGlibcVersion(arch: string): string {
  return arch === 'arm64' ? 'GLIBC_2.17' : 'GLIBC_2.2.5';
}

/** Raised whenever the rewriting changes, so that older copies are not used again. */
const rewritingRevision = 1;

/**
 * What older glibc calls a symbol of 2.38. The C23 number parsers only add binary literals to the plain
 * ones; `fmod` was only made faster. Any other symbol is a new engine build that has to be looked at.
 */
export function olderSymbolName(symbol: string): string {
  if (symbol.startsWith('__isoc23_')) return symbol.slice('__isoc23_'.length);
  if (symbol === 'fmod') return symbol;
  throw new EmbeddedMongoError(
    'unsupported_platform',
    `The embedded database needs ${symbol} of glibc 2.38, which this system's glibc has nothing for. Set MONGODB_URI to the address of a MongoDB server instead.`,
  );
}

type CopyRequest = {
  /** Folder of the installed build; only read. */
  source: string;
  /** Names the copy: package, version and build. */
  key: string;
  /** The symbol version to point to instead, such as `GLIBC_2.2.5`. */
  base: string;
  /** Where copies may be kept, best first. */
  cacheFolders?: string[];
};

/**
 * A folder with the build's libraries re-pointed to older glibc symbols, made on first use.
 * Throws `EmbeddedMongoError` if no cache folder can be written.
 */
export async function prepareRepointedCopy(request: CopyRequest): Promise<string> {
  const { source, key, base, cacheFolders = defaultCacheFolders(source) } = request;
  const copies = cacheFolders.map((folder) => join(folder, `${key}-glibc-r${rewritingRevision}`));
  for (const copy of copies) {
    if (await exists(copy)) return copy;
  }
  const failures: unknown[] = [];
  for (const copy of copies) {
    const failure = await writeCopy(source, copy, base).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return copy;
    if (failure instanceof EmbeddedMongoError) throw failure;
    failures.push(failure);
  }
  throw new EmbeddedMongoError(
    'start_failed',
    `On this glibc the embedded database needs a copy of its libraries, and none of these folders can be written: ${cacheFolders.join(', ')}. Make one writable, or set MONGODB_URI to the address of a MongoDB server.`,
    { cause: new AggregateError(failures) },
  );
}

/** Never a shared temporary folder: another user of the machine could place a library there for us to load. */
function defaultCacheFolders(source: string): string[] {
  const besidePackages = join(dirname(dirname(source)), '.cache', 'countersign');
  try {
    return [join(homedir(), '.cache', 'countersign'), besidePackages];
  } catch {
    // A container's user without a passwd entry has no home.
    return [besidePackages];
  }
}

/** Written aside and renamed, so that a copy either is complete or is not there; the first of several wins. */
async function writeCopy(source: string, copy: string, base: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
  const unfinished = await mkdtemp(`${copy}.`);
  try {
    const libraries = (await readdir(source)).filter((file) => /\.(node|so)$/.test(file));
    for (const file of libraries) {
      const original = await readFile(join(source, file));
      const rewritten = repointSymbolVersion(original, {
        from: missingGlibcVersion,
        to: base,
        rename: olderSymbolName,
      });
      await writeFile(join(unfinished, file), rewritten.library, { flush: true });
    }
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(copy))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
