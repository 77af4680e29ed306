import { expect, it } from 'vitest';
import { CountersignError } from './errors.ts';
import { fine, lookAt, lookInto, trouble } from './finding.ts';

const refusing = () =>
  Promise.reject(new CountersignError('forbidden', 'no', { vendor: 'acme', status: 403 }));

it('is fine when the look could be taken', async () => {
  expect(await lookAt('Articles', {}, async () => 'an article')).toEqual({
    kind: 'fine',
    subject: 'Articles',
  });
});

it('is what the look found', async () => {
  const found = [fine('Board'), trouble('Status', 'there is no status', 'Make one.')];
  expect(await lookInto('Board', {}, async () => found)).toEqual(found);
});

it('says what is wrong, and what to do about this very failure', async () => {
  expect(await lookAt('Articles', { forbidden: 'Give the key the right.' }, refusing)).toEqual({
    kind: 'problem',
    subject: 'Articles',
    problem: 'acme does not let us do this; a permission or a role is missing (HTTP 403)',
    fix: 'Give the key the right.',
  });
});

it('sends an admin to the log where nothing better is known', async () => {
  const fix = 'Try again; if it stays, look for this call in the log.';
  expect(await lookAt('Articles', { timeout: 'Open the firewall.' }, refusing)).toMatchObject({ fix });
  expect(await lookInto('Articles', () => undefined, refusing)).toMatchObject([{ fix }]);
});

it('finds the fix by more than the code', async () => {
  const fixFor = ({ facts }: CountersignError) => `Look up ${facts.status}.`;
  expect(await lookAt('Login', fixFor, refusing)).toMatchObject({ fix: 'Look up 403.' });
});

it('hides no mistake of our own', async () => {
  await expect(lookAt('Articles', {}, () => Promise.reject(new RangeError('ours')))).rejects.toThrow('ours');
});
