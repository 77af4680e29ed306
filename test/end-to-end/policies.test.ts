import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addMs, DAY_MS } from '../../src/clock.ts';
import type { ApprovalRequest } from '../../src/models/approval.ts';
import { samplePlan, sampleRequest, sampleStep } from '../../src/models/mongoose/samples.fixture.ts';
import type { PlanStep } from '../../src/models/plan.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { AUTO, DISABLED, TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { accountOf } from '../support/accounts.ts';
import { applies, becomes, confirmationOf, gives } from '../support/admins.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

const toolsSet = async (scope: string) => (await desk.app.stores.policies.get([scope]))[0]?.tools ?? {};
const says = async (line: string) => (await gives(desk, 'ada', line)).text;
const changes = async () => (await desk.audit()).filter(({ action }) => action === 'policy_changed');

describe('a change of policies', () => {
  it('is shown before anything changes: each tool from what to what, where, who keeps their own, what waits', async () => {
    await desk.ask('dana', 'I need access to Zendesk');
    await desk.app.stores.policies.set({
      scope: 'brightfield',
      version: 0,
      tools: { add_to_group: DISABLED },
    });

    const shown = await gives(desk, 'ada', 'policy set add_to_group auto');
    expect(shown.text).toBe(
      [
        'All clients: 1 policy would change. Nothing has changed yet.',
        '• add_to_group: approval_needed → auto; at Lakeside Dental; keeps its own: Brightfield Law (disabled)',
        '1 waiting request uses it: it waits for the same signatures as before, and runs only if these are enough then.',
      ].join('\n'),
    );
    expect(shown.choices).toMatchObject([{ label: 'Apply', style: 'primary' }]);
    expect(await toolsSet('msp')).toEqual({});
    expect(await changes()).toEqual([]);
    expect(await says('policy set add_to_group auto --client brightfield')).toMatch(
      /No waiting request is affected/u,
    );
  });

  it('of several tools is one save, with an entry in the trail for each', async () => {
    const answer = await applies(
      desk,
      'ada',
      'policy set add_to_group, assign_licence auto --client lakeside',
    );

    expect(answer.text).toMatch(/add_to_group is auto now.*assign_licence is auto now/su);
    expect((await desk.app.stores.policies.get(['lakeside']))[0]).toMatchObject({
      version: 1,
      tools: { add_to_group: AUTO, assign_licence: AUTO },
    });
    expect(
      (await changes()).map(({ clientId, details }) => [clientId, details['tool'], details['to']]),
    ).toEqual([
      ['lakeside', 'add_to_group', 'auto'],
      ['lakeside', 'assign_licence', 'auto'],
    ]);
  });

  it('of a whole integration leaves out what only looks where it cannot ask, and says what it pins', async () => {
    await applies(
      desk,
      'ada',
      'policy set --integration micro approval_needed --with-manager --client lakeside',
    );
    const set = await toolsSet('lakeside');
    expect(Object.keys(set)).toHaveLength(11);
    expect(new Set(Object.values(set).map((policy) => JSON.stringify(policy)))).toEqual(
      new Set([JSON.stringify(TECHNICIAN_AND_MANAGER)]),
    );

    await applies(desk, 'ada', 'policy set --integration "Microsoft 365" disabled --client lakeside');
    expect(Object.keys(await toolsSet('lakeside'))).toHaveLength(19);
    await applies(desk, 'ada', 'policy reset --integration microsoft365 --client lakeside');
    expect(await toolsSet('lakeside')).toEqual({});
    expect(await says('policy set --integration microsoft365 approval_needed')).toMatch(
      /As before, but set for all clients from now on: add_to_group \(approval_needed\)/u,
    );
  });

  it('that is so already is no change', async () => {
    await applies(desk, 'ada', 'policy set add_to_group disabled --client lakeside');
    const again = await gives(desk, 'ada', 'policy set add_to_group disabled --client lakeside');

    expect(again).toMatchObject({ kind: 'answer', text: expect.stringMatching(/this is so already/u) });
    expect(again.choices).toBeUndefined();
    expect(await says('policy reset assign_licence')).toMatch(/has no policy of its own here/u);
  });

  it('that somebody else has overtaken changes nothing, and shows how it is now', async () => {
    await becomes(desk, 'theo', 'msp_admin');
    const line = await confirmationOf(desk, 'ada', 'policy set add_to_group auto --client lakeside');
    await applies(desk, 'theo', 'policy set add_to_group disabled --client lakeside');

    const late = await gives(desk, 'ada', line);
    expect(late.kind).toBe('refused');
    expect(late.text).toMatch(/Something has changed.*nothing was done.*disabled → auto/su);
    expect(await toolsSet('lakeside')).toEqual({ add_to_group: DISABLED });
    expect((await gives(desk, 'ada', late.choices?.[0]?.command ?? '')).text).toMatch(
      /is auto now \(it was disabled\)/u,
    );
  });

  it('of all clients is overtaken too by a client that has got its own policy', async () => {
    const line = await confirmationOf(desk, 'ada', 'policy set add_to_group auto');
    await applies(desk, 'ada', 'policy set add_to_group disabled --client lakeside');

    expect((await gives(desk, 'ada', line)).text).toMatch(/Something has changed/u);
    expect(await toolsSet('msp')).toEqual({});
  });

  it('by two admins at the same moment is one: the other is told, and nothing is silently overwritten', async () => {
    await becomes(desk, 'theo', 'msp_admin');
    const lines = {
      ada: await confirmationOf(desk, 'ada', 'policy set add_to_group auto --client lakeside'),
      theo: await confirmationOf(desk, 'theo', 'policy set add_to_group disabled --client lakeside'),
    };
    const other = await desk.anotherApp();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        index % 2
          ? desk.app.desk.command(accountOf('ada'), lines.ada)
          : other.desk.command(accountOf('theo'), lines.theo),
      ),
    );

    const done = answers.filter(
      (answer) => answer.kind === 'answer' && /is (?:auto|disabled) now/u.test(answer.text),
    );
    expect(done).toHaveLength(1);
    expect(await changes()).toHaveLength(1);
    for (const answer of answers.filter((one) => !done.includes(one)))
      expect(answer.kind === 'form' ? '' : answer.text).toMatch(
        /Somebody else has changed the policies|Something has changed|this is so already/u,
      );
    const [change] = await changes();
    expect(await toolsSet('lakeside')).toEqual({
      add_to_group: change?.details['to'] === 'auto' ? AUTO : DISABLED,
    });
  });

  it.each(['', 'ffffffff', '"a b"', '--client'])(
    'is not made by a confirmation of nothing: %s',
    async (token) => {
      await gives(desk, 'ada', `policy set add_to_group auto --client lakeside --confirm ${token}`);

      expect(await toolsSet('lakeside')).toEqual({});
    },
  );
});

