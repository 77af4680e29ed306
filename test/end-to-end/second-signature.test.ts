import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordDecision } from '../../src/flows/record-decision.ts';
import { silentLogger } from '../../src/logger.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { AUTO, DISABLED } from '../../src/models/tool-policy.ts';
import { createSealer } from '../../src/seal.ts';
import { accountOf } from '../support/accounts.ts';
import { applies, becomes, confirmationOf, gives, type MspKey } from '../support/admins.ts';
import { CHATS, type Chat, type ChatName, chatsOf, liveIn, liveInBoth } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

const LOOSEN = 'policy set reset_password auto --client lakeside';

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;

beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
});
beforeEach(() => becomes(desk, 'theo', 'msp_admin'));
afterEach(async () => {
  await liveInBoth(desk, 'ada', 'theo');
  await desk.reset();
});
afterAll(() => desk.close());

const policySet = async (scope: string) => (await desk.app.stores.policies.get([scope]))[0];
const policyOf = async (tool: string, scope = 'lakeside') => (await policySet(scope))?.tools[tool];
const cardsOf = (who: string) => CHATS.flatMap((name) => chats[name].cards(who));
const changes = async () => (await desk.audit()).filter(({ action }) => action === 'policy_changed');

/** A click as a surface hands it on, with whatever somebody put into the button. */
async function decides(who: MspKey, request: ServiceRequest, verdict: 'approve' | 'deny' = 'approve') {
  const [approval] = request.approvals;
  const answer = await desk.app.desk.decide({
    by: accountOf(who),
    requestId: request.id,
    approvalId: approval?.id ?? '',
    planDigest: approval?.planDigest ?? '',
    verdict: { kind: verdict },
  });
  await desk.settled();
  return answer;
}

describe.each(CHATS)('another admin, asked in %s', (name) => {
  beforeEach(() => liveIn(desk, 'theo', name));

  it('signs, and what is high risk becomes `auto` once; whoever asked is told', async () => {
    const { text } = await applies(desk, 'ada', LOOSEN);

    expect(text).toMatch(
      /Nothing has changed yet: another admin has to sign\. I have asked Theo Brandt, until/u,
    );
    expect(await policyOf('reset_password')).toBeUndefined();
    expect(cardsOf('ada')).toEqual([]);
    expect(cardsOf('tess')).toEqual([]);
    const card = chats[name].card('theo');
    expect(card.text).toMatch(/Lakeside Dental/u);
    expect(card.text).toMatch(/Ada Okafor/u);
    expect(card.text.replaceAll('ˍ', '_')).toMatch(/Set reset_password to auto at Lakeside Dental/u);
    expect(card.text).toMatch(/high risk/iu);
    await card.approve();

    expect(await policyOf('reset_password')).toEqual(AUTO);
    expect(await policySet('lakeside')).toMatchObject({ version: 1 });
    expect(await desk.newest()).toMatchObject({ status: 'completed', outbox: [] });
    expect(chats[name].card('theo')).toMatchObject({ buttons: [] });
    expect(chats[name].card('theo').text).toMatch(/Approved/u);
    expect(chats.slack.told('ada').join('\n').replaceAll('ˍ', '_')).toMatch(
      /Done\. reset_password is auto at Lakeside Dental now\nYou asked: .*Signed by Theo Brandt/u,
    );
    expect(chats.slack.told('tess')).toEqual([]);
    expect((await changes()).map(({ clientId, by, details }) => [clientId, by?.name, details])).toEqual([
      [
        'lakeside',
        'Ada Okafor',
        {
          tool: 'reset_password',
          from: 'approval_needed with manager',
          to: 'auto',
          scope: 'lakeside',
          signedBy: 'Theo Brandt',
        },
      ],
    ]);
  });

  it('denies, and nothing changes; whoever asked reads why', async () => {
    await applies(desk, 'ada', LOOSEN);
    await chats[name].card('theo').deny('Not without a reason');

    expect(await policyOf('reset_password')).toBeUndefined();
    expect((await desk.newest()).status).toBe('denied');
    expect(chats.slack.told('ada').join()).toMatch(/not approved.*Not without a reason/su);
    expect(chats[name].card('theo')).toMatchObject({ buttons: [] });
  });

  it('does nothing for a day: it expires, and the card with it', async () => {
    await applies(desk, 'ada', LOOSEN);
    const late = chats[name].card('theo');
    await desk.control.advance({ hours: 24, ms: 1 });

    expect((await desk.newest()).status).toBe('expired');
    expect(chats.slack.told('ada').join()).toMatch(/not approved within 24 hours/u);
    expect(chats[name].card('theo').buttons).toEqual([]);
    await late.approve();
    const refused = (await desk.audit()).filter(({ action }) => action === 'decision_refused');
    expect(refused.map(({ details }) => details['why'])).toEqual([expect.stringContaining('has expired')]);
    expect(await policyOf('reset_password')).toBeUndefined();
  });
});

