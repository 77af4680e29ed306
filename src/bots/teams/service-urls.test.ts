import { describe, expect, it } from 'vitest';
import { isServiceUrl } from './service-urls.ts';

const production = { hosts: [], allowLoopback: false, unauthenticated: false };

describe('a connector', () => {
  it.each([
    'https://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net/teams/',
    'https://smba.infra.gcc.teams.microsoft.com/teams',
    'https://webchat.botframework.com/',
  ])('of Microsoft is at %s', (address) => {
    expect(isServiceUrl(address, production)).toBe(true);
  });

  it.each([
    'http://smba.trafficmanager.net/emea/',
    'https://evil.trafficmanager.net/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://evilbotframework.com/',
    'https://.botframework.com/',
    'https://smba.trafficmanager.net:8443/',
    'https://user@smba.trafficmanager.net/',
    'https://evil.example/?smba.trafficmanager.net',
    'http://127.0.0.1:3978/',
    'http://169.254.169.254/',
    'smba.trafficmanager.net',
  ])('is not at %s', (address) => {
    expect(isServiceUrl(address, production)).toBe(false);
  });

  it('may be on this machine in the sandbox, and nowhere else without authentication', () => {
    const sandbox = { ...production, allowLoopback: true };
    expect(isServiceUrl('http://localhost:56150/_connector', sandbox)).toBe(true);
    expect(isServiceUrl('https://smba.trafficmanager.net/emea/', sandbox)).toBe(true);

    expect(isServiceUrl('https://smba.trafficmanager.net/emea/', { ...sandbox, unauthenticated: true })).toBe(
      false,
    );
  });

  it('may be where an admin says that it is', () => {
    expect(
      isServiceUrl('https://smba.new-cloud.example/', { ...production, hosts: ['smba.new-cloud.example'] }),
    ).toBe(true);
  });
});
