import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { HELP_CHANNEL, type SeenMessage } from '../../src/sandbox/teams/index.ts';
import { type Chat, type ChatName, chatsOf } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { PATIENCE } from '../support/patience.ts';
import { authorizationOf, deliver, rawExecute } from '../support/raw-teams.ts';
import { cardsSentTo, problemsWithCards } from '../support/teams-cards.ts';

const ZENDESK = 'I need access to Zendesk';
const FORGOTTEN = 'I forgot my password';
const ELSEWHERE = '57a49e40-0000-4000-8000-000000000001';
const EVE = {
  key: 'eve',
  aadObjectId: '57a49e40-0000-4000-8000-00000000a001',
  name: 'Eve Else',
  email: 'eve@elsewhere.example',
};

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;

beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
  desk.teams.addTenant({ id: ELSEWHERE, name: 'Elsewhere', users: [EVE] });
  desk.teams.addGuest('eve', desk.teams.user('dana').tenantId);
  desk.teams.join('eve', desk.teams.conversation('dana', HELP_CHANNEL).id);
});
beforeEach(() => desk.tickets({ approvalChannels: ['teams'] }));
afterEach(() => desk.reset());
afterAll(async () => {
  await desk.close();
  expect(problemsWithCards(cardsSentTo(desk.teams))).toEqual([]);
});

const requests = () => desk.app.stores.requests.recent(10);
const fromBot = (who: string, where?: string): readonly SeenMessage[] =>
  desk.teams.messagesSeenBy(who, where).filter(({ from }) => from === 'bot');

/** What the bot says next to somebody in their own chat. */
async function answerTo(who: string, text: string): Promise<string> {
  const before = fromBot(who).length;
  await desk.teams.says(who, 'personal', text);
  return (await nextTo(who, before)).text;
}

function nextTo(who: string, before: number): Promise<SeenMessage> {
  return vi.waitFor(
    () => fromBot(who)[before] ?? Promise.reject(new Error(`${who} was told nothing more`)),
    PATIENCE,
  );
}

describe('somebody who is not a client’s employee', () => {
  it.each([
    ['from a company that is no client', 'eve', /do not know which company/u],
    ['of the MSP itself', 'tess', /one of the MSP’s.*“help”/u],
  ])('is told so and opens nothing: %s', async (_who, who, answer) => {
    expect(await answerTo(who, ZENDESK)).toMatch(answer);
    await desk.settled();

    expect(await requests()).toEqual([]);
  });

  it.each([
    ['a guest in the client’s tenant', 'eve-guest'],
    ['somebody of another company in a shared channel', 'eve'],
  ])('is handed to the technicians unserved: %s', async (_who, who) => {
    const asked = desk.openai.calls.length;
    const channel = desk.teams.conversation('dana', HELP_CHANNEL).id;
    await desk.teams.mentions(who, channel, ZENDESK);
    await desk.settled();

    const [request] = await requests();
    expect(request).toMatchObject({
      status: 'handed_over',
      outcome: { reason: expect.stringMatching(/unknown, deactivated, or a guest/u) },
    });
    expect(desk.openai.calls).toHaveLength(asked);
    expect(chats.teams.cards('tess')).toEqual([]);
    expect(desk.writes()).toEqual([]);
  });

  it('decides nothing by a tap with everything that a real card carries', async () => {
    await chats.teams.ask('lee', 'Who is my manager?');
    await chats.teams.ask('dana', ZENDESK);
    const card = fromBot('tess').at(-1);
    const { id: requestId, approvals } = await desk.newest();
    const [approval] = approvals;
    const tap = (who: string, change: Record<string, unknown> = {}) =>
      deliver(
        desk.url,
        rawExecute(desk.teams, {
          who,
          on: card?.id ?? '',
          verb: 'approval_approve',
          data: { requestId, approvalId: approval?.id, planDigest: approval?.planDigest },
          change,
        }),
        authorizationOf(desk.teams),
      );

    expect((await tap('eve')).text).toMatch(/do not know you/u);
    expect((await tap('dana')).text).toMatch(/your own request/u);
    expect((await tap('lee')).text).toMatch(/Only a technician/u);
    const { tenantId } = desk.teams.user('lee');
    const { aadObjectId } = desk.teams.user('tess');
    const disguised = { from: { id: '29:lee', name: 'Tess Tanaka', aadObjectId } };
    expect((await tap('lee', disguised)).text).toMatch(/do not know you/u);
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval' });
    expect(desk.writes()).toEqual([]);
    const refused = (await desk.audit()).filter(({ action }) => action === 'decision_refused');
    expect(refused).toHaveLength(4);
    expect(refused.at(-1)?.details['identity']).toBe(`entra:${tenantId}:${aadObjectId}`);
  });
});

