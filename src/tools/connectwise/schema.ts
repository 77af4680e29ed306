import { z } from 'zod';
import { flag, optional, text } from '../lenient-fields.ts';

const instant = z.coerce.date();
const reference = z.object({
  id: z.number().int(),
  name: text,
});

/** `service/tickets` */
export const TicketRecord = z
  .object({
    id: z.number().int(),
    summary: z.string().default(''),
    board: optional(reference),
    status: optional(reference),
    company: optional(z.object({ id: z.number().int() })),
    contact: optional(reference),
    contactEmailAddress: optional(z.string()),
    externalXRef: optional(z.string()),
    source: optional(reference),
    owner: optional(z.object({ identifier: z.string() })),
    resources: optional(z.string()),
    closedFlag: flag,
    _info: z.object({
      lastUpdated: instant,
      dateEntered: optional(instant),
      enteredBy: optional(z.string()),
    }),
  })
  .transform(({ contactEmailAddress, closedFlag, source, owner, resources, _info, ...ticket }) => ({
    ...ticket,
    contactEmail: contactEmailAddress,
    closed: closedFlag,
    sourceName: source?.name ?? '',
    /** Member ids of those who have it, the owner first. */
    assignees: [owner?.identifier ?? '', ...(resources ?? '').split(',')]
      .map((identifier) => identifier.trim())
      .filter(Boolean),
    updatedAt: _info.lastUpdated,
    enteredAt: _info.dateEntered,
    enteredBy: _info.enteredBy ?? '',
  }));
export type TicketRecord = z.output<typeof TicketRecord>;

/** `service/tickets/{id}/notes` */
export const NoteRecord = z
  .object({
    id: z.number().int(),
    text,
    detailDescriptionFlag: flag,
    internalAnalysisFlag: flag,
    resolutionFlag: flag,
    externalFlag: flag,
    member: optional(
      z.object({ id: z.number().int(), identifier: z.string(), name: z.string().default('') }),
    ),
    contact: optional(reference),
    dateCreated: optional(instant),
    createdBy: text,
    _info: z.object({ lastUpdated: optional(instant), updatedBy: optional(z.string()) }).default({
      lastUpdated: undefined,
      updatedBy: undefined,
    }),
  })
  .transform(
    ({ detailDescriptionFlag, internalAnalysisFlag, resolutionFlag, externalFlag, _info, ...note }) => ({
      ...note,
      inDiscussion: detailDescriptionFlag,
      /** Discussion and resolution are shown to customers; only a note in neither, and in internal, is internal. */
      internal: internalAnalysisFlag && !detailDescriptionFlag && !resolutionFlag && !externalFlag,
      updatedAt: _info.lastUpdated,
      updatedBy: _info.updatedBy,
    }),
  );
export type NoteRecord = z.output<typeof NoteRecord>;

/** `service/boards` */
export const BoardRecord = z.object({ id: z.number().int(), name: z.string(), inactive: flag });

/** `service/boards/{id}/statuses` */
export const StatusRecord = z
  .object({
    id: z.number().int(),
    name: z.string(),
    sortOrder: z
      .number()
      .nullish()
      .transform((order) => order ?? 0),
    inactive: flag,
    closedStatus: flag,
    defaultFlag: flag,
  })
  .transform(({ closedStatus, defaultFlag, ...status }) => ({
    ...status,
    closed: closedStatus,
    isDefault: defaultFlag,
  }));
export type StatusRecord = z.output<typeof StatusRecord>;

/** `company/contacts` */
export const ContactRecord = z
  .object({
    id: z.number().int(),
    firstName: optional(z.string()),
    lastName: optional(z.string()),
    company: optional(z.object({ id: z.number().int() })),
    inactiveFlag: flag,
    communicationItems: optional(
      z.array(z.object({ value: z.string(), communicationType: optional(z.string()), defaultFlag: flag })),
    ),
  })
  .transform(
    ({ firstName = '', lastName = '', company, inactiveFlag, communicationItems = [], ...contact }) => ({
      ...contact,
      name: `${firstName} ${lastName}`.trim(),
      companyId: company?.id,
      active: !inactiveFlag,
      /** The one that tickets show first. */
      emails: communicationItems
        .filter(({ communicationType }) => communicationType === 'Email')
        .sort((one, other) => Number(other.defaultFlag) - Number(one.defaultFlag))
        .map(({ value }) => value),
    }),
  );
export type ContactRecord = z.output<typeof ContactRecord>;

/** `system/members`; `A` is the licence class of API members, which are not people. */
export const MemberRecord = z
  .object({
    identifier: z.string(),
    firstName: optional(z.string()),
    lastName: optional(z.string()),
    licenseClass: optional(z.string()),
  })
  .transform(({ identifier, firstName = '', lastName = '', licenseClass }) => ({
    identifier,
    name: `${firstName} ${lastName}`.trim() || identifier,
    isApi: licenseClass === 'A',
  }));
export type MemberRecord = z.output<typeof MemberRecord>;

/** `system/callbacks` */
export const CallbackRecord = z
  .object({ id: z.number().int(), url: z.string(), type: z.string(), level: z.string(), inactiveFlag: flag })
  .transform(({ inactiveFlag, ...callback }) => ({ ...callback, inactive: inactiveFlag }));

/** What a callback posts; everything else in it is looked up with our own credentials instead of believed. */
export const CallbackPayload = z.object({
  CompanyId: z.string(),
  Type: z.string(),
  ID: z.number().int(),
  Action: z.string(),
  Metadata: z.object({ key_url: z.url() }),
});
export type CallbackPayload = z.output<typeof CallbackPayload>;

/** The key that callbacks are signed with. */
export const SigningKey = z.object({ signing_key: z.string().min(1) });
