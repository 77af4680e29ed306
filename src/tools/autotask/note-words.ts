import { CountersignError } from '../../errors.ts';
import type { NoteVisibility } from '../../models/ticket.ts';
import { numberOf, type PicklistsOf, sameLabel, withLabel } from './picklists.ts';
import type { PicklistValue } from './schema.ts';
import type { AutotaskSettings } from './settings.ts';

/** The tenant's lists of ticket notes in our words. */
export interface NoteWords {
  /** The value of `publish`; `bad_configuration` where its label does not say what we mean. */
  publish(visibility: NoteVisibility): number;
  /** Everything but the internal value can be seen by somebody outside, co-managing customers among them. */
  visibility(publish: number | undefined): NoteVisibility;
  noteType(): number;
}

/**
 * `publish` of ticket notes in every tenant that was seen: 1 for all Autotask users, which is what customers see; 2 for
 * the MSP's own people; 4 for them and co-managing customers. Other entities number otherwise, and some published code
 * takes 1 for internal, so that a value whose label says otherwise is not written.
 */
const PUBLIC = '1';
const INTERNAL = '2';
/** The system's own task notes. */
const TASK_NOTES = '3';

/** What the settings and the lists of a tenant say together. */
export function noteWords(lists: PicklistsOf, settings: AutotaskSettings): NoteWords {
  const publish = lists('publish');
  const types = lists('noteType');
  return {
    publish: (visibility) => Number(visibility === 'internal' ? internal(publish, settings) : shown(publish)),
    visibility: (value) => (String(value) === INTERNAL ? 'internal' : 'public'),
    noteType: () => numberOf(findType(types, settings.noteType), 'no note type for our notes'),
  };
}

function internal(values: readonly PicklistValue[], { internalPublish }: AutotaskSettings): string {
  const value = values.find((one) => one.isActive && one.value === INTERNAL);
  if (value && saysInternal(value.label, internalPublish)) return value.value;
  throw unclear('internal');
}

function saysInternal(label: string, configured: string | undefined): boolean {
  if (configured !== undefined) return sameLabel(label, configured);
  // `Internal`, `Interne`, `Interno`; never what a customer's own technicians can see.
  return /\bintern(?:al|e|es|er|o|a)?\b/i.test(label) && !/co-?manag/i.test(label);
}

function shown(values: readonly PicklistValue[]): string {
  const value = values.find((one) => one.isActive && one.value === PUBLIC);
  if (value && !/\bintern/i.test(value.label)) return value.value;
  throw unclear('public');
}

function unclear(visibility: NoteVisibility): CountersignError {
  return new CountersignError(
    'bad_configuration',
    `no label of Autotask's says that a note is ${visibility}`,
    {
      vendor: 'autotask',
    },
  );
}

function findType(types: readonly PicklistValue[], label: string | undefined): PicklistValue | undefined {
  if (label !== undefined) return withLabel(types, label);
  const active = types.filter(({ isActive }) => isActive);
  return active.find(({ value }) => value === TASK_NOTES) ?? active.find(({ isDefault }) => isDefault);
}
