import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  brightfield,
  lakeside,
  type MicrosoftBench,
  openMicrosoftBench,
} from '../../../test/support/microsoft.ts';

let bench: MicrosoftBench;

beforeAll(async () => {
  bench = await openMicrosoftBench();
});
afterAll(() => bench.vendor.close());
beforeEach(() => bench.vendor.reset());

describe('the check of a tenant', () => {
  it('names the tenant that it reached', async () => {
    expect(await bench.graph.check(lakeside.tenantId)).toEqual({
      kind: 'working',
      detail: 'Lakeside Dental can be read',
    });
  });

  it('says where to consent when the app is not known there', async () => {
    bench.vendor.tenant('lakeside').consented = false;
    const graph = bench.connectWith({});
    expect(await graph.check(lakeside.tenantId)).toEqual({
      kind: 'broken',
      signedIn: false,
      fix: expect.stringContaining(
        `${lakeside.tenantId}/adminconsent?client_id=${bench.settings.appId}`,
      ) as string,
    });
    expect((await graph.check(brightfield.tenantId)).kind).toBe('working');
  });

  it.each([
    ['User.Read.All', /User\.Read\.All/],
    ['Application.Read.All', /Application\.Read\.All/],
    ['UserAuthenticationMethod.ReadWrite.All', /UserAuthenticationMethod\.ReadWrite\.All/],
    ['AuditLog.Read.All', /AuditLog\.Read\.All/],
  ])('names the missing permission %s', async (permission, named) => {
    const tenant = bench.vendor.tenant('lakeside');
    tenant.permissions.delete(permission);
    // It stands in for several others.
    if (permission !== 'UserAuthenticationMethod.ReadWrite.All')
      tenant.permissions.delete('Directory.Read.All');
    const check = await bench.graph.check(lakeside.tenantId);
    expect(check).toEqual({ kind: 'broken', signedIn: true, fix: expect.stringMatching(named) as string });
  });

  it('does not hold a tenant’s missing premium licence against it', async () => {
    bench.vendor.tenant('lakeside').premium = false;
    expect((await bench.graph.check(lakeside.tenantId)).kind).toBe('working');
  });

  it.each([
    ['a wrong secret', { clientSecret: 'wrong' }, /client secret is wrong/],
    [
      'an app that is not there',
      { appId: '0a99cafe-0000-4000-8000-00000000000f' },
      /not known in the tenant/,
    ],
    ['a server that is not there', { loginUrl: 'http://127.0.0.1:9' }, /can be reached/],
  ])('says what to do about %s, without the secret', async (_, settings, sentence) => {
    const check = await bench.connectWith(settings).check(lakeside.tenantId);
    expect(check).toEqual({
      kind: 'broken',
      signedIn: false,
      fix: expect.stringMatching(sentence) as string,
    });
    expect(JSON.stringify(check)).not.toContain(bench.settings.clientSecret);
  });

  it('says that a tenant does not exist', async () => {
    expect(await bench.graph.check('ffffffff-0000-4000-8000-000000000000')).toEqual({
      kind: 'broken',
      signedIn: false,
      fix: expect.stringMatching(/There is no tenant ffffffff/) as string,
    });
  });
});
