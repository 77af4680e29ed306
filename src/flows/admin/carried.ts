import type { ZodType } from 'zod';
import type { TextAnswer } from '../desk.ts';

/** What a form has carried as JSON: it comes back from outside. Undefined for what is not of this shape. */
export function readCarried<State>(schema: ZodType<State>, text: string): State | undefined {
  return schema.safeParse(parsed(text)).data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** For a form that carries nothing we know. */
export const OLD_FORM: TextAnswer = {
  kind: 'not_understood',
  text: 'This form is of an older version. Please open it again.',
};
