import { z } from 'zod';
import { CountersignError, errorCode } from '../../errors.ts';
import type { Query } from '../documentation-reader.ts';
import {
  AssetRecord,
  AssetTypeRecord,
  DocumentRecord,
  FieldRecord,
  One,
  OrganizationRecord,
  SectionRecord,
} from './schema.ts';
import { pageOf, type Transport } from './transport.ts';

/** The calls that this room makes, one method each. Every method throws `CountersignError`. */
export type ItGlueApi = ReturnType<typeof createItGlueApi>;

/** The calls that we make, answers parsed. Only reads; never passwords, and nothing that includes them. */
export function createItGlueApi(transport: Transport) {
  const list = async <T>(path: string, schema: z.ZodType<T>, query: Query = {}, signal?: AbortSignal) =>
    parse(z.array(schema), await transport.sendForAll({ path, query, signal }));
  const one = async <T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal) =>
    parse(schema, parse(One, await transport.send({ path, signal })).data);

  return {
    firstOrganization: async () => {
      const query = { 'page[number]': '1', 'page[size]': '1' };
      const { rows } = pageOf(await transport.send({ path: 'organizations', query }));
      return parse(z.array(OrganizationRecord), rows)[0];
    },

    organization: (id: string) => one(`organizations/${id}`, OrganizationRecord),

    /**
     * Of all folders. Without the filter IT Glue lists the root folder only; where an account does not take the filter, that
     * is all that can be had.
     */
    documents: async (organizationId: string, signal?: AbortSignal) => {
      const path = `organizations/${organizationId}/relationships/documents`;
      try {
        return await list(path, DocumentRecord, { 'filter[document_folder_id]': 'null' }, signal);
      } catch (error) {
        if (errorCode(error) !== 'invalid_input') throw error;
        return list(path, DocumentRecord, {}, signal);
      }
    },

    document: (id: string, signal?: AbortSignal) => one(`documents/${id}`, DocumentRecord, signal),

    /** The call takes no page, by what is known of it: `complete` tells whether there was another one. */
    sections: async (documentId: string, signal?: AbortSignal) => {
      const path = `documents/${documentId}/relationships/sections`;
      const { rows, nextPage } = pageOf(await transport.send({ path, signal }));
      return { sections: parse(z.array(SectionRecord), rows), complete: nextPage === undefined };
    },

    assetTypes: () => list('flexible_asset_types', AssetTypeRecord),

    fields: (typeId: string) =>
      list(`flexible_asset_types/${typeId}/relationships/flexible_asset_fields`, FieldRecord),

    assets: (of: { typeId: string; organizationId: string }, signal?: AbortSignal) =>
      list(
        'flexible_assets',
        AssetRecord,
        { 'filter[flexible-asset-type-id]': of.typeId, 'filter[organization-id]': of.organizationId },
        signal,
      ),

    asset: (id: string, signal?: AbortSignal) => one(`flexible_assets/${id}`, AssetRecord, signal),
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CountersignError('unexpected_response', 'IT Glue answered in a shape that we do not know', {
    vendor: 'itglue',
    // Paths and types of the fields only: the values are data.
    cause: z.treeifyError(parsed.error),
  });
}
