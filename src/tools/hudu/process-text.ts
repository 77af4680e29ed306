import type { RunbookPart } from '../runbook-text.ts';
import type { ProcedureRecord, TaskRecord } from './schema.ts';

/** A process as text: what it is for, then its tasks in order, those below another one after it. */
export function processParts(process: ProcedureRecord, tasks: readonly TaskRecord[]): RunbookPart[] {
  const own = tasks
    .filter(({ procedureId }) => procedureId === process.id)
    .toSorted((one, other) => one.position - other.position);
  const known = new Set(own.map(({ id }) => id));
  const top = own.filter(({ parentTaskId }) => parentTaskId === undefined || !known.has(parentTaskId));
  return [
    { html: process.description },
    ...top.flatMap((task, index) => [
      ...taskParts(task, `${index + 1}.`),
      ...own.filter(({ parentTaskId }) => parentTaskId === task.id).flatMap((inner) => taskParts(inner, '-')),
    ]),
  ];
}

function taskParts({ name, description, optional }: TaskRecord, mark: string): RunbookPart[] {
  return [{ text: `${mark} ${name}${optional ? ' (optional)' : ''}` }, { html: decoded(description) }];
}

/** The contract says that descriptions of tasks are in base64; clients have seen them in the clear. */
function decoded(description: string): string {
  const packed = description.replaceAll(/\s+/g, '');
  if (packed === '' || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return description;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
  } catch {
    return description;
  }
}
