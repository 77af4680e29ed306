import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AuditAction, verifyChain } from '../../src/models/audit.ts';
import { calls } from '../../src/sandbox/openai/index.ts';
import { accountOf } from '../support/accounts.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { lakeside } from '../support/microsoft.ts';

const ZENDESK = 'I need access to Zendesk';
const ADA = accountOf('ada');
const TESS = accountOf('tess');

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  desk.openai.script('scenarios');
  await desk.reset();
});
afterAll(() => desk.close());

/** What `/countersign …` answers, to the person alone, as they read it. */
async function command(who: string, text: string): Promise<string> {
  const { answer } = await desk.slack.slashCommand(who, text);
  const { response_type: to, text: said } = answer as { response_type: string; text: string };
  expect(to).toBe('ephemeral');
  return said.replaceAll('ˋ', '`').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

/** What is answered once the change that was shown has been applied. */
async function confirmed(who: string, text: string): Promise<string> {
  const by = who === 'ada' ? ADA : TESS;
  const shown = await desk.app.desk.command(by, text);
  const [apply] = (shown.kind === 'form' ? undefined : shown.choices) ?? [];
  if (!apply) throw new Error(`nothing to apply: ${JSON.stringify(shown)}`);
  return command(who, apply.command);
}

const audited = async (action: AuditAction) =>
  (await desk.audit()).filter((entry) => entry.action === action);
const modes = async () =>
  Object.fromEntries((await desk.control.clients()).map(({ key, mode }) => [key, mode]));
const policyText = async (tool: string) => {
  const found = (await desk.control.policies('lakeside')).find((one) => one.tool === tool);
  return JSON.stringify(found?.policy);
};

describe('anybody', () => {
  it.each(['dana', 'tess', 'ada'])('is helped with the commands that there are: %s', async (who) => {
    for (const asked of ['help', '', '  HELP  ']) expect(await command(who, asked)).toMatch(/• `status`: /u);
    expect(await command(who, 'help')).toContain('with `/countersign` in front:');
    expect(await command(who, 'sudo rm -rf')).toMatch(/do not know “sudo”/u);
  });

  it('sees with `status` their own requests as an employee, every client as a technician', async () => {
    expect(await command('dana', 'status')).toMatch(/You have no requests/u);
    await desk.ask('dana', ZENDESK);

    expect(await command('dana', 'status')).toMatch(
      /access to Zendesk.*Waiting for approval by a technician/su,
    );
    expect(await command('max', 'status')).not.toContain('Zendesk');
    for (const who of ['tess', 'ada']) {
      expect(await command(who, 'status')).toMatch(/Lakeside Dental: execute mode · 1 waiting for approval/u);
      expect(await command(who, 'status')).toMatch(/Brightfield Law: execute mode · 0 waiting/u);
    }
  });
});

describe('who is not an admin', () => {
  it.each([
    ['an employee', 'dana'],
    ['a technician', 'tess'],
  ])('changes no mode and no policy, and the try is audited: %s', async (_who, who) => {
    const before = [await modes(), await policyText('add_to_group')];
    const tries = [
      'mode',
      'mode lakeside plan',
      'policy',
      'policy set add_to_group auto',
      'POLICY SET add_to_group disabled --client lakeside',
    ];
    for (const text of tries) expect(await command(who, text)).toMatch(/Only an admin of the MSP may use/u);

    expect([await modes(), await policyText('add_to_group')]).toEqual(before);
    expect(await audited('command_refused')).toHaveLength(tries.length);
    expect(await audited('mode_changed')).toEqual([]);
    expect(await audited('policy_changed')).toEqual([]);
  });

  it('is an admin no more from the moment the role is taken away', async () => {
    const ada = await desk.app.stores.people.byIdentity(ADA);
    if (ada) await desk.app.stores.people.setRole(ada, 'msp_technician');

    expect(await command('ada', 'mode lakeside plan')).toMatch(/Only an admin/u);
    expect((await modes())['lakeside']).toBe('execute');
  });

  it('is somebody with the admin’s user id in another workspace', async () => {
    const answer = await desk.app.desk.command({ ...ADA, tenant: 'T0STRANGE' }, 'mode lakeside plan');

    expect(answer.kind).toBe('refused');
    expect((await audited('command_refused'))[0]?.details).toMatchObject({
      identity: 'slack:T0STRANGE:U0ADA',
    });
  });
});

describe('an admin', () => {
  it.each([
    'mode lakeside plan',
    'mode "Lakeside Dental" plan',
    'mode “Lakeside Dental” plan',
    'MODE LAKESIDE Plan',
    '  mode   lake   plan ',
  ])('names a client by its id, its name in quotes, or the beginning of it: %s', async (text) => {
    expect(await command('ada', text)).toMatch(
      /Lakeside Dental is in plan mode now \(it was in execute mode\)/u,
    );
    expect(await modes()).toEqual({ lakeside: 'plan', brightfield: 'execute' });
    expect(
      (await audited('mode_changed')).map(({ clientId, by, details }) => [clientId, by?.name, details]),
    ).toEqual([['lakeside', 'Ada Okafor', { from: 'execute', to: 'plan' }]]);
  });

  it.each([
    ['mode nowhere plan', /know no client “nowhere”.*Lakeside Dental/su],
    ['mode lakeside fly', /The mode is `plan` or `execute`/u],
    ['mode Lakeside Dental plan', /too many arguments/u],
    ['mode " plan', /know no client/u],
    ['policy list --client nowhere', /know no client “nowhere”/u],
    ['policy set drop_table auto --client lakeside', /know no tool “drop_table”/u],
    ['policy set __proto__ auto --client lakeside', /know no tool “__proto__”/u],
    ['policy set add_to_group constructor --client lakeside', /The policy is `auto`/u],
    ['policy set add_to_group approval --client lakeside', /The policy is `auto`/u],
    ['policy set reset_password auto --client lakeside', /high risk: one admin alone cannot make it `auto`/u],
    ['policy set disable_account auto', /high risk: one admin alone cannot make it `auto`/u],
    ['policy set find_user approval_needed --client lakeside', /only looks: it is `auto` or `disabled`/u],
    ['policy lakeside add_to_group auto', /After `policy` comes `list`/u],
  ])('is told what is wrong, and nothing changes: %s', async (text, sentence) => {
    const before = [await modes(), await desk.control.policies('lakeside'), await desk.audit()];

    expect((await command('ada', text)).replaceAll('ˍ', '_')).toMatch(sentence);
    expect([await modes(), await desk.control.policies('lakeside'), await desk.audit()]).toEqual(before);
  });

  it('sets a policy for one client or for all, sees it listed, and takes it back', async () => {
    expect(
      await confirmed('ada', 'policy set add_to_group approval_needed with manager --client lakeside'),
    ).toMatch(
      /Lakeside Dental:\n• add_to_group is approval_needed with manager now \(it was approval_needed\)/u,
    );
    expect(await confirmed('ada', 'policy set add_to_group disabled')).toMatch(
      /All clients:\n• add_to_group is disabled now/u,
    );
    expect(await command('ada', 'policy list --client lakeside')).toMatch(
      /• add_to_group: approval_needed with manager ← set for Lakeside Dental/u,
    );
    expect(await command('ada', 'policy list --client brightfield')).toMatch(
      /• add_to_group: disabled ← set for all clients/u,
    );
    expect(await confirmed('ada', 'policy reset add_to_group --client lakeside')).toMatch(/is disabled now/u);

    expect(
      (await audited('policy_changed')).map(({ details }) => [
        details['scope'],
        details['from'],
        details['to'],
      ]),
    ).toEqual([
      ['lakeside', 'approval_needed', 'approval_needed with manager'],
      ['msp', 'approval_needed', 'disabled'],
      ['lakeside', 'approval_needed with manager', 'disabled'],
    ]);
  });
});

describe('what an admin has said', () => {
  it('holds for a request that waits already: a tool disabled meanwhile is not run, though it was signed', async () => {
    await desk.ask('dana', ZENDESK);
    await confirmed('ada', 'policy set add_to_group disabled --client lakeside');
    await desk.approve('tess');

    expect((await desk.newest()).status).toBe('handed_over');
    expect(desk.told('tess').join()).toContain('add_to_group has been disabled');
    expect(desk.writes()).toEqual([]);
  });

  it('holds for a request that waits already: in plan mode nothing is run, though it was signed', async () => {
    await desk.ask('dana', ZENDESK);
    await command('ada', 'mode lakeside plan');
    await desk.approve('tess');

    expect((await desk.newest()).status).toBe('handed_over');
    expect(desk.writes()).toEqual([]);
  });

  it('holds for a request that waits already: a manager asked for meanwhile is missing, and nothing is run', async () => {
    await desk.ask('dana', ZENDESK);
    await confirmed('ada', 'policy set add_to_group approval_needed with manager --client lakeside');
    await desk.approve('tess');

    expect((await desk.newest()).status).toBe('handed_over');
    expect(desk.told('tess').join()).toMatch(/manager’s approval/u);
    expect(desk.writes()).toEqual([]);
  });

  it('keeps a disabled tool from the model, and from a model that proposes it all the same', async () => {
    await confirmed('ada', 'policy set add_to_group disabled');
    desk.openai.script([
      {
        kind: 'calls',
        calls: [
          { name: 'get_user', arguments: { userId: lakeside.user('dana') } },
          { name: 'find_group', arguments: { search: 'zendesk' } },
        ],
      },
      ...Array.from({ length: 4 }, () =>
        calls('propose_plan', {
          diagnosis: 'x',
          steps: [
            {
              tool: 'add_to_group',
              arguments: { userId: lakeside.user('dana'), groupId: lakeside.group('zendesk-users') },
            },
          ],
        }),
      ),
    ]);
    const before = desk.openai.calls.length;
    await desk.ask('dana', ZENDESK);

    const offered = desk.openai.calls
      .slice(before)
      .map(({ body }) => JSON.stringify((body as { tools: unknown }).tools));
    expect(offered.join()).not.toContain('add_to_group');
    expect(offered.join()).toContain('remove_from_group');
    expect((await desk.newest()).status).toBe('handed_over');
    expect(desk.cards('tess')).toEqual([]);
  });
});

it('leaves a trail of every decision, policy, mode and step, in a chain that holds and that a change breaks', async () => {
  await command('tess', 'mode lakeside plan');
  await confirmed('ada', 'policy set add_to_group approval_needed with manager --client lakeside');
  await desk.ask('dana', ZENDESK);
  await desk.slack.clicks('dana', desk.card('tess'), 'approval_approve');
  await desk.approve('tess');
  await desk.approve('max');
  await command('ada', 'mode lakeside plan');
  await confirmed('ada', 'mode lakeside execute');
  await desk.ask('max', 'I need access to Salesforce');
  await desk.deny('theo', 'No budget');
  await desk.ask('sam', ZENDESK);
  await desk.control.advance({ hours: 25 });

  const trail = await desk.audit();
  const chain = trail.map(({ action, details }) =>
    `${action} ${String(details['verdict'] ?? details['to'] ?? details['outcome'] ?? '')}`.trim(),
  );
  for (const entry of [
    'command_refused',
    'policy_changed approval_needed with manager',
    'mode_changed plan',
    'mode_changed execute',
    'decision_refused approve',
    'approval_decided approved',
    'approval_decided denied',
    'step_executed done',
    'request_ended done',
    'request_ended denied',
    'approval_expired',
  ])
    expect(chain).toContain(entry);
  expect(chain.filter((entry) => entry === 'approval_decided approved')).toHaveLength(2);
  expect(chain.filter((entry) => entry === 'plan_proposed')).toHaveLength(3);
  expect(verifyChain(trail)).toMatchObject({ kind: 'intact', entries: trail.length });
  expect(trail.filter(({ action, by }) => /decided|changed/u.test(action) && !by)).toEqual([]);

  const forged = trail.map((entry, index) =>
    index === 3 ? { ...entry, details: { ...entry.details, verdict: 'approved' } } : entry,
  );
  expect(verifyChain(forged)).toMatchObject({ kind: 'broken', sequence: 4 });
  expect(verifyChain(trail.toSpliced(2, 1)).kind).toBe('broken');
});
