import { describe, expect, it } from 'vitest';
import { MINUTE_MS, MovableClock } from '../../clock.ts';
import type { ConnectWiseApi } from './api.ts';
import { assigneeOf, authorOf, createMembers, openerOf } from './authors.ts';
import { referenceOf, withMarker } from './note-text.ts';
import { type MemberRecord, NoteRecord, TicketRecord } from './schema.ts';

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

describe('who opened a ticket', () => {
  const opener = ({ enteredBy, ...fields }: { enteredBy?: string } & Record<string, unknown>) =>
    openerOf(
      ticketOf({ contact: dana, _info: { lastUpdated: '2026-11-23T10:00:00Z', enteredBy }, ...fields }),
      members,
    );

  it('is the member who entered it, in whatever case their name is written, and however it reached them', () => {
    expect(opener({ enteredBy: 'TTANAKA' })).toEqual({
      kind: 'technician',
      id: 'ttanaka',
      name: "ttanaka's name",
    });
    expect(opener({ enteredBy: 'ttanaka', source: { id: 4, name: 'Phone' } }).kind).toBe('technician');
  });

  it('is the contact where no member entered it, in the portal or by mail', () => {
    expect(opener({ enteredBy: 'Dana Diaz' })).toEqual({ kind: 'contact', id: '501', name: 'Dana Diaz' });
    expect(opener({ enteredBy: 'EmailConnector' }).kind).toBe('contact');
    // The connector may sign in as an admin of the MSP's.
    expect(opener({ enteredBy: 'tbrandt', source: { id: 2, name: 'Email Connector' } }).kind).toBe('contact');
  });

  it('is nobody where it is not known who, or there is no contact', () => {
    expect(opener({}).kind).toBe('automation');
    expect(opener({ enteredBy: '' }).kind).toBe('automation');
    expect(opener({ enteredBy: 'Dana Diaz', contact: undefined }).kind).toBe('automation');
    expect(opener({ enteredBy: 'EmailConnector', contact: null }).kind).toBe('automation');
  });

  it('is a program for all that API members enter, but for what carries our reference', () => {
    const mail = { source: { id: 2, name: 'Email Connector' } };
    expect(opener({ enteredBy: 'rmm', ...mail }).kind).toBe('automation');
    expect(opener({ enteredBy: 'countersign', externalXRef: 'req_1' }).kind).toBe('automation');
    expect(opener({ enteredBy: 'countersign', externalXRef: referenceOf('req_1') }).kind).toBe('ourselves');
    expect(opener({ enteredBy: 'Dana Diaz', externalXRef: referenceOf('req_1') }).kind).toBe('contact');
    expect(opener({ enteredBy: 'ttanaka', externalXRef: referenceOf('req_1') }).kind).toBe('technician');
  });
});

describe('who has a ticket', () => {
  const assignee = (fields: object) => assigneeOf(ticketOf(fields), members)?.id;

  it('is its owner, else the first of its resources who is a person', () => {
    expect(assignee({ owner: { id: 302, identifier: 'TBrandt' }, resources: 'ttanaka' })).toBe('tbrandt');
    expect(assignee({ resources: 'rmm, TTanaka, tbrandt' })).toBe('ttanaka');
    expect(assignee({ owner: { id: 300, identifier: 'Countersign' }, resources: ' tbrandt ' })).toBe(
      'tbrandt',
    );
  });

  it('is nobody where only programs and people who are no members are on it', () => {
    expect(assignee({})).toBeUndefined();
    expect(assignee({ owner: null, resources: null })).toBeUndefined();
    expect(assignee({ owner: { identifier: 'rmm' }, resources: ', gone,' })).toBeUndefined();
  });
});

describe('members', () => {
  it('are asked for once in ten minutes, in calls of forty, and never by a name that cannot be quoted', async () => {
    const clock = new MovableClock();
    const asked: string[] = [];
    const api: Pick<ConnectWiseApi, 'members'> = {
      members: async (condition) => {
        asked.push(condition);
        return [{ identifier: 'TTanaka', name: 'Tess Tanaka', isApi: false }];
      },
    };
    const lookUp = createMembers({ api, clock });
    const names = ['ttanaka', 'TTanaka', 'x" or id > 0', ...Array.from({ length: 50 }, (_, at) => `m${at}`)];

    expect([...(await lookUp.known(names)).keys()]).toEqual(['ttanaka']);
    expect((await lookUp.known(['TTANAKA'])).size).toBe(1);
    expect(asked).toHaveLength(2);
    expect(asked.join(' ')).not.toContain(' or ');

    clock.advance({ ms: 10 * MINUTE_MS });
    await lookUp.known(['ttanaka']);
    expect(asked).toHaveLength(3);
  });
});

function ticketOf(fields: object): TicketRecord {
  return TicketRecord.parse({
    id: 1,
    summary: 'Printer',
    _info: { lastUpdated: '2026-11-23T10:00:00Z' },
    ...fields,
  });
}
