import type { Clock } from '../../clock.ts';
import { companyIn } from '../demo-accounts.ts';
import type { DemoClient } from '../demo-client.ts';
import type { DemoAudience, DemoRunbook } from '../demo-runbooks.ts';
import { ASSET_TYPES } from './asset-types.ts';
import type { AssetRecord, DocumentRecord, OrganizationRecord, SectionRecord } from './records.ts';

/** The MSP's own organization, for its people. */
export const MSP_ORGANIZATION_ID = 400;
/** The organization whose runbooks are meant for all clients. */
export const SHARED_ORGANIZATION_ID = 401;

/** A section of a document, as somebody writes it in the browser. */
export type WrittenSection =
  | { kind: 'Text' | 'Step'; html: string; restartsCount?: boolean }
  | { kind: 'Heading'; html: string; level: number }
  | { kind: 'Gallery' };

/** A document that somebody writes. */
export interface WrittenDocument {
  organizationId: number;
  title: string;
  sections: readonly WrittenSection[];
  /** In a folder, where it usually is; null: in the root folder. */
  folderId?: number | null;
  published?: boolean;
  archived?: boolean;
  restricted?: boolean;
}

/** A flexible asset that somebody writes. */
export interface WrittenAsset {
  organizationId: number;
  typeId: number;
  title: string;
  traits: Record<string, unknown>;
  archived?: boolean;
  restricted?: boolean;
}

/** Everything that an IT Glue account holds. */
export class Account {
  readonly organizations: readonly OrganizationRecord[];
  readonly documents: DocumentRecord[] = [];
  readonly sections: SectionRecord[] = [];
  readonly assets: AssetRecord[] = [];
  readonly #clients: readonly DemoClient[];
  readonly #clock: Clock;
  readonly #url: () => string;
  #lastId = 90_200;

  constructor(clients: readonly DemoClient[], site: { clock: Clock; url: () => string; mspName: string }) {
    this.#clients = clients;
    this.#clock = site.clock;
    this.#url = site.url;
    this.organizations = [
      organization(MSP_ORGANIZATION_ID, { name: site.mspName, key: 'msp', primary: true }),
      organization(SHARED_ORGANIZATION_ID, { name: 'Runbooks for all clients', key: 'all', primary: false }),
      ...clients.map((client) =>
        organization(companyIn.itglue(client), { name: client.name, key: client.key, primary: false }),
      ),
    ];
  }

  /** Empty but for organizations, then with these runbooks, and one application. */
  refill(runbooks: readonly DemoRunbook[]): void {
    for (const list of [this.documents, this.sections, this.assets]) list.length = 0;
    for (const runbook of runbooks) this.add(runbook);
    const lakeside = this.#clients.find(({ key }) => key === 'lakeside');
    if (runbooks.length > 0 && lakeside) this.writeAsset(dentrix(companyIn.itglue(lakeside)));
  }

  /** Returns the document's id. */
  add(runbook: DemoRunbook): number {
    return this.write({
      organizationId: this.#organizationOf(runbook.audience),
      title: runbook.title,
      sections: sectionsOf(runbook),
    });
  }

  write(document: WrittenDocument): number {
    const id = this.#nextId();
    const { organizationId, title, folderId = 77 } = document;
    this.documents.push({
      id: String(id),
      type: 'documents',
      attributes: {
        name: title,
        'organization-id': organizationId,
        'organization-name': this.#nameOf(organizationId),
        'document-folder-id': folderId,
        'resource-url': `${this.#url()}/${organizationId}/docs/${id}`,
        published: document.published ?? true,
        archived: document.archived ?? false,
        restricted: document.restricted ?? false,
        public: false,
        ...this.#dates(),
      },
    });
    // The last one first: whoever shows them in the order of the answer shows them wrong.
    this.sections.push(
      ...document.sections.map((one, index) => this.#sectionOf(id, one, index + 1)).toReversed(),
    );
    return id;
  }

  writeAsset({
    organizationId,
    typeId,
    title,
    traits,
    archived = false,
    restricted = false,
  }: WrittenAsset): number {
    const id = this.#nextId();
    const type = ASSET_TYPES.find((one) => one.id === String(typeId));
    this.assets.push({
      id: String(id),
      type: 'flexible-assets',
      attributes: {
        name: title,
        'organization-id': organizationId,
        'organization-name': this.#nameOf(organizationId),
        'flexible-asset-type-id': typeId,
        'flexible-asset-type-name': type?.attributes.name ?? '',
        'resource-url': `${this.#url()}/${organizationId}/assets/${typeId}/records/${id}`,
        traits,
        archived,
        restricted,
        ...this.#dates(),
      },
    });
    return id;
  }

  #sectionOf(documentId: number, section: WrittenSection, sort: number): SectionRecord {
    return {
      id: String(this.#nextId()),
      type: 'document-sections',
      attributes: {
        'document-id': documentId,
        'resource-type': `Document::${section.kind}`,
        content: section.kind === 'Gallery' ? null : section.html,
        level: section.kind === 'Heading' ? section.level : null,
        sort,
        'reset-count': section.kind === 'Step' ? (section.restartsCount ?? false) : null,
      },
    };
  }

  #organizationOf(audience: DemoAudience): number {
    if (audience === 'all_clients') return SHARED_ORGANIZATION_ID;
    const client = this.#clients.find(({ key }) => audience !== 'msp_only' && key === audience.client);
    return client ? companyIn.itglue(client) : MSP_ORGANIZATION_ID;
  }

  #nameOf(organizationId: number): string {
    return this.organizations.find(({ id }) => id === String(organizationId))?.attributes.name ?? '';
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #dates(): { 'created-at': string; 'updated-at': string } {
    const at = this.#clock.now().toISOString();
    return { 'created-at': at, 'updated-at': at };
  }
}

function organization(
  id: number,
  { name, key, primary }: { name: string; key: string; primary: boolean },
): OrganizationRecord {
  return {
    id: String(id),
    type: 'organizations',
    attributes: {
      name,
      'short-name': key,
      'organization-type-name': primary ? 'Owner' : 'Customer',
      primary,
    },
  };
}

function sectionsOf(runbook: DemoRunbook): WrittenSection[] {
  if (runbook.kind === 'article') {
    return runbook.sections.flatMap(({ heading, html }): WrittenSection[] => [
      { kind: 'Heading', html: heading, level: 2 },
      { kind: 'Text', html },
    ]);
  }
  return [
    { kind: 'Text', html: `<p>${runbook.purpose}</p>` },
    ...runbook.steps.map(
      ({ name, html }): WrittenSection => ({ kind: 'Step', html: `<p><b>${name}</b></p>${html}` }),
    ),
  ];
}

function dentrix(organizationId: number): WrittenAsset {
  return {
    organizationId,
    typeId: 33,
    title: 'Dentrix Ascend',
    traits: {
      name: 'Dentrix Ascend',
      'how-access-is-given':
        '<p>Assign the application to the person in Entra. <b>The office manager approves.</b></p>',
      approver: 'Max Moreno',
      'single-sign-on': true,
      'runs-on': { type: 'Configurations', values: [{ id: 11303436, name: 'LS-APP01' }] },
      administrator: 5_512,
      'admin-password-old': 'Summer2019!',
      manual: [{ name: 'manual.pdf' }],
    },
  };
}
