import { z } from 'zod';
import { flag, optional, text } from '../lenient-fields.ts';

/** JSON:API ids are text; those in attributes are numbers. Text in our words. */
const id = z.union([z.string(), z.number().int()]).transform(String);
const updatedAt = optional(z.coerce.date());

/** One page of a list, and whether there is another. */
export const Page = z
  .object({
    data: z.array(z.unknown()),
    meta: z.object({ 'next-page': z.number().nullish() }).nullish(),
  })
  .transform(({ data, meta }) => ({ rows: data, nextPage: meta?.['next-page'] ?? undefined }));

/** One resource. */
export const One = z.object({ data: z.unknown() });

/** `organizations` */
export const OrganizationRecord = z
  .object({ id, attributes: z.object({ name: text }) })
  .transform(({ id: organizationId, attributes }) => ({ id: organizationId, name: attributes.name }));

/** `documents`, without what is written in them. */
export const DocumentRecord = z
  .object({
    id,
    attributes: z.object({
      name: text,
      'organization-id': optional(id),
      'resource-url': optional(z.string()),
      published: optional(z.boolean()),
      archived: flag,
      restricted: flag,
      'updated-at': updatedAt,
    }),
  })
  .transform(({ id: documentId, attributes }) => ({
    id: documentId,
    name: attributes.name,
    organizationId: attributes['organization-id'],
    url: attributes['resource-url'],
    /** Drafts, what was put away, and what only some of the MSP's people may see. */
    hidden: attributes.published === false || attributes.archived || attributes.restricted,
    updatedAt: attributes['updated-at'],
  }));
export type DocumentRecord = z.output<typeof DocumentRecord>;

/** `document-sections` */
export const SectionRecord = z
  .object({
    id,
    attributes: z.object({
      'resource-type': text,
      content: text,
      sort: optional(z.number()),
      'reset-count': flag,
    }),
  })
  .transform(({ id: sectionId, attributes }) => ({
    id: sectionId,
    kind: attributes['resource-type'],
    content: attributes.content,
    sort: attributes.sort ?? 0,
    restartsCount: attributes['reset-count'],
  }));
export type SectionRecord = z.output<typeof SectionRecord>;

/** `flexible-asset-types` */
export const AssetTypeRecord = z
  .object({ id, attributes: z.object({ name: text }) })
  .transform(({ id: typeId, attributes }) => ({ id: typeId, name: attributes.name }));
export type AssetTypeRecord = z.output<typeof AssetTypeRecord>;

/** `flexible-asset-fields` */
export const FieldRecord = z
  .object({
    id,
    attributes: z.object({
      name: text,
      kind: text,
      'name-key': text,
      'tag-type': text,
      order: optional(z.number()),
    }),
  })
  .transform(({ id: fieldId, attributes }) => ({
    id: fieldId,
    name: attributes.name,
    kind: attributes.kind,
    key: attributes['name-key'],
    tagType: attributes['tag-type'],
    order: attributes.order ?? 0,
  }));
export type FieldRecord = z.output<typeof FieldRecord>;

/** `flexible-assets` */
export const AssetRecord = z
  .object({
    id,
    attributes: z.object({
      name: text,
      'organization-id': optional(id),
      'flexible-asset-type-id': optional(id),
      'resource-url': optional(z.string()),
      traits: z
        .record(z.string(), z.unknown())
        .nullish()
        .transform((traits) => traits ?? {}),
      archived: flag,
      restricted: flag,
      'updated-at': updatedAt,
    }),
  })
  .transform(({ id: assetId, attributes }) => ({
    id: assetId,
    name: attributes.name,
    organizationId: attributes['organization-id'],
    typeId: attributes['flexible-asset-type-id'],
    url: attributes['resource-url'],
    traits: attributes.traits,
    hidden: attributes.archived || attributes.restricted,
    updatedAt: attributes['updated-at'],
  }));
export type AssetRecord = z.output<typeof AssetRecord>;
