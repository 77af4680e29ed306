import { describe, expect, it } from 'vitest';
import type { Integration } from '../../../models/integration.ts';
import type { IntegrationKind } from './integration-admin.ts';
import {
  fieldsOf,
  isElsewhere,
  problemsOn,
  readFilled,
  secretFieldsOf,
  secretsWith,
} from './integration-form.ts';

const system: IntegrationKind = {
  name: 'microsoft365',
  title: 'Microsoft 365',
  guide: 'docs/connect-microsoft-365.md',
  may: [],
  fields: [
    { name: 'appId', label: 'App', hint: 'h', optional: false },
    {
      name: 'clientSecret',
      label: 'Secret',
      hint: 'h',
      optional: true,
      secret: true,
      insteadOf: 'certificate',
    },
    {
      name: 'certificate',
      label: 'Certificate',
      hint: 'h',
      optional: true,
      secret: true,
      reads: 'pem',
      insteadOf: 'clientSecret',
    },
    { name: 'loginUrl', label: 'Sign-in', hint: 'h', optional: true, address: true },
    { name: 'statuses', label: 'Statuses', hint: 'h', optional: true, reads: 'pairs' },
  ],
};

const present: Integration = {
  name: 'microsoft365',
  id: 'ins_1',
  settings: { appId: 'app-1', statuses: { waiting: 'Beim Kunden' } },
  secrets: { kind: 'open', values: { clientSecret: 'marked-secret' } },
  connectedBy: { personId: 'per_ada', name: 'Ada Adler' },
  connectedAt: new Date('2026-11-23T10:00:00Z'),
  version: 1,
};

const filled = (settings: object, secrets: object = {}) => ({
  settings: { ...settings },
  secrets: { ...secrets },
});

describe('the form', () => {
  it('shows present values, and of secrets only that they may be left as they are', () => {
    const fields = fieldsOf(system, present);

    expect(JSON.stringify(fields)).not.toContain('marked-secret');
    expect(fields).toMatchObject(
      [
        { kind: 'text', name: 'appId', value: 'app-1' },
        { kind: 'secret', name: 'clientSecret', optional: true, hint: /Leave it empty/u },
        { kind: 'secret', name: 'certificate' },
        { kind: 'text', name: 'loginUrl' },
        { kind: 'text', name: 'statuses', value: 'waiting = Beim Kunden', multiline: true },
      ].map((field) => ('hint' in field ? { ...field, hint: expect.stringMatching(field.hint) } : field)),
    );
    expect(secretFieldsOf(system, present).map(({ name }) => name)).toEqual(['clientSecret', 'certificate']);
  });

  it('keeps what is secret apart, and takes nothing that it has not asked for', () => {
    const read = readFilled(system, { appId: 'app-1', clientSecret: 's', timeoutMs: '5', loginUrl: ' ' });

    expect(read).toEqual({ kind: 'read', filled: filled({ appId: 'app-1' }, { clientSecret: 's' }) });
  });

  it('says what is wrong at the field, and at its first for what it does not have', () => {
    const fields = secretFieldsOf(system, present);

    expect(problemsOn(fields, { certificate: 'not PEM', appId: 'not a GUID' })).toEqual({
      kind: 'invalid',
      problems: { certificate: 'not PEM', clientSecret: 'appId: not a GUID' },
    });
  });
});

describe('settings', () => {
  const psa: IntegrationKind = {
    ...system,
    fields: [
      { name: 'baseUrl', label: 'Address', hint: 'h', optional: false, address: true },
      { name: 'companyId', label: 'Company', hint: 'h', optional: false, place: true },
      { name: 'board', label: 'Board', hint: 'h', optional: false },
    ],
  };
  const settings = { baseUrl: 'https://psa.example', companyId: 'harborit', board: 'Help Desk' };

  it.each([
    { of: 'another server', change: { baseUrl: 'https://other.example' }, elsewhere: true },
    { of: 'another company', change: { companyId: 'harborit2' }, elsewhere: true },
    { of: 'another board', change: { board: 'Onsite' }, elsewhere: false },
    { of: 'nothing else', change: {}, elsewhere: false },
  ])('of $of lead elsewhere: $elsewhere', ({ change, elsewhere }) => {
    expect(isElsewhere(psa, { ...present, settings }, { ...settings, ...change })).toBe(elsewhere);
  });
});

