import type { ZodType } from 'zod';
import type { FormProblems } from '../desk.ts';
import { deskForm, type FormHandler, type GivenLine } from './command-spec.ts';
import type { CommandDependencies } from './given-command.ts';

/**
 * A form that only helps to write a command line: what was chosen becomes its words, and the line does the rest, with all
 * its checks, questions and forms. What was left empty, or is not among what there was to choose, is said at its field.
 */
export function lineForm<Filled>(
  { id, role, filled }: { id: string; role: 'technician' | 'admin'; filled: ZodType<Filled> },
  lineOf: (dependencies: CommandDependencies, filled: Filled) => Promise<GivenLine | FormProblems>,
): FormHandler {
  return deskForm({ id, role }, async (dependencies, _caller, { values }) => {
    const read = filled.safeParse(values);
    if (read.success) return lineOf(dependencies, read.data);
    const fields = read.error.issues.map(({ path: [field] }) => [String(field), PLEASE_CHOOSE]);
    return { kind: 'invalid', problems: Object.fromEntries(fields) };
  });
}

/** For a field that was left empty. */
export const PLEASE_CHOOSE = 'Please choose one of these.';

/** The line that a form says. */
export function lineOfWords(...words: readonly string[]): GivenLine {
  return { kind: 'line', words };
}

/** What is wrong at one field. */
export function problemAt(field: string, text: string): FormProblems {
  return { kind: 'invalid', problems: { [field]: text } };
}
