import { expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { connectHudu } from './index.ts';
import { HuduSettings } from './settings.ts';

const parse = (baseUrl: string) => HuduSettings.safeParse({ baseUrl, apiKey: 'key' });

it.each([
  ['https://acme.huducloud.com', 'https://acme.huducloud.com'],
  ['https://acme.huducloud.com/', 'https://acme.huducloud.com'],
  ['https://acme.huducloud.com/api/v1/', 'https://acme.huducloud.com'],
  ['acme.huducloud.com/companies/12', 'https://acme.huducloud.com'],
  ['https://docs.harbor-it.example:8443', 'https://docs.harbor-it.example:8443'],
])('takes the address %s to be the Hudu at %s', (given, expected) => {
  expect(parse(given).data?.baseUrl).toBe(expected);
});

it.each(['', 'https://', 'https://user:pass@acme.huducloud.com'])(
  'does not take %j for an address',
  (given) => {
    expect(parse(given).success).toBe(false);
  },
);

it('shares nothing with all clients unless told to', () => {
  expect(parse('acme.huducloud.com').data).toMatchObject({ globalFolders: [], globalProcesses: false });
});

it.each([
  'http://acme.huducloud.com',
  'https://169.254.169.254',
  'https://localhost',
  'http://127.0.0.1:4000',
])('never connects to %s', (baseUrl) => {
  const settings = HuduSettings.parse({ baseUrl, apiKey: 'key' });
  expect(() => connectHudu({ clock: new MovableClock() }, settings)).toThrow(
    expect.objectContaining({ code: 'bad_configuration' }),
  );
});
