import { expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { connectItGlue } from './index.ts';
import { apiAddress, ItGlueSettings } from './settings.ts';

const given = { apiKey: 'ITG.key', siteUrl: 'https://acme.itglue.com/4101/docs' };

it.each([
  [{}, 'https://api.itglue.com'],
  [{ region: 'eu' }, 'https://api.eu.itglue.com'],
  [{ region: 'au' }, 'https://api.au.itglue.com'],
])('calls the API of the region: %j', (region, address) => {
  expect(apiAddress(ItGlueSettings.parse({ ...given, ...region }))).toBe(address);
});

it('takes of an address in the browser the site, and of a number text', () => {
  expect(ItGlueSettings.parse({ ...given, sharedOrganizationId: 4101 })).toMatchObject({
    siteUrl: 'https://acme.itglue.com',
    sharedOrganizationId: '4101',
  });
});

it('shares nothing with all clients, and reads no flexible assets, unless told to', () => {
  const settings = ItGlueSettings.parse(given);
  expect(settings.sharedOrganizationId).toBeUndefined();
  expect(settings.assetTypes).toEqual([]);
});

it.each([
  { region: 'mars' },
  { siteUrl: 'acme' },
  { siteUrl: 'ftp://acme.itglue.com' },
  { siteUrl: 'https://user:pass@acme.itglue.com' },
  { sharedOrganizationId: 'Harbor IT' },
  { apiKey: '' },
])('does not take %j', (wrong) => {
  expect(ItGlueSettings.safeParse({ ...given, ...wrong }).success).toBe(false);
});

it.each([
  'http://api.itglue.example',
  'https://169.254.169.254',
  'https://localhost',
  'http://127.0.0.1:4000',
])('never sends its key to %s', (apiUrl) => {
  const settings = ItGlueSettings.parse({ ...given, apiUrl });
  expect(() => connectItGlue({ clock: new MovableClock() }, settings)).toThrow(
    expect.objectContaining({ code: 'bad_configuration' }),
  );
});
