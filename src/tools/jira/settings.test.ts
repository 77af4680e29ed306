import { expect, it } from 'vitest';
import { apiAddress, issueUrl, JiraSettings, refuseUnsafeAddress } from './settings.ts';

const given = { site: 'https://harbor-it.atlassian.net', email: 'bot@harbor-it.example', apiToken: 'token' };
const cloudId = '9e1477fd-54ef-41fe-b747-bc9e6a11a925';

it.each([
  ['https://harbor-it.atlassian.net/jira/servicedesk/projects/HELP', 'https://harbor-it.atlassian.net'],
  ['harbor-it.atlassian.net', 'https://harbor-it.atlassian.net'],
])('takes the address %s to be the site %s', (site, expected) => {
  expect(JiraSettings.parse({ ...given, site }).site).toBe(expected);
});

it('goes to the site with a plain token, and to the gateway with one that has scopes', () => {
  expect(apiAddress(JiraSettings.parse(given))).toBe('https://harbor-it.atlassian.net');
  expect(apiAddress(JiraSettings.parse({ ...given, cloudId }))).toBe(
    `https://api.atlassian.com/ex/jira/${cloudId}`,
  );
});

it.each([
  [{ site: 'https://user:pass@harbor-it.atlassian.net' }, 'site'],
  [{ site: '' }, 'site'],
  [{ email: 'bot:x@harbor-it.example' }, 'email'],
  [{ apiToken: '' }, 'apiToken'],
  [{ cloudId: '../../other' }, 'cloudId'],
  [{ intakeProjects: ['help desk'] }, 'intakeProjects'],
  [{ webhookSecret: 'short' }, 'webhookSecret'],
])('does not take %j', (wrong, setting) => {
  const { error } = JiraSettings.safeParse({ ...given, ...wrong });
  expect(error?.issues[0]?.path[0]).toBe(setting);
});

it.each([
  'http://harbor-it.atlassian.net',
  'https://169.254.169.254',
  'http://127.0.0.1:4000',
  'https://intranet',
])('never connects to %s', (address) => {
  expect(() => refuseUnsafeAddress(address, false)).toThrow(
    expect.objectContaining({ code: 'bad_configuration' }),
  );
});

it('lets the sandbox, and it alone, connect to this machine', () => {
  expect(() => refuseUnsafeAddress('http://127.0.0.1:4000', true)).not.toThrow();
});

it('links an issue to the address that technicians use in the browser', () => {
  expect(issueUrl(JiraSettings.parse(given), 'HELP-1')).toBe('https://harbor-it.atlassian.net/browse/HELP-1');
  const settings = JiraSettings.parse({ ...given, siteUrl: 'https://jira.harbor-it.example/' });
  expect(issueUrl(settings, 'HELP-1')).toBe('https://jira.harbor-it.example/browse/HELP-1');
});
