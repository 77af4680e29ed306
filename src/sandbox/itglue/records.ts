/** A JSON:API resource as it goes over the wire. */
export interface Resource<Type extends string, Attributes extends object> {
  id: string;
  type: Type;
  attributes: Attributes;
}

export type OrganizationRecord = Resource<
  'organizations',
  { name: string; 'short-name': string; 'organization-type-name': string; primary: boolean }
>;

export type DocumentRecord = Resource<
  'documents',
  {
    name: string;
    'organization-id': number;
    'organization-name': string;
    'document-folder-id': number | null;
    'resource-url': string;
    published: boolean;
    archived: boolean;
    restricted: boolean;
    public: boolean;
    'created-at': string;
    'updated-at': string;
  }
>;

export type SectionRecord = Resource<
  'document-sections',
  {
    'document-id': number;
    'resource-type': 'Document::Text' | 'Document::Heading' | 'Document::Gallery' | 'Document::Step';
    content: string | null;
    level: number | null;
    sort: number;
    'reset-count': boolean | null;
  }
>;

export type AssetTypeRecord = Resource<'flexible-asset-types', { name: string; description: string }>;

export type FieldRecord = Resource<
  'flexible-asset-fields',
  {
    'flexible-asset-type-id': number;
    order: number;
    name: string;
    kind: string;
    'name-key': string;
    'tag-type': string | null;
  }
>;

export type AssetRecord = Resource<
  'flexible-assets',
  {
    name: string;
    'organization-id': number;
    'organization-name': string;
    'flexible-asset-type-id': number;
    'flexible-asset-type-name': string;
    'resource-url': string;
    traits: Record<string, unknown>;
    archived: boolean;
    restricted: boolean;
    'created-at': string;
    'updated-at': string;
  }
>;