describe('secrets that are not entered again', () => {
  it('stay as they are', () => {
    expect(secretsWith(system, present, filled({ appId: 'app-1' })).secrets).toEqual({
      clientSecret: 'marked-secret',
    });
  });

  it('go when another takes their place', () => {
    const { secrets } = secretsWith(system, present, filled({ appId: 'app-1' }, { certificate: 'pem' }));

    expect(secrets).toEqual({ certificate: 'pem' });
  });

  it('are not sent to another address, nor lost without a word', () => {
    const moved = { loginUrl: 'https://evil.example' };

    expect(secretsWith(system, present, filled(moved))).toEqual({
      secrets: {},
      problems: { clientSecret: 'The address is another one: enter this again.' },
    });
    expect(secretsWith(system, present, filled(moved, { clientSecret: 'again' }))).toEqual({
      secrets: { clientSecret: 'again' },
      problems: {},
    });
    expect(secretsWith(system, present, filled(moved, { certificate: 'pem' }))).toEqual({
      secrets: { certificate: 'pem' },
      problems: {},
    });
  });

  describe('of a system that sends webhooks', () => {
    const jira: IntegrationKind = {
      ...system,
      fields: [
        { name: 'site', label: 'Site', hint: 'h', optional: false, address: true },
        { name: 'apiToken', label: 'Token', hint: 'h', optional: false, secret: true },
        { name: 'signingKey', label: 'Key', hint: 'h', optional: true, secret: true },
        { name: 'webhookSecret', label: 'Webhook', hint: 'h', optional: true, secret: true, inbound: true },
      ],
    };
    const values = { apiToken: 'token', signingKey: 'key', webhookSecret: 'hook' };
    const there: Integration = {
      ...present,
      settings: { site: 'https://harbor-it.atlassian.net' },
      secrets: { kind: 'open', values },
    };

    it.each(['https://harbor-it.atlassian.net/', 'Harbor-IT.atlassian.net'])(
      'stay all of them with the same address written as %s',
      (site) => {
        const { secrets, problems } = secretsWith(jira, there, filled({ site }, { apiToken: 'new' }));

        expect({ secrets, problems }).toEqual({ secrets: { ...values, apiToken: 'new' }, problems: {} });
        expect(isElsewhere(jira, there, { site })).toBe(false);
      },
    );

    it('stay with another address where they are never sent to it; each other one is asked for at its field', () => {
      const site = 'https://other.atlassian.net';
      const why = 'The address is another one: enter this again.';

      expect(secretsWith(jira, there, filled({ site }))).toEqual({
        secrets: { webhookSecret: 'hook' },
        problems: { apiToken: why, signingKey: why },
      });
      expect(secretsWith(jira, there, filled({ site }, { apiToken: 'new', signingKey: 'new' }))).toEqual({
        secrets: { apiToken: 'new', signingKey: 'new', webhookSecret: 'hook' },
        problems: {},
      });
    });

    it('are not asked for where there were none', () => {
      const without: Integration = { ...there, secrets: { kind: 'open', values: { apiToken: 'token' } } };
      const moved = filled({ site: 'https://other.atlassian.net' }, { apiToken: 'new' });

      expect(secretsWith(jira, without, moved)).toEqual({ secrets: { apiToken: 'new' }, problems: {} });
    });
  });

  it('are not there when their key was lost', () => {
    const locked: Integration = { ...present, secrets: { kind: 'locked', keyId: 'old' } };

    expect(secretsWith(system, locked, filled({})).secrets).toEqual({});
  });
});
