import type { Integration } from '../../../models/integration.ts';
import type { CommandAnswer, FormProblems } from '../../desk.ts';
import type { FormField } from '../../form.ts';
import type { FilledForm } from '../command-spec.ts';
import type { CommandDependencies } from '../given-command.ts';
import { connectedSystem, integrationChanged, isConfigured } from './find-integration.ts';
import { readState } from './form-state.ts';
import type { IntegrationKind } from './integration-admin.ts';
import { type FilledSettings, problemsOn, readFilled } from './integration-form.ts';

/** What was sent with a form about one system. */
export interface Submission {
  system: IntegrationKind;
  /** What is connected now, as it was when the form was opened. */
  before: Integration | undefined;
  /** Of the form. */
  fields: readonly FormField[];
  typed: FilledSettings;
}

type ReadSubmission =
  | ({ kind: 'read' } & Submission)
  /** It cannot be taken: the form is old, the system is not for commands, or what was typed cannot be read. */
  | { kind: 'answered'; answer: CommandAnswer | FormProblems };

/** Reads it against what is there now. `fieldsOf` are the fields that the form asks for. */
export async function readSubmission(
  dependencies: CommandDependencies,
  { state, values }: FilledForm,
  fieldsOf: (system: IntegrationKind, before: Integration | undefined) => FormField[],
): Promise<ReadSubmission> {
  const read = await readState(dependencies, state);
  if (read.kind === 'unreadable') return answered(read.answer);
  const { system, before } = read;
  if (connectedSystem(dependencies, system)?.from === 'configuration') return answered(isConfigured(system));
  if (!read.isAsSeen) return answered(integrationChanged(system));
  const fields = fieldsOf(system, before);
  const typed = readFilled(system, values);
  if (typed.kind === 'unreadable') return answered(problemsOn(fields, typed.problems));
  return { kind: 'read', system, before, fields, typed: typed.filled };
}

function answered(answer: CommandAnswer | FormProblems): ReadSubmission {
  return { kind: 'answered', answer };
}
