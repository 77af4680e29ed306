import { expect, it } from 'vitest';
import { AutotaskSettings, isAllowedAddress, refuseUnsafeAddress } from './settings.ts';

const given = { username: 'bot@harbor-it.example', secret: 's', integrationCode: 'CODE', queue: 'Help Desk' };
const settings = AutotaskSettings.parse(given);

it('needs no more than who we are and where new tickets go', () => {
  expect(settings).toMatchObject({
    zoneUrl: 'https://webservices.autotask.net',
    allowedHosts: ['autotask.net'],
    intakeQueues: [],
    statuses: {},
    parallelCalls: 3,
  });
});

it.each([
  { username: '' },
  { secret: '' },
  { integrationCode: 'has spaces' },
  { queue: '' },
  { webhookSecret: 'too short' },
  { webhookSecret: 'x'.repeat(65) },
  { parallelCalls: 4 },
  { zoneUrl: 'webservices' },
  { allowedHosts: ['https://autotask.net'] },
])('does not take %j', (wrong) => {
  expect(AutotaskSettings.safeParse({ ...given, ...wrong }).success).toBe(false);
});

it.each([
  'http://webservices.autotask.net',
  'https://autotask.net.evil.example',
  'https://evilautotask.net',
  'https://user:pass@webservices5.autotask.net',
  'https://169.254.169.254',
  'https://[::1]',
  'https://localhost',
  'http://127.0.0.1:4000',
])('never connects to %s', (zoneUrl) => {
  expect(() => refuseUnsafeAddress({ ...settings, zoneUrl }, false)).toThrow(
    expect.objectContaining({ code: 'bad_configuration' }),
  );
});

it('connects to every zone, and to a domain that an admin adds', () => {
  expect(isAllowedAddress('https://webservices29.autotask.net/ATServicesRest/', settings, false)).toBe(true);
  expect(isAllowedAddress('https://webservices.psa.example', settings, false)).toBe(false);
  const more = { allowedHosts: ['autotask.net', 'psa.example'] };
  expect(isAllowedAddress('https://webservices.psa.example', more, false)).toBe(true);
});

it('lets the sandbox, and it alone, connect to this machine', () => {
  expect(isAllowedAddress('http://127.0.0.1:4000/', settings, true)).toBe(true);
  expect(isAllowedAddress('http://169.254.169.254/', settings, true)).toBe(false);
});