describe('the second signature', () => {
  it('is nobody’s who asked, and no technician’s, whatever their buttons say', async () => {
    await applies(desk, 'ada', LOOSEN);
    const request = await desk.newest();

    expect(await decides('ada', request)).toEqual({
      kind: 'refused',
      sentence: 'You cannot decide on your own request.',
    });
    expect(await decides('tess', request)).toEqual({
      kind: 'refused',
      sentence: 'Only another admin of the MSP may decide this.',
    });
    await becomes(desk, 'theo', 'msp_technician');
    expect((await decides('theo', request)).kind).toBe('refused');
    expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval' });
    expect(await policyOf('reset_password')).toBeUndefined();
    const refused = (await desk.audit()).filter(({ action }) => action === 'decision_refused');
    expect(refused.map(({ by, clientId }) => [by?.name, clientId])).toEqual([
      ['Ada Okafor', 'lakeside'],
      ['Tess Tanaka', 'lakeside'],
      ['Theo Brandt', 'lakeside'],
    ]);
  });

  it('is not to be had without another admin: it says who could be made one, and asks nobody', async () => {
    await becomes(desk, 'theo', 'msp_technician');
    const answer = await gives(desk, 'ada', LOOSEN);

    expect(answer).toMatchObject({ kind: 'refused' });
    expect(answer.choices).toContainEqual({
      label: 'Make Theo Brandt an admin',
      command: 'person grant "Theo Brandt" admin',
    });
    expect(answer.text).toMatch(
      /no other admin who can be asked\. Make one of these an admin first, who may sign a day later: Tess Tanaka, Theo Brandt/u,
    );
    expect(await desk.app.stores.requests.recent(1)).toEqual([]);
  });

  it.each([
    ['whoever was made an admin just before', 'person grant theo admin'],
    ['an admin who was given an account just before', 'person link theo --slack T0HARBOR/U0ADATOO'],
  ])('is not to be had from %s, until a day has gone by', async (_who, line) => {
    if (line.includes('grant')) await becomes(desk, 'theo', 'msp_technician');
    expect((await gives(desk, 'ada', line)).text).toMatch(/they may sign, and nothing before/u);

    const alone = await gives(desk, 'ada', LOOSEN);
    expect(alone).toMatchObject({ kind: 'refused' });
    expect(alone.text).toMatch(/does not sign yet.*• Theo Brandt from \d{4}-.* UTC on/su);
    expect(alone.choices ?? []).toEqual([]);

    await becomes(desk, 'tess', 'msp_admin');
    expect((await applies(desk, 'ada', LOOSEN)).text).toMatch(/I have asked Tess Tanaka, until/u);
    expect(cardsOf('theo')).toEqual([]);
    expect(await decides('theo', await desk.newest())).toMatchObject({ kind: 'refused' });
    expect(await policyOf('reset_password')).toBeUndefined();

    await desk.control.advance({ hours: 24, ms: 1 });
    expect((await desk.newest()).status).toBe('expired');
    expect((await applies(desk, 'ada', LOOSEN)).text).toMatch(/I have asked Tess Tanaka, Theo Brandt/u);
    expect((await decides('theo', await desk.newest())).kind).not.toBe('refused');
    expect(await policyOf('reset_password')).toEqual(AUTO);
  });

  it('is asked for where a reset lets the MSP’s `auto` through, and where `auto` is only pinned', async () => {
    await desk.app.stores.policies.set({ scope: 'msp', version: 0, tools: { reset_password: AUTO } });
    await desk.app.stores.policies.set({
      scope: 'lakeside',
      version: 0,
      tools: { reset_password: DISABLED },
    });

    const reset = await gives(desk, 'ada', 'policy reset reset_password --client lakeside');
    expect(reset.text).toMatch(/disabled → auto \(reset\).*another admin has to sign \(Theo Brandt\)/su);
    const pinned = await gives(desk, 'ada', 'policy set reset_password auto --client brightfield');
    expect(pinned.text).toMatch(
      /the client’s own from now on: reset_password \(auto, high risk\).*another admin has to sign/su,
    );
  });

  it('holds for all clients at once but for those with a policy of their own, which the card says', async () => {
    await desk.app.stores.policies.set({
      scope: 'brightfield',
      version: 0,
      tools: { reset_password: DISABLED },
    });
    await applies(desk, 'ada', 'policy set reset_password, add_to_group auto');
    const card = chats.slack.card('theo');
    expect(card.text).toMatch(/All clients/u);
    expect(card.text).toMatch(/Clients that change: \**Lakeside Dental/u);
    expect(card.text).toMatch(/Keep their own: \**Brightfield Law/u);
    await card.approve();

    expect((await policySet('msp'))?.tools).toEqual({ reset_password: AUTO, add_to_group: AUTO });
    expect((await policySet('brightfield'))?.tools).toEqual({ reset_password: DISABLED });
    expect(
      (await changes()).map(({ clientId, details }) => [clientId, details['tool'], details['scope']]),
    ).toEqual([
      [undefined, 'reset_password', 'msp'],
      [undefined, 'add_to_group', 'msp'],
    ]);
  });

  it('is void when somebody changed that policy meanwhile: theirs stays, and whoever asked is told', async () => {
    await applies(desk, 'ada', LOOSEN);
    await applies(desk, 'theo', 'policy set reset_password disabled --client lakeside');
    await chats.slack.card('theo').approve();

    expect(await policyOf('reset_password')).toEqual(DISABLED);
    expect((await desk.newest()).status).toBe('handed_over');
    expect(chats.slack.told('ada').join()).toMatch(
      /Nothing was changed\. The policies were changed by somebody else meanwhile/u,
    );
    expect(chats.slack.told('tess')).toEqual([]);
    expect(await changes()).toHaveLength(1);
  });

  it('survives a change of another tool meanwhile', async () => {
    await applies(desk, 'ada', LOOSEN);
    await applies(desk, 'theo', 'policy set add_to_group disabled --client lakeside');
    await chats.slack.card('theo').approve();

    expect((await policySet('lakeside'))?.tools).toEqual({ add_to_group: DISABLED, reset_password: AUTO });
  });

  it('is void once whoever asked is no admin any more', async () => {
    await applies(desk, 'ada', LOOSEN);
    await becomes(desk, 'ada', 'msp_technician');
    await chats.slack.card('theo').approve();

    expect(await policyOf('reset_password')).toBeUndefined();
    expect(await desk.newest()).toMatchObject({ status: 'handed_over' });
  });

  it('is asked for once, however often the same admin asks', async () => {
    await applies(desk, 'ada', LOOSEN);
    const again = await applies(desk, 'ada', LOOSEN);

    expect(again.text).toMatch(/asked for this already; it waits for Theo Brandt/u);
    expect(cardsOf('theo')).toHaveLength(1);
  });

  it('can be taken back by whoever asked', async () => {
    await applies(desk, 'ada', LOOSEN);
    const { id } = await desk.newest();
    expect(await desk.app.desk.withdraw(accountOf('ada'), id)).toMatchObject({ kind: 'done' });
    await desk.settled();

    expect(chats.slack.card('theo').buttons).toEqual([]);
    expect(await decides('theo', await desk.newest())).not.toMatchObject({ kind: 'recorded' });
    expect(await policyOf('reset_password')).toBeUndefined();
  });

  it('counts once, when two admins tap at the same moment on several processes', async () => {
    await becomes(desk, 'tess', 'msp_admin');
    await applies(desk, 'ada', LOOSEN);
    expect(cardsOf('tess')).toHaveLength(1);
    const request = await desk.newest();
    const other = await desk.anotherApp();
    const decision = (who: MspKey, kind: 'approve' | 'deny') => ({
      by: accountOf(who),
      requestId: request.id,
      approvalId: request.approvals[0]?.id ?? '',
      planDigest: request.plan?.digest ?? '',
      verdict: { kind },
    });
    const answers = await Promise.all([
      desk.app.desk.decide(decision('theo', 'approve')),
      other.desk.decide(decision('tess', 'deny')),
      desk.app.desk.decide(decision('tess', 'approve')),
      other.desk.decide(decision('theo', 'approve')),
    ]);
    await Promise.all([desk.settled(), other.idle()]);

    expect(answers.filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
    const ended = await desk.newest();
    const done = ended.status === 'completed';
    expect(ended.status).toBe(done ? 'completed' : 'denied');
    expect(await changes()).toHaveLength(done ? 1 : 0);
    expect(await policyOf('reset_password')).toEqual(done ? AUTO : undefined);
  });

  it('of a plan that was changed in the database lets nothing through', async () => {
    await applies(desk, 'ada', LOOSEN);
    const request = await desk.newest();
    await desk.database.connection
      .collection('requests')
      .updateOne({ _id: request.id } as object, { $set: { 'plan.clientId': 'msp' } });
    await decides('theo', request);

    expect(await policyOf('reset_password', 'msp')).toBeUndefined();
    expect((await desk.newest()).status).toBe('handed_over');
  });
});

describe('the product’s own tool', () => {
  it('is not among those that a model is offered, that a policy can be set for, or that a client’s plan finds', async () => {
    await desk.ask('dana', 'I need access to Zendesk');

    expect(JSON.stringify(desk.openai.calls.map(({ body }) => body))).not.toContain('set_tool_policy');
    expect(desk.app.catalog.all.map(({ name }) => name)).not.toContain('set_tool_policy');
    expect(desk.app.catalog.write('set_tool_policy')).toBeUndefined();
    expect((await gives(desk, 'ada', 'policy set set_tool_policy auto')).text).toMatch(/know no tool/u);
  });
});

describe('a process that dies', () => {
  /** The signature is stored with the claim of the step, and then nothing more of that process. */
  async function signsAndDies(request: ServiceRequest): Promise<void> {
    const { requests, audit } = desk.app.stores;
    const answer = await recordDecision(
      {
        requests,
        audit,
        clock: desk.clock,
        leaseMs: 180_000,
        catalog: desk.app.catalog,
        sealer: createSealer([{ id: 'k1', key: randomBytes(32) }]),
        logger: silentLogger,
        begin: () => undefined,
      },
      {
        by: accountOf('theo'),
        requestId: request.id,
        approvalId: request.approvals[0]?.id ?? '',
        planDigest: request.plan?.digest ?? '',
        verdict: { kind: 'approve' },
      },
    );
    expect(answer.kind).toBe('recorded');
  }

  it('between signature and change leaves the change to another, which makes it once', async () => {
    await applies(desk, 'ada', LOOSEN);
    await signsAndDies(await desk.newest());
    expect(await policyOf('reset_password')).toBeUndefined();
    await desk.control.advance({ minutes: 5 });
    await desk.settled();

    expect(await policySet('lakeside')).toMatchObject({ version: 1, tools: { reset_password: AUTO } });
    expect(await desk.newest()).toMatchObject({ status: 'completed', outbox: [] });
    expect(await changes()).toHaveLength(1);
  });

  it('between the change and its record does not make it twice, even when it was changed back since', async () => {
    await applies(desk, 'ada', LOOSEN);
    const request = await desk.newest();
    await signsAndDies(request);
    const { seen, version } = request.plan?.steps[0]?.arguments ?? {};
    await desk.app.stores.policies.set({
      scope: 'lakeside',
      version: 0,
      tools: { reset_password: AUTO },
      signed: `${String(version)}.${String(seen)}`,
    });
    await applies(desk, 'theo', 'policy reset reset_password --client lakeside');
    await desk.control.advance({ minutes: 5 });
    await desk.settled();

    expect(await policySet('lakeside')).toMatchObject({ version: 2, tools: {} });
    expect((await desk.newest()).status).toBe('completed');
  });

  it('before the cards went out leaves them to another', async () => {
    const line = await confirmationOf(desk, 'ada', LOOSEN);
    desk.slack.faults.add({
      path: /\/chat\.postMessage$/u,
      times: 20,
      answer: { kind: 'status', status: 503, body: {} },
    });
    await gives(desk, 'ada', line);
    await desk.settled();
    expect(cardsOf('theo')).toEqual([]);
    desk.slack.faults.clear();
    await desk.control.advance({ minutes: 5 });
    await desk.settled();

    expect(cardsOf('theo')).toHaveLength(1);
  });
});
