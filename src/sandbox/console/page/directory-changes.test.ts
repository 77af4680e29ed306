import { expect, it } from 'vitest';
import type { DirectoryView } from '../console-state.ts';
import { compareDirectory } from './directory-changes.ts';

function dana(groups: readonly string[]): DirectoryView {
  return {
    id: 'u1',
    name: 'Dana Diaz',
    jobTitle: 'Patient coordinator',
    facts: [
      { label: 'Groups', values: groups },
      { label: 'Sign-in', values: ['Allowed'] },
    ],
  };
}

it('marks what came and what went, and leaves the rest alone', () => {
  const [groups, signIn] = compareDirectory(dana(['All Staff', 'Old']), dana(['All Staff', 'Zendesk Users']));

  expect(groups).toEqual({
    label: 'Groups',
    changed: true,
    values: [
      { text: 'Old', change: 'removed' },
      { text: 'All Staff', change: 'kept' },
      { text: 'Zendesk Users', change: 'added' },
    ],
  });
  expect(signIn?.changed).toBe(false);
});

it('calls nothing changed while nobody has asked for anything', () => {
  expect(compareDirectory(undefined, dana(['All Staff'])).some(({ changed }) => changed)).toBe(false);
});
