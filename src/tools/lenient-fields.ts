import { z } from 'zod';

/*
 * Fields as vendors send them: there, left out, or null. For schemas, which give each of these one meaning.
 */

/** What is left out or null is undefined. */
export function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** What is left out or null is false. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** What is left out or null is empty. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