describe('what is written about policies', () => {
  it.each([
    ['policy set add_to_gruop auto', 'add_to_group', 'policy set add_to_group auto'],
    [
      'policy set add_to_group,asign_licence auto',
      'assign_licence',
      'policy set add_to_group assign_licence auto',
    ],
    ['policy show reset', 'reset_password', 'policy show reset_password'],
    ['policy list --integration microsft365', 'Microsoft 365', 'policy list --integration microsoft365'],
    ['policy set add_to_group disabeld', 'disabled', 'policy set add_to_group disabled'],
    ['policy set add_to_group', 'disabled', 'policy set add_to_group disabled'],
    ['policy sett add_to_group auto', 'policy set', 'policy set add_to_group auto'],
    ['policy try add_to_group auto', 'Lakeside Dental', 'policy try add_to_group auto --client lakeside'],
  ])('is not guessed when it is unclear, but offered: %s', async (line, label, command) => {
    const answer = await gives(desk, 'ada', line);

    expect(answer.kind).toBe('not_understood');
    expect(answer.choices).toContainEqual(expect.objectContaining({ label, command }));
  });

  it.each([
    ['policy set auto --with-manager add_to_group', /The policy is/u],
    ['policy set add_to_group disabled --with-manager', /goes with `approval_needed`/u],
    ['policy set auto', /Which tools\?/u],
    ['policy try find_user disabled --client lakeside', /only looks/u],
    ['policy try add_to_group, assign_licence auto --client lakeside', /One tool at a time/u],
    ['policy set --integration runbooks approval_needed', /only looks/u],
  ])('is answered with what is wrong, and changes nothing: %s', async (line, sentence) => {
    expect(await says(line)).toMatch(sentence);
    expect(await toolsSet('msp')).toEqual({});
  });

  it('finds tools by the beginning of their names, by their titles, and with dashes', async () => {
    for (const tool of ['add_to', 'Add-To-Group', '"Add to group"'])
      expect(await says(`policy show ${tool}`)).toMatch(/^add_to_group \(Microsoft 365\)/u);
  });
});

