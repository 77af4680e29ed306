import { z } from 'zod';
import { optional, text } from '../lenient-fields.ts';

const id = z.int();
const flag = z.union([z.boolean(), z.number()]).nullish().transform(Boolean);

/** Times are UTC; some answers leave the `Z` out, with which they would be read as local time. */
const instant = z
  .string()
  .transform((value) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`))
  .refine((value) => !Number.isNaN(value.getTime()), 'not a time');

/** `zoneInformation` */
export const ZoneRecord = z.object({ url: z.url(), webUrl: optional(z.url()) });

/** `Tickets` */
export const TicketRecord = z
  .object({
    id,
    title: text,
    description: optional(z.string()),
    companyID: optional(id),
    contactID: optional(id),
    status: optional(id),
    queueID: optional(id),
    source: optional(id),
    assignedResourceID: optional(id),
    createdByContactID: optional(id),
    creatorResourceID: optional(id),
    impersonatorCreatorResourceID: optional(id),
    externalID: text,
    createDate: instant,
    lastActivityDate: optional(instant),
  })
  .transform(({ createDate, lastActivityDate, ...ticket }) => ({
    ...ticket,
    createdAt: createDate,
    updatedAt: lastActivityDate ?? createDate,
  }));
export type TicketRecord = z.output<typeof TicketRecord>;

/** `TicketNotes` */
export const NoteRecord = z
  .object({
    id,
    ticketID: id,
    description: text,
    noteType: optional(id),
    publish: optional(id),
    createDateTime: instant,
    lastActivityDate: optional(instant),
    creatorResourceID: optional(id),
    createdByContactID: optional(id),
    impersonatorCreatorResourceID: optional(id),
    impersonatorUpdaterResourceID: optional(id),
  })
  .transform(({ createDateTime, lastActivityDate, ...note }) => ({
    ...note,
    createdAt: createDateTime,
    updatedAt: lastActivityDate ?? createDateTime,
  }));
export type NoteRecord = z.output<typeof NoteRecord>;

/** `TicketNotes`, as much of them as says which ticket has changed and when. */
export const NoteChange = z
  .object({ id, ticketID: id, lastActivityDate: instant })
  .transform(({ lastActivityDate, ...note }) => ({ ...note, updatedAt: lastActivityDate }));

/** `Contacts`; `isActive` is 1 or 0. */
export const ContactRecord = z
  .object({
    id,
    companyID: optional(id),
    firstName: text,
    lastName: text,
    emailAddress: text,
    emailAddress2: text,
    emailAddress3: text,
    isActive: flag,
  })
  .transform(({ firstName, lastName, emailAddress, emailAddress2, emailAddress3, ...contact }) => ({
    ...contact,
    name: `${firstName} ${lastName}`.trim(),
    /** The first is the main one. */
    emails: [emailAddress, emailAddress2, emailAddress3].filter(Boolean),
  }));
export type ContactRecord = z.output<typeof ContactRecord>;

/** `Resources`: technicians and API users alike. */
export const ResourceRecord = z
  .object({ id, firstName: text, lastName: text, userName: text, isActive: flag, licenseType: optional(id) })
  .transform(({ firstName, lastName, ...resource }) => ({
    ...resource,
    name: `${firstName} ${lastName}`.trim(),
  }));
export type ResourceRecord = z.output<typeof ResourceRecord>;

/** `{Entity}/entityInformation/fields`: what a field can have, where it is one of a list. */
export const FieldRecord = z.object({
  name: z.string(),
  picklistValues: z
    .array(
      z
        .object({
          value: z.coerce.string(),
          label: text,
          isDefaultValue: flag,
          isActive: z.boolean().nullish(),
        })
        .transform(({ isDefaultValue, isActive, ...value }) => ({
          ...value,
          isDefault: isDefaultValue,
          isActive: isActive !== false,
        })),
    )
    .nullish()
    .transform((values) => values ?? []),
});
export type PicklistValue = z.output<typeof FieldRecord>['picklistValues'][number];

/** `TicketWebhooks` and `TicketNoteWebhooks`; the secret key is never shown again. */
export const WebhookRecord = z.object({ id, webhookUrl: text, isActive: flag, isReady: flag });
export type WebhookRecord = z.output<typeof WebhookRecord>;

/** `{Entity}Webhooks/{id}/Fields` */
export const WebhookFieldRecord = z.object({ fieldID: id, isSubscribedField: flag });

/** `{Entity}Webhooks/{id}/ExcludedResources` */
export const ExcludedResourceRecord = z.object({ resourceID: id });

/** `ThresholdInformation`: calls of all integrations of this database within the time frame. */
export const UsageRecord = z
  .object({ externalRequestThreshold: z.number(), currentTimeframeRequestCount: z.number() })
  .transform(({ externalRequestThreshold, currentTimeframeRequestCount }) => ({
    allowed: externalRequestThreshold,
    used: currentTimeframeRequestCount,
  }));

/** A list's page. Where it goes on is not read: we page by id. */
export const Page = z.object({ items: z.array(z.unknown()) });

/** What every write is answered with. */
export const Written = z.object({ itemId: z.coerce.number().pipe(id) });

/** What a webhook posts; everything else in it is looked up with our own credentials instead of believed. */
export const HookPayload = z.object({
  Action: z.string(),
  EntityType: z.string(),
  Id: id.positive(),
  Fields: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});
export type HookPayload = z.output<typeof HookPayload>;
