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

  it('are not sent to another address', () => {
    const { secrets } = secretsWith(system, present, filled({ loginUrl: 'https://evil.example' }));

    expect(secrets).toEqual({});
  });

  it('are not there when their key was lost', () => {
    const locked: Integration = { ...present, secrets: { kind: 'locked', keyId: 'old' } };

    expect(secretsWith(system, locked, filled({})).secrets).toEqual({});
  });
});
