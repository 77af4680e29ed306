import { MINUTE_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { remember } from '../../remember.ts';
import type { AutotaskApi } from './api.ts';
import type { PicklistValue } from './schema.ts';

/** How long a tenant's lists are remembered: admins rarely change them. */
const REMEMBERED_MS = 10 * MINUTE_MS;

/** What the fields of an entity can have in this tenant. A field that is no list has no values. */
export type PicklistsOf = (field: string) => readonly PicklistValue[];

/** The entities whose lists we need. */
export type ListedEntity =
  | 'Tickets'
  | 'TicketNotes'
  | 'Resources'
  | 'TicketWebhookFields'
  | 'TicketNoteWebhookFields';

/** Looks up what the tenant's statuses, queues and so on are: their numbers differ from tenant to tenant. */
export type Picklists = (entity: ListedEntity) => Promise<PicklistsOf>;

/** Asks for an entity's lists at first use and keeps them for a while. Throws `CountersignError`. */
export function createPicklists(api: AutotaskApi): Picklists {
  return remember<ListedEntity, PicklistsOf>(
    async (entity) => {
      const fields = new Map(
        (await api.fields(entity)).map(({ name, picklistValues }) => [name.toLowerCase(), picklistValues]),
      );
      return (field) => fields.get(field.toLowerCase()) ?? [];
    },
    { ttlMs: REMEMBERED_MS },
  );
}

/** The value in use with this label; case and blanks around it do not count. */
export function withLabel(values: readonly PicklistValue[], label: string): PicklistValue | undefined {
  return values.find((value) => value.isActive && sameLabel(value.label, label));
}

/** Whether two labels are the same to people. */
export function sameLabel(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** The number of a value; `bad_configuration`, saying what is missing, where there is none. */
export function numberOf(value: PicklistValue | undefined, missing: string): number {
  if (value) return Number(value.value);
  throw new CountersignError('bad_configuration', `Autotask has ${missing}`, { vendor: 'autotask' });
}
