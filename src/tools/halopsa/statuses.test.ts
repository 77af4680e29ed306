import { expect, it } from 'vitest';
import type { TicketStatus } from '../../models/ticket.ts';
import { findStatus, type KnownStatus } from './statuses.ts';

/** `!` closed. Ids as they come, those of the built-in New and Closed apart. */
const statuses = (...names: string[]): KnownStatus[] =>
  names.map((name, index) => {
    const bare = name.replace(/!$/, '');
    const id = bare === 'New' ? 1 : bare === 'Closed' ? 9 : index + 20;
    return { id, name: bare, shortname: bare, closed: name.endsWith('!') };
  });

const found = (known: KnownStatus[], word: TicketStatus, configured = {}) =>
  findStatus(known, word, configured)?.name;

const types: [string, KnownStatus[], Record<TicketStatus, string | undefined>][] = [
  [
    'the usual names',
    statuses('New', 'In Progress', 'Action Required', 'With User', 'Cancelled!', 'Closed!'),
    { new: 'New', in_progress: 'In Progress', waiting: 'With User', completed: 'Closed' },
  ],
  [
    'names with signs and numbers before them',
    statuses('1. New (portal)', '2. Working on it', '3. Awaiting customer', '9. Archive!', '8. Resolved!'),
    {
      new: '1. New (portal)',
      in_progress: '2. Working on it',
      waiting: '3. Awaiting customer',
      completed: '8. Resolved',
    },
  ],
  [
    'nothing but new and closed',
    statuses('New', 'Closed!'),
    { new: 'New', in_progress: undefined, waiting: undefined, completed: 'Closed' },
  ],
];

it.each(types)('finds its way in a ticket type with %s', (_what, known, expected) => {
  for (const [word, name] of Object.entries(expected)) expect(found(known, word as TicketStatus)).toBe(name);
});

it('takes the name that an admin set before any other, and nothing when the type does not have it', () => {
  const known = statuses('New', 'In Progress', 'Rückfrage', 'Closed!');
  expect(found(known, 'waiting', { waiting: 'rückfrage' })).toBe('Rückfrage');
  expect(found(known, 'in_progress', { waiting: 'Rückfrage' })).toBe('In Progress');
  expect(found(known, 'waiting', { waiting: 'With User' })).toBeUndefined();
});
