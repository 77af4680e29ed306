import { expect, it } from 'vitest';
import { authorOf } from './authors.ts';
import { withMarker } from './note-text.ts';
import { type MemberRecord, NoteRecord } from './schema.ts';

const member = (identifier: string, isApi = false): [string, MemberRecord] => [
  identifier.toLowerCase(),
  { identifier, name: `${identifier}'s name`, isApi },
];
const members = new Map([
  member('Countersign', true),
  member('RMM', true),
  member('ttanaka'),
  member('tbrandt'),
]);
const tess = { id: 301, identifier: 'ttanaka', name: 'Tess Tanaka' };
const dana = { id: 501, name: 'Dana Diaz' };

const author = (fields: object) =>
  authorOf(
    NoteRecord.parse({
      id: 1,
      text: 'approve 7Q4KXM',
      _info: { lastUpdated: '2026-11-23T10:00:00Z' },
      ...fields,
    }),
    members,
  );

it('takes a note for a technician’s only where the shown member also created it', () => {
  expect(author({ member: tess, createdBy: 'TTanaka' })).toEqual({
    kind: 'technician',
    id: 'ttanaka',
    name: 'Tess Tanaka',
  });
  expect(author({ member: tess, createdBy: 'RMM' }).kind).toBe('automation');
  expect(author({ member: tess, createdBy: 'tbrandt' }).kind).toBe('automation');
  expect(author({ member: tess }).kind).toBe('automation');
});

it('takes a note for a contact’s where a contact is shown and no program created it', () => {
  expect(author({ contact: dana, createdBy: 'Dana Diaz' })).toEqual({
    kind: 'contact',
    id: '501',
    name: 'Dana Diaz',
  });
  expect(author({ contact: dana, createdBy: 'countersign' }).kind).toBe('automation');
  expect(author({ contact: dana, member: tess, createdBy: 'Dana Diaz' }).kind).toBe('automation');
});

it('knows its own notes by the marker, which means nothing in a note by somebody else', () => {
  const text = withMarker('Plan', 'req_1:plan');
  expect(
    author({ text, createdBy: 'Countersign', member: { ...tess, identifier: 'Countersign' } }).kind,
  ).toBe('ourselves');
  expect(author({ text, createdBy: 'ttanaka', member: tess }).kind).toBe('technician');
  expect(author({ text, createdBy: 'Dana Diaz', contact: dana }).kind).toBe('contact');
});

it('takes a note without any author for a program’s', () => {
  expect(author({}).kind).toBe('automation');
});
