import { expect, it } from 'vitest';
import { ConnectWiseSettings, refuseUnsafeAddress, ticketUrl } from './settings.ts';

const given = {
  companyId: 'harborit',
  publicKey: 'pub',
  privateKey: 'priv',
  clientId: 'guid',
  board: 'Help Desk',
};

it.each([
  ['https://api-na.myconnectwise.net', 'https://api-na.myconnectwise.net'],
  ['https://na.myconnectwise.net/v2026_1/ConnectWise.aspx', 'https://api-na.myconnectwise.net'],
  ['eu.myconnectwise.net', 'https://api-eu.myconnectwise.net'],
  ['https://staging.connectwisedev.com', 'https://api-staging.connectwisedev.com'],
  ['https://cw.harbor-it.example:8443/', 'https://cw.harbor-it.example:8443'],
])('takes the address %s to be the API at %s', (baseUrl, expected) => {
  expect(ConnectWiseSettings.parse({ ...given, baseUrl }).baseUrl).toBe(expected);
});

it.each(['', 'https://', 'https://user:pass@na.myconnectwise.net'])(
  'does not take %j for an address',
  (baseUrl) => {
    expect(ConnectWiseSettings.safeParse({ ...given, baseUrl }).success).toBe(false);
  },
);

it.each([
  'http://api-na.myconnectwise.net',
  'https://169.254.169.254',
  'https://[::1]',
  'https://localhost',
  'http://127.0.0.1:4000',
  'https://intranet',
])('never connects to %s', (address) => {
  expect(() => refuseUnsafeAddress(address, false)).toThrow(
    expect.objectContaining({ code: 'bad_configuration' }),
  );
});

it('lets the sandbox, and it alone, connect to this machine', () => {
  expect(() => refuseUnsafeAddress('http://127.0.0.1:4000', true)).not.toThrow();
  expect(() => refuseUnsafeAddress('http://169.254.169.254', true)).toThrow();
});

it('links a ticket to the address that technicians use in the browser', () => {
  const settings = ConnectWiseSettings.parse({ ...given, baseUrl: 'na.myconnectwise.net' });
  expect(ticketUrl(settings, 48213)).toMatch(
    /^https:\/\/na\.myconnectwise\.net\/v4_6_release\/.*service_recid=48213/,
  );
});
