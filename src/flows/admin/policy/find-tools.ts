import type { Tool } from '../../../tools/tool.ts';
import type { ToolCatalog } from '../../catalog.ts';
import type { CommandAnswer } from '../../desk.ts';
import type { CommandLine } from '../command-spec.ts';
import { match } from '../matching.ts';
import { whichOne } from '../which-one.ts';

/** Tools of one integration, as admins see them together. */
export interface Integration {
  /** As tools name it: `microsoft_graph`. */
  name: string;
  title: string;
  /** The word to type: `microsoft365`. */
  word: string;
  tools: readonly Tool[];
}

/** What people call the integrations whose names say less. */
const CALLED: Readonly<Record<string, { title: string; word: string }>> = {
  microsoft_graph: { title: 'Microsoft 365', word: 'microsoft365' },
  psa: { title: 'Tickets', word: 'tickets' },
  documentation: { title: 'Runbooks', word: 'runbooks' },
};

/** Every integration that has tools, in the catalog's order. */
export function integrationsOf({ all }: ToolCatalog): Integration[] {
  const names = [...new Set(all.map(({ integration }) => integration))];
  return names.map((name) => ({
    name,
    ...(CALLED[name] ?? { title: sentence(name), word: name }),
    tools: all.filter(({ integration }) => integration === name),
  }));
}

function sentence(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export type Found<Item> = { kind: 'found'; found: Item } | { kind: 'not_found'; answer: CommandAnswer };

/** Tools by their names or the beginnings of them. The first one that is unclear is asked about. */
export function findTools(
  tools: readonly Tool[],
  words: readonly string[],
  line: CommandLine,
): Found<readonly Tool[]> {
  const found: Tool[] = [];
  for (const word of words) {
    const one = match(word.replaceAll(/[\s-]+/g, '_'), tools, namesOf);
    if (one.kind !== 'one') {
      const optionOf = ({ name }: Tool) => ({ label: name, word: name });
      // Names between commas are words of their own, so that one of them can be replaced.
      const apart = { words: line.words.flatMap((given) => given.split(',')).filter(Boolean) };
      const unclear = { noun: 'tool', word, line: apart, match: one, all: tools, optionOf };
      return { kind: 'not_found', answer: whichOne(unclear) };
    }
    if (!found.includes(one.item)) found.push(one.item);
  }
  return { kind: 'found', found };
}

function namesOf(tool: Tool): string[] {
  return [tool.name, ...(tool.kind === 'write' ? [tool.title.replaceAll(' ', '_')] : [])];
}

/** By what it is called, or the beginning of it. */
export function findIntegration(catalog: ToolCatalog, word: string, line: CommandLine): Found<Integration> {
  const all = integrationsOf(catalog);
  const found = match(word, all, ({ name, title, word: typed }) => [name, typed, title]);
  if (found.kind === 'one') return { kind: 'found', found: found.item };
  const optionOf = (one: Integration) => ({ label: one.title, word: one.word });
  return {
    kind: 'not_found',
    answer: whichOne({ noun: 'integration', word, line, match: found, all, optionOf }),
  };
}