describe('what holds', () => {
  it('is listed by integration, with what differs from the default and whose word that is', async () => {
    await applies(desk, 'ada', 'policy set add_to_group disabled');
    await applies(desk, 'ada', 'policy set assign_licence, find_user disabled --client lakeside');

    const list = await says('policy list --client lakeside');
    expect(list).toMatch(/^Policies: Lakeside Dental\nMicrosoft 365:/u);
    expect(list).toContain('• add_to_group: disabled ← set for all clients (default: approval_needed)');
    expect(list).toContain('• assign_licence: disabled ← set for Lakeside Dental (default: approval_needed)');
    expect(list).toContain('• find_user: disabled ← set for Lakeside Dental (default: auto)');
    expect(list).toContain('• 7 tools that only look: auto (default)');
    expect(await says('policy list')).toContain(
      '• assign_licence: approval_needed; own policy at Lakeside Dental (disabled)',
    );
    expect(await says('policy list --integration runbooks')).not.toContain('add_to_group');
  });

  it('is shown for one tool, with what can be set instead; tapping shows what that comes to', async () => {
    const shown = await gives(desk, 'ada', 'policy show reset_password --client lakeside');

    expect(shown.text).toMatch(/high risk.*Lakeside Dental: approval_needed with manager.*manager sign/su);
    expect(shown.choices?.map(({ label }) => label)).toEqual([
      'Set auto',
      'Set approval_needed',
      'Set disabled',
    ]);
    expect(await says(shown.choices?.[2]?.command ?? '')).toMatch(/approval_needed with manager → disabled/u);
    expect(await toolsSet('lakeside')).toEqual({});
  });
});

