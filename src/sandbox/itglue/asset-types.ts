import type { AssetTypeRecord, FieldRecord } from './records.ts';

/** The flexible asset types of the demo MSP: applications, and network devices that are nobody's runbook. */
export const ASSET_TYPES: readonly AssetTypeRecord[] = [
  {
    id: '33',
    type: 'flexible-asset-types',
    attributes: { name: 'Applications', description: 'How an application is given and looked after' },
  },
  {
    id: '34',
    type: 'flexible-asset-types',
    attributes: { name: 'Firewalls', description: 'Devices, with how to get in' },
  },
];

/** Their fields, of every kind that matters: one holds a password, another one has a password written into plain text. */
export const FIELDS: readonly FieldRecord[] = [
  field(1, { name: 'Name', kind: 'Text', key: 'name' }),
  field(2, { name: 'How access is given', kind: 'Textbox', key: 'how-access-is-given' }),
  field(3, { name: 'Approver', kind: 'Text', key: 'approver' }),
  field(4, { name: 'Single sign-on', kind: 'Checkbox', key: 'single-sign-on' }),
  field(5, { name: 'Runs on', kind: 'Tag', key: 'runs-on', tagType: 'Configurations' }),
  field(6, { name: 'Administrator', kind: 'Password', key: 'administrator' }),
  field(7, { name: 'Admin password (old)', kind: 'Text', key: 'admin-password-old' }),
  field(8, { name: 'Manual', kind: 'Upload', key: 'manual' }),
];

function field(
  order: number,
  { name, kind, key, tagType = null }: { name: string; kind: string; key: string; tagType?: string | null },
): FieldRecord {
  return {
    id: String(400 + order),
    type: 'flexible-asset-fields',
    attributes: {
      'flexible-asset-type-id': 33,
      order,
      name,
      kind,
      'name-key': key,
      'tag-type': tagType,
    },
  };
}
