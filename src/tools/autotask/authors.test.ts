import { describe, expect, it } from 'vitest';
import { withMarker } from '../psa-text.ts';
import { authorOf, cameByMail, openerOf } from './authors.ts';
import { externalIdOf, isOurExternalId } from './external-id.ts';
import type { KnownPeople } from './people.ts';
import { ContactRecord, NoteRecord, TicketRecord } from './schema.ts';

const OWN = 900;
const TESS = 881;
const RMM = 901;
const DANA = 2_501;

const people: KnownPeople = {
  ownId: OWN,
  colleagues: new Map([
    [TESS, { id: TESS, name: 'Tess Tanaka', isPerson: true }],
    [RMM, { id: RMM, name: 'RMM Connector', isPerson: false }],
    [OWN, { id: OWN, name: 'Countersign API', isPerson: false }],
  ]),
  contacts: new Map([
    [
      DANA,
      ContactRecord.parse({
        id: DANA,
        companyID: 242,
        firstName: 'Dana',
        lastName: 'Diaz',
        emailAddress: 'dana@lakeside.example',
        isActive: 1,
      }),
    ],
  ]),
};
const tess = { kind: 'technician', id: '881', name: 'Tess Tanaka' };
const dana = { kind: 'contact', id: '2501', name: 'Dana Diaz' };
const automation = { kind: 'automation' };
const ourText = withMarker('Plan', { key: 'k', most: 1_000 });

const note = (fields: object) =>
  NoteRecord.parse({
    id: 1,
    ticketID: 5,
    description: 'approve 7Q4KXM',
    noteType: 3,
    publish: 2,
    createDateTime: '2026-11-23T10:12:44.003Z',
    ...fields,
  });

describe('who wrote a note in Autotask', () => {
  const notes: [string, object, object][] = [
    ['a technician', { creatorResourceID: TESS }, tess],
    ['a contact', { createdByContactID: DANA, noteType: 18 }, dana],
    ['a contact by mail', { createdByContactID: DANA, noteType: 101 }, dana],
    ['ourselves', { creatorResourceID: OWN, description: ourText }, { kind: 'ourselves' }],
    ['our API user without our marker', { creatorResourceID: OWN }, automation],
    [
      'a technician with our marker pasted',
      { creatorResourceID: TESS, description: ourText },
      { kind: 'technician', id: '881', name: 'Tess Tanaka' },
    ],
    ['another API user', { creatorResourceID: RMM }, automation],
    ['another API user with our marker copied', { creatorResourceID: RMM, description: ourText }, automation],
    [
      'a program in a technician’s name',
      { creatorResourceID: TESS, impersonatorCreatorResourceID: RMM },
      automation,
    ],
    [
      'a program in a contact’s name',
      { createdByContactID: DANA, impersonatorCreatorResourceID: RMM },
      automation,
    ],
    ['a resource and a contact at once', { creatorResourceID: TESS, createdByContactID: DANA }, automation],
    [
      'our API user in a contact’s name',
      { creatorResourceID: OWN, createdByContactID: DANA, description: ourText },
      automation,
    ],
    ['a resource that we cannot see', { creatorResourceID: 7 }, automation],
    ['nobody', {}, automation],
    ...[13, 91, 92, 93, 94, 95, 99, 100].map((noteType): [string, object, object] => [
      `the system, type ${noteType}`,
      { creatorResourceID: TESS, noteType },
      automation,
    ]),
  ];

  it.each(notes)('%s', (_who, fields, author) => {
    expect(authorOf(note(fields), people)).toEqual(author);
  });

  it('is no more than a sender’s address where it came by mail', () => {
    expect(cameByMail(note({ creatorResourceID: TESS, noteType: 101 }))).toBe(true);
    expect(cameByMail(note({ creatorResourceID: TESS }))).toBe(false);
  });
});

describe('who opened a ticket in Autotask', () => {
  const ticket = (fields: object) =>
    TicketRecord.parse({
      id: 5,
      title: 'Printer',
      companyID: 242,
      contactID: DANA,
      createDate: '2026-11-23T10:12:44Z',
      ...fields,
    });
  const opener = (fields: object, byMail = false) => openerOf(ticket(fields), people, { byMail });

  it.each([
    ['the contact in the portal', { createdByContactID: DANA }, false, dana],
    ['a technician on the phone', { creatorResourceID: TESS }, false, tess],
    ['a mail that Autotask took in, in its own name', { creatorResourceID: 4 }, true, dana],
    ['a mail of nobody’s', { creatorResourceID: 4, contactID: null }, true, automation],
    ['a program that says it was a mail', { creatorResourceID: RMM }, true, automation],
    [
      'a program in a technician’s name',
      { creatorResourceID: TESS, impersonatorCreatorResourceID: RMM },
      true,
      automation,
    ],
    [
      'ourselves',
      { creatorResourceID: OWN, externalID: externalIdOf('req_1') },
      false,
      { kind: 'ourselves' },
    ],
    ['our API user in another program', { creatorResourceID: OWN, externalID: 'rmm-17' }, false, automation],
    [
      'somebody else with our key on it',
      { creatorResourceID: RMM, externalID: externalIdOf('req_1') },
      false,
      automation,
    ],
  ])('%s', (_who, fields, byMail, expected) => {
    expect(opener(fields, byMail)).toEqual(expected);
  });
});

describe('the key on a ticket', () => {
  it.each(['req_01JD8ZTICKET', 'x'.repeat(500), 'He said "open" \ud800 שלום'])(
    'has room, is ours, and is another for another key: %s',
    (key) => {
      const id = externalIdOf(key);
      expect(id.length).toBeLessThanOrEqual(50);
      expect(isOurExternalId(id)).toBe(true);
      expect(externalIdOf(`${key}x`)).not.toBe(id);
      expect(externalIdOf(key)).toBe(id);
    },
  );
});
