import type { PicklistEntry } from './records.ts';

interface Listed {
  label: string;
  is?: 'default' | 'inactive' | 'system';
}

/** A list of a field: labels by their numbers, which are this tenant's own except where the system has its own. */
export type Picklist = Readonly<Record<number, Listed>>;

/** Ticket statuses; 1 and 5 are Autotask's own. */
export const STATUS = { new: 1, complete: 5, inProgress: 8 } as const;
/** Who can see a ticket note: Autotask's own numbers, of which there is no 3. */
export const PUBLISH = { allAutotaskUsers: 1, internalProjectTeam: 2, internalAndCoManaged: 4 } as const;
/** Autotask's own types of notes, as far as people and mails make them. */
export const NOTE_TYPE = { taskNotes: 3, workflow: 13, clientPortal: 18, email: 101 } as const;
/** How a ticket came in. */
export const SOURCE = { phone: 2, email: 4, clientPortal: -1 } as const;
/** What a resource is licensed as. */
export const LICENCE = { administrator: 1, apiUser: 7 } as const;
/** Queues in use; the client portal is Autotask’s own. */
export const QUEUE = { clientPortal: 5, helpDesk: 29_682_833, onsite: 29_682_969 } as const;

/** The lists of this tenant, by entity and field, with entries that are no longer used, as real ones have. */
export const PICKLISTS: Readonly<Record<string, Readonly<Record<string, Picklist>>>> = {
  Tickets: {
    status: {
      1: { label: 'New', is: 'system' },
      5: { label: 'Complete', is: 'system' },
      7: { label: 'Waiting Customer' },
      8: { label: 'In Progress' },
      9: { label: 'Waiting Materials' },
      11: { label: 'Escalate', is: 'inactive' },
      12: { label: 'Waiting Vendor' },
    },
    priority: {
      4: { label: 'Critical' },
      1: { label: 'High' },
      2: { label: 'Medium' },
      3: { label: 'Low' },
    },
    queueID: {
      [QUEUE.clientPortal]: { label: 'Client Portal', is: 'system' },
      [QUEUE.helpDesk]: { label: 'Help Desk' },
      [QUEUE.onsite]: { label: 'Onsite' },
      29_683_354: { label: 'Old Projects', is: 'inactive' },
    },
    source: {
      [SOURCE.clientPortal]: { label: 'Client Portal', is: 'system' },
      [SOURCE.phone]: { label: 'Phone' },
      [SOURCE.email]: { label: 'Email' },
    },
  },
  TicketNotes: {
    publish: {
      [PUBLISH.allAutotaskUsers]: { label: 'All Autotask Users', is: 'system' },
      [PUBLISH.internalProjectTeam]: { label: 'Internal Project Team', is: 'system' },
      [PUBLISH.internalAndCoManaged]: { label: 'Internal & Co-Managed', is: 'system' },
    },
    noteType: {
      1: { label: 'Task Summary', is: 'system' },
      2: { label: 'Task Detail', is: 'system' },
      [NOTE_TYPE.taskNotes]: { label: 'Task Notes', is: 'system' },
      [NOTE_TYPE.workflow]: { label: 'Workflow Rule Note', is: 'system' },
      [NOTE_TYPE.clientPortal]: { label: 'Client Portal Note', is: 'system' },
      [NOTE_TYPE.email]: { label: 'Email', is: 'system' },
    },
  },
  Resources: {
    licenseType: {
      [LICENCE.administrator]: { label: 'Administrator', is: 'system' },
      [LICENCE.apiUser]: { label: 'API User', is: 'system' },
    },
  },
  TicketWebhookFields: {
    fieldID: {
      1: { label: 'Title' },
      4: { label: 'Status' },
      8: { label: 'ContactID' },
      9: { label: 'QueueID' },
      12: { label: 'AssignedResourceID' },
      25: { label: 'TicketNumber' },
    },
  },
  TicketNoteWebhookFields: {
    fieldID: {
      1: { label: 'Description' },
      2: { label: 'NoteType' },
      3: { label: 'Publish' },
      5: { label: 'TicketID' },
      6: { label: 'Title' },
    },
  },
};

/** The list of a field as `entityInformation/fields` shows it. */
export function entriesOf(picklist: Picklist): PicklistEntry[] {
  return Object.entries(picklist).map(([value, { label, is }], sortOrder) => ({
    value,
    label,
    isDefaultValue: is === 'default',
    sortOrder,
    parentValue: '',
    isActive: is !== 'inactive',
    isSystem: is === 'system',
  }));
}

/** Whether a number may be written to this field: it is on its list, and in use. */
export function isOnList(entity: string, field: string, value: number): boolean {
  const entry = PICKLISTS[entity]?.[field]?.[value];
  return entry !== undefined && entry.is !== 'inactive';
}

/** What people see for the number; empty for one that is not on the list. */
export function labelOf(entity: string, field: string, value: number): string {
  return PICKLISTS[entity]?.[field]?.[value]?.label ?? '';
}
