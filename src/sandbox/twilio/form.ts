import type { Request } from 'express';

/** The fields of a form, as they came. */
export interface Form {
  /** The last value of a field; undefined when it is absent or empty. */
  text(name: string): string | undefined;
  /** Every value of a field that may be repeated; words of one value count as several. */
  all(name: string): readonly string[];
}

/** Reads a form. The API takes nothing else: a JSON body is as good as none. */
export function readForm(request: Request): Form {
  const fields: Record<string, unknown> = request.is('application/x-www-form-urlencoded')
    ? { ...(request.body as Record<string, unknown>) }
    : {};
  const values = (name: string) => [fields[name] ?? []].flat().map(String);
  return {
    text: (name) => values(name).at(-1) || undefined,
    all: (name) => values(name).flatMap((value) => value.split(/\s+/).filter(Boolean)),
  };
}
