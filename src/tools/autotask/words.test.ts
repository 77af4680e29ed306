import { describe, expect, it } from 'vitest';
import type { TicketStatus } from '../../models/ticket.ts';
import { noteWords } from './note-words.ts';
import type { PicklistsOf } from './picklists.ts';
import type { PicklistValue } from './schema.ts';
import { AutotaskSettings } from './settings.ts';
import { findStatus, ticketWords } from './ticket-words.ts';

/** `*` default, `-` no longer used. */
const list = (entries: Record<string, string>): PicklistValue[] =>
  Object.entries(entries).map(([value, label]) => ({
    value,
    label: label.replace(/[*-]$/, ''),
    isDefault: label.endsWith('*'),
    isActive: !label.endsWith('-'),
  }));

const settings = (given: object = {}) =>
  AutotaskSettings.parse({
    username: 'u',
    secret: 's',
    integrationCode: 'c',
    queue: 'Help Desk',
    ...given,
  });
const lists =
  (given: Record<string, PicklistValue[]>): PicklistsOf =>
  (field) =>
    given[field] ?? [];

describe('ticket statuses', () => {
  const tenants: [string, PicklistValue[], Record<TicketStatus, string | undefined>][] = [
    [
      'the usual labels',
      list({ 1: 'New', 5: 'Complete', 8: 'In Progress', 12: 'Waiting Vendor', 7: 'Waiting Customer' }),
      { new: 'New', in_progress: 'In Progress', waiting: 'Waiting Customer', completed: 'Complete' },
    ],
    [
      'labels in another language, where the system’s own numbers say what can be known',
      list({ 1: 'Neu', 5: 'Erledigt', 8: 'In Arbeit', 7: 'Wartet' }),
      { new: 'Neu', in_progress: undefined, waiting: undefined, completed: 'Erledigt' },
    ],
    [
      'one that says complete and is not the one that completes',
      list({ 1: 'New', 5: 'Complete', 20: 'Almost complete', 21: 'On hold', 8: 'In Progress-' }),
      { new: 'New', in_progress: undefined, waiting: 'On hold', completed: 'Complete' },
    ],
  ];

  it.each(tenants)('are found among %s', (_what, statuses, expected) => {
    for (const [word, label] of Object.entries(expected))
      expect(findStatus(statuses, word as TicketStatus, {})?.label, word).toBe(label);
  });

  it('are those that an admin named before any other, and none where nothing has that name', () => {
    const statuses = list({ 1: 'New', 5: 'Complete', 7: 'Waiting Customer', 30: 'Bot: wartet' });
    expect(findStatus(statuses, 'waiting', { waiting: ' bot: WARTET ' })?.value).toBe('30');
    expect(findStatus(statuses, 'waiting', { waiting: 'Parked' })).toBeUndefined();
    const words = ticketWords(
      lists({ status: statuses }),
      settings({ statuses: { waiting: 'Bot: wartet' } }),
    );
    expect(words.wordFor(30)).toBe('waiting');
    expect(words.wordFor(99)).toBe('in_progress');
    expect(words.statusName(99)).toBe('');
  });
});

describe('queues and priorities', () => {
  const queueID = list({ 5: 'Client Portal', 8: 'Help Desk', 9: 'Onsite-' });

  it('are for new requests only where an admin says so', () => {
    const words = (intakeQueues: string[]) => ticketWords(lists({ queueID }), settings({ intakeQueues }));
    expect(words(['help desk']).isIntake(8)).toBe(true);
    expect(words(['help desk']).isIntake(5)).toBe(false);
    expect(words([]).isIntake(8)).toBe(false);
    expect(words(['Help Desk']).isIntake(undefined)).toBe(false);
  });

  it.each([
    [list({ 1: 'High', 2: 'Medium', 3: 'Low' }), 2],
    [list({ 1: 'High', 2: 'Medium', 3: 'Low*' }), 3],
    [list({ 1: 'P1', 2: 'P2 (normal)' }), 2],
  ])('give a new ticket the tenant’s default, or the middle one', (priority, value) => {
    expect(ticketWords(lists({ priority }), settings()).priority()).toBe(value);
  });
});

describe('who can see a note', () => {
  const usual = { 1: 'All Autotask Users', 2: 'Internal Project Team', 4: 'Internal & Co-Managed' };
  const words = (publish: Record<string, string>, given: object = {}) =>
    noteWords(lists({ publish: list(publish) }), settings(given));

  it('is told by the numbers of ticket notes, whose labels have to agree', () => {
    expect(words(usual).publish('internal')).toBe(2);
    expect(words(usual).publish('public')).toBe(1);
  });

  it.each([
    [{ 1: 'Internal', 2: 'All Autotask Users' }],
    [{ 1: 'All Autotask Users', 2: 'Internal & Co-Managed' }],
    [{ 1: 'All Autotask Users', 2: 'Internal Project Team-' }],
    [{ 1: 'All Autotask Users', 2: 'International Team' }],
    [{ 1: 'All Autotask Users', 2: 'Projektteam' }],
    [{ 1: 'All Autotask Users' }],
  ])('is not guessed from %j', (publish) => {
    expect(() => words(publish).publish('internal')).toThrow(
      expect.objectContaining({ code: 'bad_configuration' }),
    );
  });

  it('is not public where that label says internal', () => {
    expect(() => words({ 1: 'Internal', 2: 'Internal Project Team' }).publish('public')).toThrow(
      expect.objectContaining({ code: 'bad_configuration' }),
    );
  });

  it('can be vouched for by an admin under another label', () => {
    const publish = { 1: 'Alle', 2: 'Nur wir' };
    expect(words(publish, { internalPublish: 'nur wir' }).publish('internal')).toBe(2);
    expect(() => words(usual, { internalPublish: 'nur wir' }).publish('internal')).toThrow();
  });

  it('is everybody for whatever is not the internal value, co-managing customers included', () => {
    const seen = words(usual);
    expect([2, 1, 4, 3, undefined].map((publish) => seen.visibility(publish))).toEqual([
      'internal',
      'public',
      'public',
      'public',
      'public',
    ]);
  });
});
