/** An exported symbol as it stands in a file's text. */
export interface Exported {
  name: string;
  kind: 'value' | 'type';
  documented: boolean;
}

const EXPORT =
  /^export (?:declare )?(?:async )?(?:abstract )?(function\*?|const|let|class|interface|type) (\w+)/;

/**
 * What a file exports by declaring it, with whether a docstring stands right above. Read from the text: every tool that
 * parses TypeScript 7 drops comments. A type of the same name as a documented schema shares its docstring.
 */
export function exportsOf(text: string): Exported[] {
  const lines = text.split('\n');
  const found = lines.flatMap((line, index): Exported[] => {
    const [, keyword, name] = EXPORT.exec(line) ?? [];
    if (!keyword || !name) return [];
    const kind = keyword === 'interface' || keyword === 'type' ? 'type' : 'value';
    return [{ name, kind, documented: lines[index - 1]?.trimEnd().endsWith('*/') ?? false }];
  });
  const schemas = new Set(
    found.filter(({ kind, documented }) => kind === 'value' && documented).map(({ name }) => name),
  );
  return found.map((one) => ({ ...one, documented: one.documented || schemas.has(one.name) }));
}
