import { expect, it } from 'vitest';
import type { TicketStatus } from '../../models/ticket.ts';
import type { StatusRecord } from './schema.ts';
import { findStatus } from './statuses.ts';

const board = (...names: string[]): StatusRecord[] =>
  names.map((name, index) => ({
    id: index + 1,
    name: name.replace(/[*!-]$/, ''),
    sortOrder: index,
    isDefault: name.endsWith('*'),
    closed: name.endsWith('!'),
    inactive: name.endsWith('-'),
  }));

const found = (statuses: StatusRecord[], word: TicketStatus, configured = {}) =>
  findStatus(statuses, word, configured)?.name;

/** `*` default, `!` closed, `-` inactive. */
const boards: [string, StatusRecord[], Record<TicketStatus, string | undefined>][] = [
  [
    'the usual names',
    board('New*', 'In Progress', 'Waiting on Client', 'Completed!', '>Closed!'),
    { new: 'New', in_progress: 'In Progress', waiting: 'Waiting on Client', completed: 'Completed' },
  ],
  [
    'names with signs and numbers before them',
    board('>New (email)*', '2. Work in progress', '3. Pending vendor', '>Archive!', '9. Resolved!'),
    {
      new: '>New (email)',
      in_progress: '2. Work in progress',
      waiting: '3. Pending vendor',
      completed: '9. Resolved',
    },
  ],
  [
    'statuses switched off',
    board('New*', 'In Progress-', 'Working issue', 'On-Hold', 'Completed-', 'Done!'),
    { new: 'New', in_progress: 'Working issue', waiting: 'On-Hold', completed: 'Done' },
  ],
  [
    'nothing but open and closed',
    board('Open*', 'Closed!'),
    { new: 'Open', in_progress: undefined, waiting: undefined, completed: 'Closed' },
  ],
];

it.each(boards)('finds its way on a board with %s', (_what, statuses, expected) => {
  for (const [word, name] of Object.entries(expected))
    expect(found(statuses, word as TicketStatus)).toBe(name);
});

it('takes the name that an admin set before any other, and nothing when it is not on the board', () => {
  const statuses = board('New*', 'In Progress', 'Bei Rückfrage', 'Fertig!');
  expect(found(statuses, 'waiting', { waiting: 'bei rückfrage' })).toBe('Bei Rückfrage');
  expect(found(statuses, 'in_progress', { waiting: 'Bei Rückfrage' })).toBe('In Progress');
  expect(found(statuses, 'waiting', { waiting: 'Waiting' })).toBeUndefined();
});
