import { expect, it } from 'vitest';
import { byOurselves, equals, search, withinMinutes } from './jql.ts';

it('writes JQL with values in quotes, periods without a time zone, and an order', () => {
  expect(
    search([equals('project', 'LAKE'), byOurselves(), withinMinutes('created', 90)], 'newest_first'),
  ).toBe(
    'project = "LAKE" AND creator = currentUser() AND created >= "-90m" ORDER BY created DESC, key DESC',
  );
  expect(search([equals('reporter', 'qm:demo:501')], 'oldest_first')).toBe(
    'reporter = "qm:demo:501" ORDER BY created ASC, key ASC',
  );
});

it('lets no value out of its quotes', () => {
  expect(equals('reporter', 'x" OR project = "BRIG')).toBe('reporter = "x\\" OR project = \\"BRIG"');
  expect(equals('reporter', 'x\\')).toBe('reporter = "x\\\\"');
  for (const value of ['line\nbreak', 'nul\u0000'])
    expect(() => equals('project', value)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
});

it.each([0, -1, 1.5, Number.NaN, 2 ** 60])('refuses %d minutes', (minutes) => {
  expect(() => withinMinutes('updated', minutes)).toThrow(TypeError);
});
