import { afterEach, expect, it, vi } from 'vitest';
import { ContactRecord, FieldRecord, HookPayload, NoteRecord, TicketRecord } from './schema.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ['2026-11-23T10:12:44.003Z', '2026-11-23T10:12:44.003Z'],
  ['2026-11-23T10:12:44.003', '2026-11-23T10:12:44.003Z'],
  ['2026-11-23T10:12:44', '2026-11-23T10:12:44.000Z'],
  ['2026-11-23T10:12:44+02:00', '2026-11-23T08:12:44.000Z'],
])('reads the time %s as UTC, with or without a Z, wherever we are', (createDate, expected) => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(TicketRecord.parse({ id: 1, createDate }).createdAt.toISOString()).toBe(expected);
});

it('takes a ticket that was never touched for one that changed when it was opened', () => {
  const { createdAt, updatedAt } = TicketRecord.parse({
    id: 1,
    createDate: '2026-11-23T10:12:44Z',
    lastActivityDate: null,
  });
  expect(updatedAt).toEqual(createdAt);
});

it('reads null and what is left out as not there', () => {
  const note = NoteRecord.parse({
    id: 1,
    ticketID: 2,
    description: null,
    createDateTime: '2026-11-23T10:12:44Z',
    creatorResourceID: null,
  });
  expect(note).toMatchObject({ description: '' });
  expect(note.creatorResourceID).toBeUndefined();
});

it.each([
  [1, true],
  [true, true],
  [0, false],
  [false, false],
  [null, false],
])('reads isActive %j of a contact as %s', (isActive, expected) => {
  expect(ContactRecord.parse({ id: 1, isActive })).toMatchObject({
    isActive: expected,
    name: '',
    emails: [],
  });
});

it('reads values of lists as text, whether they came as numbers or not', () => {
  const { picklistValues } = FieldRecord.parse({
    name: 'status',
    picklistValues: [
      { value: 2, label: 'Two' },
      { value: '3', label: 'Three', isActive: false },
    ],
  });
  expect(picklistValues.map(({ value, isActive }) => [value, isActive])).toEqual([
    ['2', true],
    ['3', false],
  ]);
  expect(FieldRecord.parse({ name: 'title', picklistValues: null }).picklistValues).toEqual([]);
});

it.each([{}, { Action: 'Create' }, { Action: 'Create', EntityType: 'Ticket', Id: '5' }, { Id: 1.5 }, []])(
  'takes %j for no call of a webhook',
  (body) => {
    expect(HookPayload.safeParse(body).success).toBe(false);
  },
);
