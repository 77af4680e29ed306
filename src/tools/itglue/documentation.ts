import { errorCode } from '../../errors.ts';
import { SYSTEM_TITLES } from '../../system-titles.ts';
import type { Documentation, Runbook, RunbookSummary } from '../documentation.ts';
import { runbookTitle } from '../runbook-characters.ts';
import { runbookLink } from '../runbook-link.ts';
import { rankRunbooks, searchWords } from '../runbook-search.ts';
import { cutRunbook, readableRunbook } from '../runbook-text.ts';
import type { ItGlueApi } from './api.ts';
import type { RunbookType, RunbookTypes } from './asset-types.ts';
import { assetParts, sectionParts } from './runbook-parts.ts';
import type { AssetRecord, DocumentRecord } from './schema.ts';
import type { ItGlueSettings } from './settings.ts';

export interface ItGlueDocumentationDependencies {
  api: ItGlueApi;
  settings: ItGlueSettings;
  runbookTypes: RunbookTypes;
}

/** `90211` is a document, `asset-401` a flexible asset. */
const ASSET = 'asset-';

interface Candidate extends RunbookSummary {
  body?: string;
}

/** Documents and configured flexible assets of one organization, and of the one that the settings name as meant for all. */
export function createItGlueDocumentation(dependencies: ItGlueDocumentationDependencies): Documentation {
  const { settings } = dependencies;
  return {
    name: 'itglue',
    title: SYSTEM_TITLES.itglue,
    async search(company, { words: query, limit, signal }) {
      const words = searchWords(query);
      if (!isVendorId(company) || words.length === 0 || limit < 1) return [];
      const lists = await Promise.all(
        readableOrganizations(company, settings).map((organizationId) =>
          candidatesOf(dependencies, { organizationId, signal }),
        ),
      );
      return rankRunbooks(lists.flat(), words, (one) => one)
        .slice(0, limit)
        .map(({ id, title, url }) => ({ id, title, url }));
    },
    async read(company, { id, maxCharacters, signal }) {
      const recordId = id.startsWith(ASSET) ? id.slice(ASSET.length) : id;
      if (!isVendorId(company) || !isVendorId(recordId)) return undefined;
      const organizations = readableOrganizations(company, settings);
      const reading = { organizations, recordId, maxCharacters, signal };
      return unlessMissing(() =>
        id.startsWith(ASSET) ? readAsset(dependencies, reading) : readDocument(dependencies, reading),
      );
    },
  };
}

/** The client's own first. */
function readableOrganizations(company: string, { sharedOrganizationId }: ItGlueSettings): string[] {
  return [...new Set([company, ...(sharedOrganizationId === undefined ? [] : [sharedOrganizationId])])];
}

interface Listing {
  organizationId: string;
  signal: AbortSignal | undefined;
}

/** IT Glue searches no documents: all are listed, by title, and looked through here. */
async function candidatesOf(
  { api, settings, runbookTypes }: ItGlueDocumentationDependencies,
  listing: Listing,
): Promise<Candidate[]> {
  const [documents, assets] = await Promise.all([
    documentsOf(api, listing),
    runbookTypes().then((types) =>
      Promise.all(types.map((type) => assetsOf(api, { ...listing, type }))).then((lists) => lists.flat()),
    ),
  ]);
  return [
    ...documents.map((document) => documentSummary(document, settings)),
    ...assets.map(({ asset, type }) => ({ ...assetSummary(asset, settings), body: traitText(asset, type) })),
  ];
}

/** A filter that IT Glue does not know it ignores, and answers with every organization's rows: each row is looked at. */
async function documentsOf(api: ItGlueApi, { organizationId, signal }: Listing): Promise<DocumentRecord[]> {
  const documents = (await unlessMissing(() => api.documents(organizationId, signal))) ?? [];
  return documents.filter((one) => one.organizationId === organizationId && !one.hidden);
}

async function assetsOf(
  api: ItGlueApi,
  { organizationId, type, signal }: Listing & { type: RunbookType },
): Promise<{ asset: AssetRecord; type: RunbookType }[]> {
  const assets = await api.assets({ typeId: type.id, organizationId }, signal);
  return assets
    .filter((one) => one.organizationId === organizationId && one.typeId === type.id && !one.hidden)
    .map((asset) => ({ asset, type }));
}

function traitText({ traits }: AssetRecord, { fields }: RunbookType): string {
  return assetParts(traits, fields)
    .map((part) => ('html' in part ? part.html : part.text))
    .join(' ');
}

function documentSummary({ id, name, url, organizationId }: DocumentRecord, settings: ItGlueSettings) {
  const title = runbookTitle(name);
  return { id, title, url: runbookLink(settings.siteUrl, url, `/${organizationId ?? ''}/docs/${id}`) };
}

function assetSummary({ id, name, url, organizationId }: AssetRecord, settings: ItGlueSettings) {
  const title = runbookTitle(name);
  return {
    id: `${ASSET}${id}`,
    title,
    url: runbookLink(settings.siteUrl, url, `/${organizationId ?? ''}/assets/records/${id}`),
  };
}

interface Reading {
  organizations: readonly string[];
  recordId: string;
  maxCharacters: number;
  signal: AbortSignal | undefined;
}

async function readDocument(
  { api, settings }: ItGlueDocumentationDependencies,
  { organizations, recordId, maxCharacters, signal }: Reading,
): Promise<Runbook | undefined> {
  const document = await api.document(recordId, signal);
  if (!isIts(document, { organizations, recordId })) return undefined;
  const { sections, complete } = await api.sections(recordId, signal);
  const text = readableRunbook(sectionParts(sections), maxCharacters);
  return {
    ...documentSummary(document, settings),
    ...(complete || text.truncated ? text : cutRunbook(text.text, maxCharacters, true)),
    ...(document.updatedAt && { updatedAt: document.updatedAt }),
  };
}

async function readAsset(
  { api, settings, runbookTypes }: ItGlueDocumentationDependencies,
  { organizations, recordId, maxCharacters, signal }: Reading,
): Promise<Runbook | undefined> {
  const types = await runbookTypes();
  // Without a configured type no asset is a runbook, and none is asked for.
  if (types.length === 0) return undefined;
  const asset = await api.asset(recordId, signal);
  const type = types.find(({ id }) => id === asset.typeId);
  if (!type || !isIts(asset, { organizations, recordId })) return undefined;
  return {
    ...assetSummary(asset, settings),
    ...readableRunbook(assetParts(asset.traits, type.fields), maxCharacters),
    ...(asset.updatedAt && { updatedAt: asset.updatedAt }),
  };
}

function isIts(
  { id, organizationId, hidden }: Pick<DocumentRecord, 'id' | 'organizationId' | 'hidden'>,
  { organizations, recordId }: Pick<Reading, 'organizations' | 'recordId'>,
): boolean {
  return id === recordId && !hidden && organizationId !== undefined && organizations.includes(organizationId);
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

/** Ids are whole numbers from 1; anything else is nobody's. */
function isVendorId(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text);
}
