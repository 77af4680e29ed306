import type { DirectoryView } from '../console-state.ts';

export interface DirectoryLine {
  label: string;
  values: readonly { text: string; change: 'kept' | 'added' | 'removed' }[];
  changed: boolean;
}

/** One person's directory record line by line, with what came and what went since `before`. */
export function compareDirectory(before: DirectoryView | undefined, after: DirectoryView): DirectoryLine[] {
  return after.facts.map(({ label, values }) => {
    const earlier = before ? (before.facts.find((fact) => fact.label === label)?.values ?? []) : values;
    const removed = earlier.filter((text) => !values.includes(text));
    const lines = [
      ...removed.map((text) => ({ text, change: 'removed' as const })),
      ...values.map((text) => ({
        text,
        change: earlier.includes(text) ? ('kept' as const) : ('added' as const),
      })),
    ];
    return { label, values: lines, changed: lines.some(({ change }) => change !== 'kept') };
  });
}