describe('an employee’s own requests', () => {
  it('are listed on request, and one is taken back from there', async () => {
    await chats.teams.ask('dana', ZENDESK);
    expect(chats.teams.card('tess').buttons).toContain('Approve');
    const before = fromBot('dana').length;
    await desk.teams.says('dana', 'personal', 'requests');
    const home = await nextTo('dana', before);
    expect(home.text).toMatch(/access to Zendesk.*Waiting for approval by a technician/su);
    await desk.teams.clicks('dana', home, 'request_withdraw');
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ status: 'cancelled' });
    expect(fromBot('dana').find(({ id }) => id === home.id)?.text).toMatch(
      /Withdrawn.*Nothing is open.*Before that.*Zendesk/su,
    );
    expect(chats.teams.told('dana').at(-1)).toMatch(/was withdrawn, and nothing was changed/u);
    expect(chats.teams.card('tess')).toMatchObject({
      buttons: [],
      text: expect.stringMatching(/Closed.*Dana Diaz has withdrawn/su),
    });
    await desk.teams.clicks('dana', home, 'request_withdraw');
    expect(fromBot('dana').find(({ id }) => id === home.id)?.text).toContain('too late');
  });

  it('are not somebody else’s to take back', async () => {
    await chats.teams.ask('dana', ZENDESK);
    const { id: requestId } = await desk.newest();
    const tap = rawExecute(desk.teams, {
      who: 'lee',
      on: '1',
      verb: 'request_withdraw',
      data: { requestId },
    });

    expect((await deliver(desk.url, tap, authorizationOf(desk.teams))).text).toContain(
      'not a request of yours',
    );
    expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval' });
  });
});

describe('a one-time password', () => {
  async function resetPassword(): Promise<{ password: string; offer: SeenMessage }> {
    await chats.teams.ask('dana', FORGOTTEN);
    await chats.teams.card('tess').approve();
    await chats.teams.card('max').approve();
    expect(await desk.newest()).toMatchObject({ status: 'completed' });
    const { passwordProfile } = (desk.writes().at(-1)?.body ?? {}) as {
      passwordProfile?: { password?: string };
    };
    const offer = fromBot('dana').find(({ buttons }) =>
      buttons.some(({ title }) => title === 'Show it to me'),
    );
    if (!passwordProfile?.password || !offer) throw new Error('no password was set and offered');
    return { password: passwordProfile.password, offer };
  }
  const dialogOf = (who: string) => JSON.stringify(desk.teams.dialogOf(who)?.shows ?? null);

  it('is shown in a dialog to its owner, once, and stands in no message', async () => {
    const { password, offer } = await resetPassword();
    await desk.teams.clicks('dana', offer, 'Show it to me');
    expect(dialogOf('dana')).toContain(JSON.stringify(password).slice(1, -1));
    await desk.teams.clicks('dana', offer, 'Show it to me');

    expect(dialogOf('dana')).toContain('shown already');
    expect(dialogOf('dana')).not.toContain(password);
    const everything = ['dana', 'tess', 'max', 'theo', 'ada', 'lee'].flatMap((who) => [
      ...desk.teams.everythingSeenBy(who),
      ...desk.slack.messagesSeenBy(who),
    ]);
    expect(JSON.stringify(everything)).not.toContain(password);
    expect(JSON.stringify(desk.teams.calls)).not.toContain(password);
    expect(await desk.dump()).not.toContain('sealedSecret');
  });

  it('is shown to nobody who signed for it', async () => {
    const { password, offer } = await resetPassword();
    const { id: requestId } = await desk.newest();
    for (const who of ['tess', 'max', 'ada', 'eve']) {
      const fetchIt = rawExecute(desk.teams, {
        who,
        on: offer.id,
        verb: '',
        data: {},
        change: { name: 'task/fetch', value: { data: { verb: 'secret_reveal', requestId, step: 0 } } },
      });
      const { text } = await deliver(desk.url, fetchIt, authorizationOf(desk.teams));
      expect(text).toContain('meant for somebody else');
      expect(text).not.toContain(password);
    }
    await desk.teams.clicks('dana', offer, 'Show it to me');
    expect(dialogOf('dana')).toContain(JSON.stringify(password).slice(1, -1));
  });
});

