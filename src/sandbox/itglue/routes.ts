import { type RequestHandler, Router } from 'express';
import type { Account } from './account.ts';
import { answerList, answerOne, notFound, queryOf, Refusal } from './answers.ts';
import { ASSET_TYPES, FIELDS } from './asset-types.ts';

/** Odd ways of an IT Glue that tests can switch on. */
export interface Oddities {
  /** Filters have no effect, as when a name of one is not known: every organization's rows are listed. */
  ignoresFilters: boolean;
  /** The filter for documents of all folders is refused, as accounts do that do not have it yet. */
  refusesFolderFilter: boolean;
}

/** The part of the API that reads organizations, documents and flexible assets. */
export function apiRoutes(account: Account, oddities: Oddities): Router {
  const router = Router();
  router.get('/organizations', (request, response) => {
    const wanted = queryOf(request).get('filter[id]')?.split(',');
    const rows = account.organizations.filter(({ id }) => wanted?.includes(id) ?? true);
    answerList(request, response, rows);
  });
  router.get('/organizations/:id', (request, response) =>
    answerOne(request, response, account.organizations),
  );
  router.get('/organizations/:id/relationships/documents', listDocuments(account, oddities));
  router.get('/documents/:id', (request, response) => answerOne(request, response, account.documents));
  router.get('/documents/:id/relationships/sections', listSections(account));
  router.get('/flexible_asset_types', (request, response) => answerList(request, response, ASSET_TYPES));
  router.get('/flexible_asset_types/:id/relationships/flexible_asset_fields', (request, response) => {
    if (!ASSET_TYPES.some(({ id }) => id === request.params.id)) throw notFound();
    const ofType = FIELDS.filter((one) =>
      isText(one.attributes['flexible-asset-type-id'], request.params.id),
    );
    answerList(request, response, ofType);
  });
  router.get('/flexible_assets', listAssets(account, oddities));
  router.get('/flexible_assets/:id', (request, response) => answerOne(request, response, account.assets));
  return router;
}

/** Without a folder, the root folder's only; with `null`, those of all folders. */
function listDocuments(account: Account, oddities: Oddities): RequestHandler {
  return (request, response) => {
    const organizationId = request.params['id'];
    if (!account.organizations.some(({ id }) => id === organizationId)) throw notFound();
    const folder = queryOf(request).get('filter[document_folder_id]');
    if (folder !== null && oddities.refusesFolderFilter) {
      throw new Refusal(422, 'Invalid filter', 'document_folder_id is invalid');
    }
    const rows = account.documents.filter(({ attributes }) => {
      const folderId = attributes['document-folder-id'];
      const isThere = folder === 'null' || (folder === null ? folderId === null : isText(folderId, folder));
      return oddities.ignoresFilters || (isThere && isText(attributes['organization-id'], organizationId));
    });
    answerList(request, response, rows);
  };
}

function listSections(account: Account): RequestHandler {
  return (request, response) => {
    const documentId = request.params['id'];
    if (!account.documents.some(({ id }) => id === documentId)) throw notFound();
    answerList(
      request,
      response,
      account.sections.filter(({ attributes }) => isText(attributes['document-id'], documentId)),
    );
  };
}

function listAssets(account: Account, oddities: Oddities): RequestHandler {
  return (request, response) => {
    const query = queryOf(request);
    const typeId = query.get('filter[flexible-asset-type-id]');
    if (typeId === null) throw new Refusal(422, 'Invalid filter', 'flexible-asset-type-id is required');
    const organizationId = query.get('filter[organization-id]');
    const rows = account.assets.filter(
      ({ attributes }) =>
        oddities.ignoresFilters ||
        (isText(attributes['flexible-asset-type-id'], typeId) &&
          (organizationId === null || isText(attributes['organization-id'], organizationId))),
    );
    answerList(request, response, rows);
  };
}

function isText(value: number | null, wanted: unknown): boolean {
  return value !== null && String(value) === wanted;
}
