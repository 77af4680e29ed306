import { describe, expect, it } from 'vitest';
import { TransitionRecord } from './schema.ts';
import { fieldsFor, transitionTo, wordOf } from './statuses.ts';

type Category = 'new' | 'indeterminate' | 'done';
const status = (name: string, category: Category | 'undefined' = 'indeterminate') => ({
  id: name,
  name,
  category,
});
const transition = (name: string, category: Category, fields: object = {}) =>
  TransitionRecord.parse({
    id: `to ${name}`,
    to: { id: name, name, statusCategory: { key: category } },
    fields,
  });

describe('a status of Jira in our words', () => {
  it.each([
    ['Open', 'new', 'new'],
    ['Backlog', 'new', 'new'],
    ['In Progress', 'indeterminate', 'in_progress'],
    ['Waiting for support', 'indeterminate', 'in_progress'],
    ['Waiting for customer', 'indeterminate', 'waiting'],
    ['Pending', 'indeterminate', 'waiting'],
    ['Canceled', 'done', 'completed'],
    ['Waiting for customer', 'done', 'completed'],
    ['Whatever', 'undefined', 'in_progress'],
  ] as const)('%s of the category %s is %s', (name, category, word) => {
    expect(wordOf(status(name, category), {})).toBe(word);
  });

  it('is what the configuration says it is, before all else', () => {
    expect(wordOf(status('Beim Kunden'), { waiting: 'beim kunden' })).toBe('waiting');
    expect(wordOf(status('Triage'), { new: 'Triage' })).toBe('new');
  });
});

describe('the way to a status', () => {
  const workflow = [
    transition('Canceled', 'done'),
    transition('Resolved', 'done', {
      resolution: { required: true, allowedValues: [{ name: 'Fixed' }, { name: 'Done' }] },
    }),
    transition('Waiting for customer', 'indeterminate'),
    transition('Escalated', 'indeterminate'),
    transition('In Progress', 'indeterminate'),
  ];

  it('is the usual one of those that lead there, with the resolution that it asks for', () => {
    const chosen = transitionTo(workflow, 'completed', {});
    expect(chosen.to.name).toBe('Resolved');
    expect(fieldsFor(chosen)).toEqual({ resolution: { name: 'Done' } });
    expect(transitionTo(workflow, 'in_progress', {}).to.name).toBe('In Progress');
    expect(fieldsFor(transitionTo(workflow, 'waiting', {}))).toBeUndefined();
  });

  it('is the configured one', () => {
    expect(transitionTo(workflow, 'completed', { completed: 'canceled' }).to.name).toBe('Canceled');
    expect(transitionTo(workflow, 'waiting', { waiting: 'Escalated' }).to.name).toBe('Escalated');
  });

  it('goes round a transition that asks for what only people know', () => {
    const asking = transition('Done', 'done', {
      customfield_1: { required: true },
      resolution: { required: false },
    });
    expect(transitionTo([asking, ...workflow.slice(0, 1)], 'completed', {}).to.name).toBe('Canceled');
    expect(() => transitionTo([asking], 'completed', {})).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });

  it('is a matter of the configuration where the workflow has none', () => {
    expect(() => transitionTo(workflow, 'new', {})).toThrow(
      expect.objectContaining({ code: 'bad_configuration' }),
    );
    expect(() => transitionTo(workflow, 'completed', { completed: 'Erledigt' })).toThrow(
      expect.objectContaining({ code: 'bad_configuration' }),
    );
  });
});
