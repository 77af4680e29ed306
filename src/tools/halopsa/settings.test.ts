import { expect, it } from 'vitest';
import { connectHaloPsa } from './index.ts';
import { HaloPsaSettings, ticketUrl } from './settings.ts';

const given = {
  baseUrl: 'https://harborit.halopsa.com',
  clientId: 'id',
  clientSecret: 'secret',
  ticketType: 'Incident',
  internalOutcome: 'Private Note',
  publicOutcome: 'Public Note',
};
const webhook = {
  webhookUser: 'halo',
  webhookPassword: 'a-long-webhook-password',
  webhookSecret: 'a-secret-of-many-letters',
};
const clock = { now: () => new Date() };

it.each([
  ['https://harborit.halopsa.com', 'https://harborit.halopsa.com'],
  ['harborit.halopsa.com', 'https://harborit.halopsa.com'],
  ['https://harborit.halopsa.com/api/', 'https://harborit.halopsa.com'],
  ['https://desk.harbor-it.example:8443/tickets?id=1', 'https://desk.harbor-it.example:8443'],
])('takes the address %s to be the Halo at %s', (baseUrl, expected) => {
  expect(HaloPsaSettings.parse({ ...given, baseUrl }).baseUrl).toBe(expected);
});

it.each([
  ['no address', { baseUrl: '' }],
  ['an address with a password', { baseUrl: 'https://user:pass@harborit.halopsa.com' }],
  ['no ticket type', { ticketType: ' ' }],
  ['a secret address without a password', { webhookSecret: webhook.webhookSecret }],
  ['a password without a secret address', { ...webhook, webhookSecret: undefined }],
  ['a secret that can be guessed', { ...webhook, webhookSecret: 'short' }],
  ['a secret that is no part of a path', { ...webhook, webhookSecret: 'a/../secret-of-many-letters' }],
  ['a password that can be guessed', { ...webhook, webhookPassword: 'halo' }],
  ['a user with a colon', { ...webhook, webhookUser: 'halo:' }],
])('does not take %s', (_what, wrong) => {
  expect(HaloPsaSettings.safeParse({ ...given, ...wrong }).success).toBe(false);
});

it('takes user, password and secret address of the webhooks together', () => {
  expect(HaloPsaSettings.parse({ ...given, ...webhook })).toMatchObject(webhook);
});

it.each([
  { baseUrl: 'http://harborit.halopsa.com' },
  { baseUrl: 'https://169.254.169.254' },
  { baseUrl: 'https://[::1]' },
  { baseUrl: 'http://127.0.0.1:4000' },
  { baseUrl: 'https://intranet' },
  { authUrl: 'http://auth.haloservicedesk.com/auth' },
  { authUrl: 'https://169.254.169.254/latest' },
])('never connects to %j', (address) => {
  const settings = HaloPsaSettings.parse({ ...given, ...address });
  expect(() => connectHaloPsa({ clock }, settings)).toThrow(
    expect.objectContaining({ code: 'bad_configuration' }),
  );
});

it('links a ticket to the address that technicians use in the browser', () => {
  expect(ticketUrl(HaloPsaSettings.parse(given), 2818)).toBe('https://harborit.halopsa.com/tickets?id=2818');
  const elsewhere = HaloPsaSettings.parse({ ...given, siteUrl: 'https://desk.harbor-it.example/' });
  expect(ticketUrl(elsewhere, 2818)).toBe('https://desk.harbor-it.example/tickets?id=2818');
});
