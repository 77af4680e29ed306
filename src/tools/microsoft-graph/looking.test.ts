import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lakeside, type MicrosoftBench, openMicrosoftBench } from '../../../test/support/microsoft.ts';
import type { SimulatedUser } from '../../sandbox/microsoft/tenant-state.ts';

let bench: MicrosoftBench;

beforeAll(async () => {
  bench = await openMicrosoftBench();
});
afterAll(() => bench.vendor.close());
beforeEach(() => {
  bench.vendor.reset();
  bench.vendor.faults.clear();
});

const { tenantId } = lakeside;
const dana = lakeside.user('dana');
const max = lakeside.user('max');
const priya = lakeside.user('priya');
const lee = lakeside.user('lee');

function stored(userId: string): SimulatedUser {
  const user = bench.vendor.tenant('lakeside').state.users.find(({ id }) => id === userId);
  if (!user) throw new RangeError(`no user ${userId}`);
  return user;
}

function look(tool: string, given: Record<string, unknown>) {
  return bench.read(tool).run(bench.scope(), given);
}

describe('the directory', () => {
  it.each(['dana@lakeside.example', 'DANA@lakeside.example', 'dd@lakeside.example'])(
    'knows Dana by %s',
    async (address) => {
      stored(dana).aliases = ['dd@lakeside.example'];
      expect(await bench.graph.directory.findUserByEmail(tenantId, address)).toEqual({
        id: dana,
        displayName: 'Dana Diaz',
        email: 'dana@lakeside.example',
        accountEnabled: true,
      });
    },
  );

  it.each([
    'nobody@lakeside.example',
    'bea@brightfield.example',
    "x' or accountEnabled eq true or mail eq 'x",
    "o'brien@lakeside.example",
  ])('knows nobody by %s', async (address) => {
    expect(await bench.graph.directory.findUserByEmail(tenantId, address)).toBeUndefined();
  });

  it('takes an address that two people have for nobody’s', async () => {
    stored(max).mail = 'dana@lakeside.example';
    expect(await bench.graph.directory.findUserByEmail(tenantId, 'dana@lakeside.example')).toBeUndefined();
  });

  it('names the manager of today', async () => {
    expect(await bench.graph.directory.managerOf(tenantId, dana)).toMatchObject({ id: max });
    stored(dana).managerId = priya;
    expect(await bench.graph.directory.managerOf(tenantId, dana)).toMatchObject({ id: priya });
  });

  it('says that Lee has no manager', async () => {
    expect(await bench.graph.directory.managerOf(tenantId, lee)).toBeUndefined();
  });

  it('does not take an unknown user, or a directory that is away, for having no manager', async () => {
    await expect(
      bench.graph.directory.managerOf(tenantId, '1a7e51de-0000-4000-8000-0000000fffff'),
    ).rejects.toMatchObject({ code: 'not_found' });

    bench.vendor.tenant('lakeside').permissions.clear();
    await expect(bench.graph.directory.managerOf(tenantId, dana)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('the read tools', () => {
  it('find people by the beginning of their names', async () => {
    const { data, evidence } = await look('find_user', { search: 'dan di' });
    expect(data).toMatchObject({ users: [{ id: dana, displayName: 'Dana Diaz', accountEnabled: true }] });
    expect(evidence).toBe('Users found by "dan di": Dana Diaz');
  });

  it.each(['"', '" OR "displayName:', '\\', "'; drop", '){', '$filter=1', 'a&b#c'])(
    'find nobody by %s, and send nothing else than a search',
    async (search) => {
      expect(await look('find_user', { search })).toMatchObject({ data: { users: [] }, targets: [] });
    },
  );

  it('show an administrator, the manager, and where an account is mastered', async () => {
    expect((await look('get_user', { userId: max })).data).toMatchObject({
      directoryRoles: [],
      isSynced: false,
      manager: { id: priya },
    });
    expect((await look('get_user', { userId: priya })).data).toMatchObject({
      directoryRoles: ['Global Administrator'],
      manager: null,
    });
    expect((await look('get_user', { userId: lakeside.user('sam') })).data).toMatchObject({
      isSynced: true,
    });
  });

  it('show groups, application roles and licences with where they come from', async () => {
    const { state } = bench.vendor.tenant('lakeside');
    state.assignments.push({
      id: 'one',
      principalId: lakeside.group('zendesk-users'),
      applicationId: lakeside.application('zendesk'),
      roleId: lakeside.role('zendesk', 'agent'),
      createdAt: bench.clock.now(),
    });
    const finance = state.groups.find(({ id }) => id === lakeside.group('privileged-ops'));
    finance?.memberGroupIds.push(lakeside.group('finance-rw'));

    const { data, targets, evidence } = await look('get_user_access', { userId: max });

    expect(data).toMatchObject({
      groups: expect.arrayContaining([
        expect.objectContaining({ displayName: 'Zendesk Users', kind: 'security', isDirect: true }),
        expect.objectContaining({ displayName: 'All Staff', kind: 'dynamic', isDirect: true }),
        expect.objectContaining({ displayName: 'Privileged Operations', isDirect: false }),
      ]) as unknown,
      applicationRoles: [{ applicationName: 'Zendesk', roleName: 'Agent', throughGroup: 'Zendesk Users' }],
      licences: [{ name: 'Microsoft 365 Business Premium' }, { name: 'Power BI Pro' }],
    });
    expect(targets.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['user', 'group', 'application', 'application_role', 'licence']),
    );
    expect(evidence).toContain('Zendesk (Agent)');
  });

  it('find groups by their description too', async () => {
    expect((await look('find_group', { search: 'finance share' })).data).toMatchObject({
      groups: [{ displayName: 'Finance-RW', kind: 'security' }],
    });
  });

  it('offer the default access of an application without roles', async () => {
    const { data, targets } = await look('find_application', { search: 'dentrix' });
    expect(data).toMatchObject({ applications: [{ roles: [{ name: 'Default access' }] }] });
    expect(targets.map(({ kind }) => kind)).toEqual(['application', 'application_role']);
  });

  it('count free seats', async () => {
    expect((await look('list_available_licences', {})).data).toMatchObject({
      licences: expect.arrayContaining([
        expect.objectContaining({ name: 'Power BI Pro', total: 5, free: 4 }),
        expect.objectContaining({ name: 'Visio Plan 2', total: 2, free: 0 }),
      ]) as unknown,
    });
  });

  it('show how somebody signs in without showing the whole number', async () => {
    const { data } = await look('list_authentication_methods', { userId: dana });
    expect(data).toMatchObject({
      methods: [
        { name: 'Password' },
        { name: 'Microsoft Authenticator' },
        { name: 'Phone', detail: 'ends in 00' },
      ],
    });
    expect(JSON.stringify(data)).not.toContain('5550100');
  });

  it('show sign-ins newest first, with why one failed', async () => {
    const { data, evidence } = await look('list_recent_sign_ins', { userId: dana });
    expect(data).toMatchObject({
      signIns: [
        { succeeded: true, failureReason: null },
        { succeeded: false, errorCode: 50126, failureReason: expect.stringMatching(/password/) as string },
        { succeeded: true },
      ],
    });
    expect(evidence).toBe('Recent sign-ins of Dana Diaz: 3, 1 of them failed');
  });

  it('say that a tenant without Entra ID P1 has no sign-in log', async () => {
    bench.vendor.tenant('lakeside').premium = false;
    await expect(look('list_recent_sign_ins', { userId: dana })).rejects.toMatchObject({
      code: 'licence_required',
    });
  });

  it('see nothing of another tenant', async () => {
    const scope = bench.scope('b419f1e1-0000-4000-8000-000000000002');
    expect(await bench.read('find_user').run(scope, { search: 'dana' })).toMatchObject({
      data: { users: [] },
    });
    await expect(bench.read('get_user').run(scope, { userId: dana })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('previews', () => {
  it('show the groups before and after, and ask Graph once for each thing', async () => {
    const other = await openMicrosoftBench();
    let reads = 0;
    other.vendor.observe((stage, { path }) => {
      if (stage === 'arrived' && path.startsWith('/v1.0/')) reads += 1;
    });
    const tool = other.write('add_to_group');
    const scope = other.scope();
    const given = { userId: dana, groupId: lakeside.group('zendesk-users') };

    const [preview] = await Promise.all([tool.preview(scope, given), tool.preflight(scope, given)]);
    await other.vendor.close();

    expect(preview).toEqual({
      summary: 'Add Dana Diaz to the group Zendesk Users',
      doneSummary: 'Dana Diaz was added to the group Zendesk Users',
      doneSummaries: {
        de: 'Dana Diaz wurde in die Gruppe Zendesk Users aufgenommen',
        es: 'Se ha añadido a Dana Diaz al grupo Zendesk Users',
      },
      subject: { kind: 'user', id: dana, label: 'Dana Diaz' },
      before: [{ label: 'Groups of Dana Diaz', value: 'All Staff' }],
      after: [{ label: 'Groups of Dana Diaz', value: 'All Staff, Zendesk Users' }],
      risk: { level: 'normal', reasons: [] },
    });
    expect(reads).toBe(4);
  });

  it.each([
    ['add_to_group', { userId: priya, groupId: lakeside.group('zendesk-users') }, /Global Administrator/],
    ['add_to_group', { userId: dana, groupId: lakeside.group('privileged-ops') }, /directory roles/],
    [
      'assign_application_role',
      {
        userId: dana,
        applicationId: lakeside.application('salesforce'),
        roleId: lakeside.role('salesforce', 'admin'),
      },
      /System Administrator/,
    ],
    ['assign_licence', { userId: priya, skuId: lakeside.skuId('power-bi-pro') }, /Global Administrator/],
    ['revoke_sessions', { userId: priya }, /Global Administrator/],
    ['reset_password', { userId: dana }, /new password/],
    ['reset_authentication_methods', { userId: dana }, /password alone/],
    ['disable_account', { userId: dana }, /cannot work/],
  ])('of %s say why it is a high risk', async (tool, given, because) => {
    const { risk } = await bench.write(tool).preview(bench.scope(), given);
    expect(risk.level).toBe('high');
    expect(risk.reasons.join('; ')).toMatch(because);
  });

  it('of an ordinary role are no high risk', async () => {
    const given = {
      userId: dana,
      applicationId: lakeside.application('salesforce'),
      roleId: lakeside.role('salesforce', 'standard'),
    };
    const { risk } = await bench.write('assign_application_role').preview(bench.scope(), given);
    expect(risk).toEqual({ level: 'normal', reasons: [] });
  });

  it('of somebody who is not there say so', async () => {
    const given = { userId: '1a7e51de-0000-4000-8000-0000000fffff' };
    await expect(bench.write('revoke_sessions').preview(bench.scope(), given)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('an MFA reset', () => {
  const given = { userId: lakeside.user('dana') };

  it('deletes the default method last and signs the user out after it', async () => {
    const sent: string[] = [];
    const stop = bench.vendor.observe((stage, { method, path }) => {
      if (stage === 'arrived' && method !== 'GET' && path.startsWith('/v1.0/'))
        sent.push(path.split('/').at(-2) ?? '');
    });
    await bench.write('reset_authentication_methods').execute(bench.scope(), given);
    stop();
    // The authenticator is the default: refused first, deleted when the phone is gone.
    expect(sent).toEqual([
      'microsoftAuthenticatorMethods',
      'phoneMethods',
      'microsoftAuthenticatorMethods',
      dana,
    ]);
  });

  it.each([
    ['the sessions are not ended', 'POST', /revokeSignInSessions$/],
    ['the last method is not deleted', 'DELETE', /fido2Methods/],
  ])('is never reported as "nothing changed" when %s', async (_, method, path) => {
    const [first] = stored(dana).methods;
    stored(dana).methods.push({
      id: `${dana.slice(0, -4)}f1d0`,
      kind: 'fido2',
      isDefault: false,
      createdAt: first?.createdAt ?? bench.clock.now(),
    });
    const body = { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } };
    bench.vendor.faults.add({ method, path, answer: { kind: 'status', status: 403, body } });
    const tool = bench.write('reset_authentication_methods');
    const since = bench.clock.now();

    expect(await tool.execute(bench.scope(), given)).toEqual({ kind: 'unknown' });
    expect(await tool.verify(bench.scope(), given, since)).toBe('not_done');
    expect(await tool.execute(bench.scope(), given)).toEqual({ kind: 'done' });
    expect(await tool.verify(bench.scope(), given, since)).toBe('done');
  });
});

describe('a change that Graph finds made already', () => {
  it('is done: a member, a role, somebody who is no member any more, a licence that is gone', async () => {
    const { state } = bench.vendor.tenant('lakeside');
    const member = { userId: max, groupId: lakeside.group('zendesk-users') };
    expect(await bench.write('add_to_group').execute(bench.scope(), member)).toEqual({ kind: 'done' });
    expect(
      await bench.write('remove_from_group').execute(bench.scope(), { ...member, userId: dana }),
    ).toEqual({ kind: 'done' });

    const licence = { userId: dana, skuId: lakeside.skuId('power-bi-pro') };
    expect(await bench.write('remove_licence').execute(bench.scope(), licence)).toEqual({ kind: 'done' });
    expect(state.skus.find(({ skuId }) => skuId === licence.skuId)?.consumed).toBe(1);
  });

  it('is told apart from a call that Graph does not understand', async () => {
    const given = { userId: dana, groupId: lakeside.group('reception-list') };
    const result = await bench.write('add_to_group').execute(bench.scope(), given);
    expect(result).toMatchObject({ kind: 'failed' });
  });
});
