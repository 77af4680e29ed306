import { CountersignError, describeForTechnician, type ErrorCode } from './errors.ts';

/** One thing that was looked at for `doctor`: fine, or what is wrong with what an admin does about it. */
export type Finding =
  | { kind: 'fine'; subject: string }
  | { kind: 'problem'; subject: string; problem: string; fix: string };

/** What an admin does about each failure; about those that are not named, the log says more. */
export type Fixes = Readonly<Partial<Record<ErrorCode, string>>>;

/** Nothing to do. */
export function fine(subject: string): Finding {
  return { kind: 'fine', subject };
}

/** Something is wrong. */
export function trouble(subject: string, problem: string, fix: string): Finding {
  return { kind: 'problem', subject, problem, fix };
}

/** What `look` found, or why it could not. `fixes` may also be decided by more than the code of the failure. */
export async function lookInto(
  subject: string,
  fixes: Fixes | ((failure: CountersignError) => string | undefined),
  look: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    const fix = typeof fixes === 'function' ? fixes(error) : fixes[error.code];
    return [trouble(subject, describeForTechnician(error), fix ?? SEE_LOG)];
  }
}

const SEE_LOG = 'Try again; if it stays, look for this call in the log.';

/** As `lookInto`, where all is fine as soon as the look can be taken. */
export async function lookAt(
  subject: string,
  fixes: Fixes | ((failure: CountersignError) => string | undefined),
  look: () => Promise<unknown>,
): Promise<Finding> {
  const [failed] = await lookInto(subject, fixes, async () => {
    await look();
    return [];
  });
  return failed ?? fine(subject);
}