describe('commands in the chat', () => {
  const modeOf = async (client: string) =>
    (await desk.control.clients()).find(({ key }) => key === client)?.mode;

  it('`help` answers everybody, and asks for requests only whom they are taken from', async () => {
    expect(await answerTo('dana', 'help')).toMatch(/Write me a message to ask for something/u);
    for (const who of ['tess', 'ada']) {
      expect(await answerTo(who, 'help')).toMatch(/You can write:.*status/su);
      expect(await answerTo(who, 'help')).not.toMatch(/Write me/u);
    }
  });

  it('`status` shows an employee their own requests, a technician every client', async () => {
    await chats.teams.ask('dana', ZENDESK);

    expect(await answerTo('dana', 'status')).toMatch(/Zendesk.*Waiting for approval/su);
    expect(await answerTo('lee', 'status')).toMatch(/no requests/u);
    expect(await answerTo('tess', 'status')).toMatch(/Lakeside Dental: execute mode · 1 waiting/u);
  });

  it('an admin sets mode and policy, also by a mention in a channel, and is answered alone', async () => {
    expect(await answerTo('ada', 'mode lakeside plan')).toMatch(/Lakeside Dental is in plan mode now/u);
    expect([await modeOf('lakeside'), await modeOf('brightfield')]).toEqual(['plan', 'execute']);
    const before = fromBot('ada').length;
    await desk.teams.mentions('ada', HELP_CHANNEL, 'policy set add_to_group disabled --client lakeside');
    const preview = await nextTo('ada', before);
    expect(preview.text).toMatch(/add.to.group.*disabled/su);
    await desk.teams.clicks('ada', preview, 'Apply');
    expect(fromBot('ada')[before]?.text).toMatch(/add.to.group.* is disabled now/su);

    expect(fromBot('ada', HELP_CHANNEL)).toEqual([]);
    const audited = (await desk.audit()).filter(({ action }) => /mode_changed|policy_changed/u.test(action));
    expect(audited.map(({ by, details }) => [by?.name, details['to']])).toEqual([
      ['Ada Okafor', 'plan'],
      ['Ada Okafor', 'disabled'],
    ]);
    expect(await requests()).toEqual([]);
  });

  it.each([
    ['an employee', 'dana'],
    ['a technician', 'tess'],
  ])('%s changes nothing, and the try is audited', async (_who, who) => {
    for (const text of ['mode lakeside plan', 'policy set add_to_group auto', '/mode'])
      expect(await answerTo(who, text)).toMatch(/Only an admin of the MSP may use/u);

    expect(await modeOf('lakeside')).toBe('execute');
    expect((await desk.audit()).filter(({ action }) => action === 'command_refused')).toHaveLength(3);
    expect(await requests()).toEqual([]);
  });

  it('what only begins like a command is a request', async () => {
    expect((await chats.teams.ask('dana', 'help me: I need access to Zendesk')).status).toBe(
      'awaiting_approval',
    );
  });
});
