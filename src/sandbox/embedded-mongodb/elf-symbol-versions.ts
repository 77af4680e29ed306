/**
 * The little of ELF that says which version of which symbol a 64-bit little-endian library wants.
 * Layouts and numbers: System V ABI, chapter 5; Linux Standard Base, "Symbol Versioning".
 */

const tag = {
  stringTable: 5,
  symbolTable: 6,
  gnuHash: 0x6ffffef5,
  symbolVersions: 0x6ffffff0,
  neededVersions: 0x6ffffffe,
  neededVersionsCount: 0x6fffffff,
} as const;

const loadSegment = 1;
const dynamicSegment = 2;
const symbolSize = 24;
/** The top bit of a symbol's version index only means "hidden". */
const versionIndexMask = 0x7fff;

type Segment = { type: number; offset: number; address: number; size: number };

type Repointing = {
  /** The version to replace, such as `GLIBC_2.38`. */
  from: string;
  /** The version to want instead; the library must already want it of some symbol. */
  to: string;
  /** The symbol's name in that version: the same, or a suffix of it, since a name table cannot grow. */
  rename: (symbol: string) => string;
};

/**
 * A copy of the library in which every symbol wanted in version `from` is wanted in version `to`, with the
 * names of those symbols as they were. Without any, an equal copy. Throws if it is no such ELF file.
 */
export function repointSymbolVersion(
  original: Uint8Array,
  { from, to, rename }: Repointing,
): { library: Buffer; symbols: string[] } {
  const library = Buffer.from(original);
  const elf = readDynamicSection(library);
  const versions = listNeededVersions(elf);
  const outdated = versions.filter((version) => version.name === from);
  if (outdated.length === 0) return { library, symbols: [] };
  const base = versions.find((version) => version.name === to);
  if (!base) throw new TypeError(`The library wants no ${to}`);

  const indexes = new Set(outdated.map((version) => version.index));
  for (const version of outdated) pointVersionAt(library, version.at, base.at);
  const symbols = listUndefinedSymbols(elf).filter((symbol) => indexes.has(symbol.versionIndex));
  for (const { at, name } of symbols) {
    const renamed = rename(name);
    if (!name.endsWith(renamed)) throw new TypeError(`${renamed} does not end ${name}`);
    library.writeUInt32LE(library.readUInt32LE(at) + name.length - renamed.length, at);
  }
  return { library, symbols: symbols.map((symbol) => symbol.name) };
}

type DynamicSection = {
  library: Buffer;
  /** The value of an entry that must be there. */
  valueOf: (entry: keyof typeof tag) => number;
  /** Where in the file the table that an entry gives the address of begins. */
  tableAt: (entry: keyof typeof tag) => number;
};

function readDynamicSection(library: Buffer): DynamicSection {
  const isElf64LittleEndian = library.length > 64 && library.readUIntBE(0, 6) === 0x7f45_4c46_0201;
  if (!isElf64LittleEndian) throw new TypeError('Not a 64-bit little-endian ELF file');
  const segments = listSegments(library);
  const dynamic = segments.find((segment) => segment.type === dynamicSegment);
  if (!dynamic) throw new TypeError('The ELF file has no dynamic section');
  const values = new Map<number, number>();
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.size; at += 16) {
    values.set(read64(library, at), read64(library, at + 8));
  }
  const valueOf = (entry: keyof typeof tag) => {
    const value = values.get(tag[entry]);
    if (value === undefined) throw new TypeError(`The ELF file has no ${entry}`);
    return value;
  };
  return { library, valueOf, tableAt: (entry) => toFileOffset(segments, valueOf(entry)) };
}

function listSegments(library: Buffer): Segment[] {
  const start = read64(library, 32);
  const size = library.readUInt16LE(54);
  return Array.from({ length: library.readUInt16LE(56) }, (_, index) => {
    const at = start + index * size;
    return {
      type: library.readUInt32LE(at),
      offset: read64(library, at + 8),
      address: read64(library, at + 16),
      size: read64(library, at + 32),
    };
  });
}

function toFileOffset(segments: Segment[], address: number): number {
  const segment = segments.find(
    ({ type, address: start, size }) => type === loadSegment && address >= start && address < start + size,
  );
  if (!segment) throw new TypeError(`Address ${address} is in no segment`);
  return address - segment.address + segment.offset;
}

/** `at` is where the version's 16-byte record lies; `index` is what the symbols refer to it by. */
type NeededVersion = { at: number; index: number; name: string };

function listNeededVersions(elf: DynamicSection): NeededVersion[] {
  const { library } = elf;
  const versions: NeededVersion[] = [];
  let file = elf.tableAt('neededVersions');
  for (let files = elf.valueOf('neededVersionsCount'); files > 0; files -= 1) {
    let at = file + library.readUInt32LE(file + 8);
    for (let count = library.readUInt16LE(file + 2); count > 0; count -= 1) {
      const name = readName(elf, library.readUInt32LE(at + 8));
      versions.push({ at, index: library.readUInt16LE(at + 6), name });
      at += library.readUInt32LE(at + 12);
    }
    file += library.readUInt32LE(file + 12);
  }
  return versions;
}

/** A version's record begins with the hash of its name and has the name's offset at 8; the index stays. */
function pointVersionAt(library: Buffer, at: number, baseAt: number): void {
  library.copy(library, at, baseAt, baseAt + 4);
  library.copy(library, at + 8, baseAt + 8, baseAt + 12);
}

/** The GNU hash table covers what the library defines, sorted last: what comes before is what it wants. */
function listUndefinedSymbols(elf: DynamicSection): { at: number; name: string; versionIndex: number }[] {
  const { library } = elf;
  const firstDefined = library.readUInt32LE(elf.tableAt('gnuHash') + 4);
  const symbols = elf.tableAt('symbolTable');
  const versions = elf.tableAt('symbolVersions');
  return Array.from({ length: firstDefined }, (_, index) => {
    const at = symbols + index * symbolSize;
    const versionIndex = library.readUInt16LE(versions + index * 2) & versionIndexMask;
    return { at, name: readName(elf, library.readUInt32LE(at)), versionIndex };
  });
}

function readName({ library, tableAt }: DynamicSection, offset: number): string {
  const start = tableAt('stringTable') + offset;
  return library.toString('latin1', start, library.indexOf(0, start));
}

function read64(library: Buffer, at: number): number {
  return Number(library.readBigUInt64LE(at));
}