describe('`policy try`', () => {
  const PERSON = '7f3a1f0e-4a0f-4e0e-9d3b-0c9a3f6f1a11';
  const OTHER = '9c3a1f0e-4a0f-4e0e-9d3b-0c9a3f6f1a99';

  /** A request of the past, with a plan and what came of it, later than those before it; the day that it is of. */
  async function happened(
    name: string,
    {
      daysAgo = 1,
      steps = [sampleStep()],
      signatures = [],
      ...more
    }: Partial<ServiceRequest> & {
      daysAgo?: number;
      steps?: readonly PlanStep[];
      signatures?: readonly ApprovalRequest['state'][];
    },
  ): Promise<string> {
    desk.clock.advance({ ms: 1 });
    const createdAt = addMs(desk.clock.now(), -daysAgo * DAY_MS);
    const plan = samplePlan(...steps);
    const approvals = signatures.map(
      (state, index): ApprovalRequest => ({
        id: `apr_${name}_${index}`,
        kind: index === 0 ? 'technician' : 'manager',
        planDigest: plan.digest,
        state,
        approvers: [],
        copies: [],
      }),
    );
    const request = sampleRequest({
      clientId: 'lakeside',
      status: 'completed',
      plan,
      approvals,
      createdAt,
      ticket: { psa: 'connectwise', id: name },
      requester: {
        identity: { provider: 'slack', tenant: 'T0LAKESIDE', user: name },
        name,
        personId: `per_${name}`,
        directoryUserId: PERSON,
      },
      ...more,
    });
    expect(await desk.app.stores.requests.insert(request)).toBe('inserted');
    return createdAt.toISOString().slice(0, 10);
  }

  const at = new Date();
  const approved = { kind: 'approved', by: { personId: 'per_tess', name: 'Tess' }, at } as const;
  const denied = { kind: 'denied', by: { personId: 'per_theo', name: 'Theo' }, at } as const;
  const closed = { kind: 'closed' } as const;
  const riskyStep = sampleStep({ risk: { level: 'high', reasons: ['the group can be given roles'] } });
  const forOther = sampleStep({ subject: { kind: 'user', id: OTHER, label: 'Sam Silva' } });

  it('says what would have run without asking, which of that was denied or expired, and why the rest would ask', async () => {
    const approvedOn = await happened('Approved', { signatures: [approved] });
    const deniedOn = await happened('Denied', { signatures: [denied], status: 'denied' });
    const expiredOn = await happened('Expired', {
      signatures: [closed],
      status: 'expired',
      history: [{ event: 'approval_expired', at }],
    });
    await happened('Risky', { signatures: [approved, approved], steps: [riskyStep] });
    await happened('ForSam', { signatures: [approved], steps: [forOther] });
    await happened('WithLicence', {
      signatures: [denied],
      status: 'denied',
      steps: [sampleStep(), sampleStep({ tool: 'assign_licence' })],
    });
    await happened('Caller', {
      signatures: [approved],
      requester: {
        identity: { provider: 'phone', tenant: 'phone', user: '+15555550501' },
        name: 'Caller',
        directoryUserId: PERSON,
        identification: { how: 'number_on_file', confirmed: { by: 'voice', at } },
      },
    });
    await happened('TooOld', { daysAgo: 31, signatures: [denied] });
    await happened('Elsewhere', { clientId: 'brightfield', signatures: [denied] });
    await happened('OtherTool', { steps: [sampleStep({ tool: 'remove_from_group' })], signatures: [denied] });
    const before = await desk.app.stores.policies.get(['msp', 'lakeside']);

    const answer = await gives(desk, 'ada', 'policy try add_to_group auto --client lakeside');
    const lines = answer.text.split('\n');
    expect(lines[0]).toBe('add_to_group auto at Lakeside Dental, the last 30 days. Nothing is changed.');
    expect(lines[1]).toBe('7 requests had a plan with it.');
    expect(lines[2]).toBe('Would have run without asking: 3 (1 had been denied; 1 had been left to expire)');
    expect(lines.slice(3, 6).toSorted()).toEqual([
      `• ${approvedOn} Approved: Add Dana Diaz to the group Zendesk Users (ticket #Approved): was approved`,
      `• ${deniedOn} Denied: Add Dana Diaz to the group Zendesk Users (ticket #Denied): was DENIED by Theo`,
      `• ${expiredOn} Expired: Add Dana Diaz to the group Zendesk Users (ticket #Expired): had EXPIRED`,
    ]);
    expect(lines[5]).toContain('Approved:');
    expect(lines[6]).toMatch(
      /^Would ask a technician: 3 \(1 had been denied; all as with the present policy\)/u,
    );
    expect(answer.text).toMatch(/ForSam: .*was approved; for Sam Silva, not for themselves/u);
    expect(answer.text).toMatch(/WithLicence: .*DENIED by Theo; assign_licence asks for approval/u);
    expect(answer.text).toMatch(/Caller: .*; the caller was known by their number alone/u);
    expect(answer.text).toMatch(
      /Would ask a technician and the manager: 1.*\n• .*Risky: .*; high risk: the group can be given roles/u,
    );
    for (const left of ['TooOld', 'Elsewhere', 'OtherTool']) expect(answer.text).not.toContain(left);
    expect(answer.choices).toHaveLength(3);
    expect(answer.choices?.[0]?.label).toMatch(/^Look at (#\w+|[0-9A-Z]{6}) of [A-Z]/u);
    expect((await gives(desk, 'ada', answer.choices?.[0]?.command ?? '')).kind).toBe('answer');
    expect(await desk.app.stores.policies.get(['msp', 'lakeside'])).toEqual(before);
  });

  it('tries stricter policies too, and says that in plan mode nothing runs', async () => {
    await happened('Alone', { approvals: [] });
    await desk.control.setMode('lakeside', 'plan');

    expect(await says('policy try add_to_group approval_needed with manager --client lakeside')).toMatch(
      /plan mode: nothing runs there.*without asking: 0\nWould ask a technician and the manager: 1\n• .*Alone: .*nobody was asked/su,
    );
    expect(await says('policy try add_to_group disabled --client lakeside')).toMatch(/Would be refused: 1/u);
    expect(await says('policy try assign_licence auto --client lakeside')).toMatch(
      /No request has had a plan/u,
    );
  });

  it('agrees with what happens once the policy is set', async () => {
    await desk.ask('dana', 'I need access to Zendesk');
    await desk.deny('tess', 'Not now');
    expect(await says('policy try add_to_group auto --client lakeside')).toMatch(
      /Would have run without asking: 1 \(1 had been denied\)\n• .*Dana Diaz: .*DENIED by Tess Tanaka/u,
    );
    await applies(desk, 'ada', 'policy set add_to_group auto --client lakeside');
    const request = await desk.ask('dana', 'I need access to Zendesk');

    expect(request).toMatchObject({ status: 'completed', approvals: [] });
  });

  it('is bounded, and says when it was cut', async () => {
    const { requests } = desk.app.stores;
    const plan = samplePlan(sampleStep());
    await Promise.all(
      Array.from({ length: 501 }, () =>
        requests.insert(
          sampleRequest({ clientId: 'lakeside', status: 'completed', plan, createdAt: desk.clock.now() }),
        ),
      ),
    );

    expect(await says('policy try add_to_group auto --client lakeside')).toMatch(
      /^.*\n500 requests had a plan with it\.\nThere were more: these are the newest 500\./u,
    );
  });
});
