import { expect, it } from 'vitest';
import { z } from 'zod';
import { flag, optional, text } from './lenient-fields.ts';

const Ticket = z.object({ summary: text, closed: flag, changedAt: optional(z.coerce.date()) });

it.each([
  ['left out', {}],
  ['null', { summary: null, closed: null, changedAt: null }],
])('give what is %s one meaning', (_what, sent) => {
  expect(Ticket.parse(sent)).toEqual({ summary: '', closed: false, changedAt: undefined });
});

it('keep what is there', () => {
  const changedAt = '2026-11-23T10:00:00.000Z';
  expect(Ticket.parse({ summary: 'Printer', closed: true, changedAt })).toEqual({
    summary: 'Printer',
    closed: true,
    changedAt: new Date(changedAt),
  });
});

it.each([{ summary: 7 }, { closed: 'yes' }, { changedAt: 'soon' }])(
  'refuse what is of another kind: %j',
  (sent) => {
    expect(Ticket.safeParse(sent).success).toBe(false);
  },
);
