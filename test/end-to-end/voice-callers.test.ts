import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { MSP_LINE } from '../../src/sandbox/demo-phones.ts';
import { accountOf } from '../support/accounts.ts';
import {
  callsAbout,
  codeIn,
  comesToRest,
  LAKESIDE_LINE,
  STRANGER,
  standingAlone,
  textsTo,
  withChats,
  withoutChats,
} from '../support/callers.ts';
import { openDesk, rememberingLogger, type TestDesk } from '../support/desk.ts';

const ZENDESK = 'I need access to Zendesk';
const { logger, lines } = rememberingLogger();

let desk: TestDesk;
let other: App;
beforeAll(async () => {
  desk = await openDesk({ logger });
  other = await desk.anotherApp();
});
afterEach(async () => {
  expect(desk.twilio.alerts, 'what Twilio’s debugger shows').toEqual([]);
  await desk.reset();
  await withChats(desk, 'dana');
});
afterAll(() => desk.close());

const requests = () => desk.app.stores.requests.recent(20);
const audited = async (action: string) => (await desk.audit()).filter((entry) => entry.action === action);
const internalNotes = async () =>
  desk
    .notes(await desk.newest())
    .filter(({ internal }) => internal)
    .map(({ text }) => text)
    .join('\n');

/** Handed over, with nothing planned, changed or asked for, and the technicians told why. */
async function handedOver(reason: RegExp): Promise<void> {
  const request = await desk.newest();
  expect(request).toMatchObject({
    status: 'handed_over',
    approvals: [],
    outcome: { reason: expect.stringMatching(reason) },
  });
  expect(request).not.toHaveProperty('plan');
  expect(desk.writes()).toEqual([]);
  expect(desk.cards('tess')).toEqual([]);
  expect(desk.told('tess')).toEqual([expect.stringMatching(reason)]);
  expect(await internalNotes()).toMatch(reason);
}

/** What is said back to somebody who writes comes on its own. */
const hears = (who: string, what: RegExp) => expect.poll(() => desk.told(who).at(-1)).toMatch(what);

async function writes(who: string, text: string): Promise<void> {
  await desk.slack.says(who, 'dm', text);
  await comesToRest(desk);
}

describe('a caller who is not on file', () => {
  it('is whoever has the name that they gave, once that person has confirmed it', async () => {
    await callsAbout(desk, STRANGER, ZENDESK, { name: 'This is Dana Diaz' });
    expect(textsTo(desk, STRANGER)).toEqual([]);
    await writes('dana', codeIn(desk.told('dana')) ?? 'none');

    expect(await desk.newest()).toMatchObject({
      status: 'awaiting_approval',
      requester: { name: 'Dana Diaz' },
    });
    const [card] = desk.cards('tess');
    expect(JSON.stringify(card?.blocks)).toMatch(
      /By phone, by the name “Dana Diaz”, from \+15555557777, which is not on file; confirmed with a code in Slack/,
    );
  });

  it('with a withheld number gets no further without the person’s word', async () => {
    await callsAbout(desk, 'dana', ZENDESK, { withheld: true, name: 'Dana Diaz' });
    expect(await internalNotes()).toMatch(/by the name “Dana Diaz”, the number withheld; not confirmed/);
    desk.clock.advance({ minutes: 10, ms: 1 });
    await desk.app.runDue();

    await handedOver(/not confirmed in time/);
  });

  it('and claims to be the managing director cannot have anything done in her name', async () => {
    await callsAbout(desk, STRANGER, 'Please add me to the Finance-RW group', {
      name: 'Priya Patel',
    });
    expect(desk.told('priya')).toEqual([expect.stringMatching(/Did you call.*Finance-RW group/)]);
    expect(textsTo(desk, STRANGER)).toEqual([]);
    await writes('priya', 'No.');

    await handedOver(/Priya Patel says that it was not they who called/);
    await hears('priya', /Nothing is done, and your IT team knows/);
    // It is no request of hers: nobody tells her that a technician takes care of it.
    expect(textsTo(desk, 'priya')).toEqual([]);
    expect(
      desk.notes(await desk.newest()).filter(({ internal, text }) => !internal && /taken over/.test(text)),
    ).toEqual([]);
    expect(await audited('identity_refused')).toMatchObject([{ by: { name: 'Priya Patel' } }]);
  });

  it.each([
    [
      'a title for a name',
      'the CEO of this company',
      /Nobody at Lakeside Dental is called “the CEO of this company”/,
    ],
    ['a first name alone', 'Dana', /no full name, only “Dana”/],
    ['a name that is nobody’s', 'Mallory Marsh', /Nobody at Lakeside Dental is called “Mallory Marsh”/],
    ['a name like somebody’s', 'Dana Dias', /Nobody at Lakeside Dental/],
    ['somebody of another client', 'Bea Berg', /Nobody at Lakeside Dental is called “Bea Berg”/],
    ['a name that is none at all', '<b>$where</b> || 1 "OR" displayName:Dana', /Nobody at Lakeside Dental/],
  ])('and gives %s is handed over with the reason', async (_what, name, reason) => {
    await callsAbout(desk, STRANGER, ZENDESK, { name });

    await handedOver(reason);
    expect([...desk.told('dana'), ...desk.told('bea'), ...textsTo(desk, STRANGER)]).toEqual([]);
  });

  it('is never told whether somebody is on file: every call sounds the same', async () => {
    const heard = async (name: string) => {
      const { call } = await callsAbout(desk, STRANGER, ZENDESK, { name });
      return call.heard.map(({ text }) => text.replace(name, 'NAME'));
    };
    expect(await heard('Dana Diaz')).toEqual(await heard('Mallory Marsh'));
  });
});

describe('the wrong company', () => {
  it('is asked for by somebody of another client: their number counts for nothing there', async () => {
    await callsAbout(desk, 'bea', ZENDESK, { name: 'Bea Berg' });

    await handedOver(/Nobody at Lakeside Dental is called “Bea Berg”/);
    expect((await desk.newest()).clientId).toBe('lakeside');
    expect(textsTo(desk, 'bea')).toEqual([]);
  });

  it('is named on the MSP’s number: nobody there has that name, and nothing is done anywhere', async () => {
    const call = await desk.twilio.dials(STRANGER, MSP_LINE);
    for (const text of [ZENDESK, 'Brightfield Law', 'Dana Diaz', 'yes']) await call.says(text);
    await comesToRest(desk);

    expect(await desk.newest()).toMatchObject({
      clientId: 'brightfield',
      status: 'handed_over',
      outcome: { reason: expect.stringMatching(/Nobody at Brightfield Law is called “Dana Diaz”/) },
    });
    expect(desk.told('dana')).toEqual([]);
  });

  it('that is no client’s leaves no request', async () => {
    const call = await desk.twilio.dials(STRANGER, MSP_LINE);
    for (const text of [ZENDESK, 'Umbrella', 'Umbrella Corporation']) await call.says(text);
    await comesToRest(desk);

    expect(call.heard.at(-1)?.text).toMatch(/could not find your company/);
    expect(await requests()).toEqual([]);
  });
});

describe('somebody who wants a human', () => {
  it('is passed on at once, with what they said and who they may be', async () => {
    const asked = desk.openai.calls.length;
    const call = await desk.twilio.dials('dana', LAKESIDE_LINE);
    await call.says(ZENDESK);
    await call.says('Can I talk to a human please');
    await comesToRest(desk);

    await handedOver(/caller asked for a human/);
    expect(await desk.newest()).toMatchObject({
      requester: { name: 'Dana Diaz' },
      messages: [{ text: ZENDESK }],
    });
    expect(textsTo(desk, 'dana')).toEqual([expect.stringMatching(/technician has taken over/)]);
    expect(desk.openai.calls).toHaveLength(asked);
  });
});

describe('a code', () => {
  const codeForDana = async () => {
    await callsAbout(desk, 'dana', ZENDESK);
    return codeIn(desk.told('dana')) ?? 'none';
  };
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  it('confirms nothing in anybody else’s hands', async () => {
    const code = await codeForDana();
    await writes('max', code);
    await desk.twilio.texts('max', LAKESIDE_LINE, code);
    await desk.twilio.texts(STRANGER, LAKESIDE_LINE, code);
    await comesToRest(desk);

    const dana = (await requests()).find(({ requester }) => requester.name === 'Dana Diaz');
    expect(dana).toMatchObject({ status: 'awaiting_requester' });
    expect(await audited('identity_confirmed')).toEqual([]);
  });

  it('confirms nothing for somebody who has left meanwhile', async () => {
    const code = await codeForDana();
    const dana = await desk.app.stores.people.byIdentity({
      provider: 'phone',
      tenant: 'phone',
      user: '+15555550501',
    });
    if (dana) await desk.app.stores.people.setActive(dana, false);
    await writes('dana', code);

    expect(await audited('identity_confirmed')).toEqual([]);
    expect((await requests()).map(({ status }) => status)).not.toContain('awaiting_approval');
  });

  it('may be mistyped twice, and the third time a technician takes over', async () => {
    const code = await codeForDana();
    await writes('dana', wrong(code));
    await hears('dana', /^That is not the code. You have 2 tries left.$/);
    await writes('dana', wrong(code));
    await hears('dana', /^That is not the code. You have one try left.$/);
    await writes('dana', wrong(code));
    await hears('dana', /technician takes over/);

    await handedOver(/wrong too often/);
    await writes('dana', code);
    await hears('dana', /not valid any more/);
    expect((await requests()).map(({ status }) => status)).toEqual(['handed_over']);
  });

  it('mistyped once still confirms when it is right, spaces and all', async () => {
    const code = await codeForDana();
    await writes('dana', wrong(code));
    await writes('dana', `${code.slice(0, 3)} ${code.slice(3)}`);

    expect((await desk.newest()).status).toBe('awaiting_approval');
    expect(await audited('identity_confirmed')).toMatchObject([
      { by: { name: 'Dana Diaz' }, details: { by: 'slack' } },
    ]);
  });

  it('is valid for ten minutes', async () => {
    const code = await codeForDana();
    desk.clock.advance({ minutes: 10, ms: 1 });
    await writes('dana', code);

    await hears('dana', /not valid any more/);
    expect((await requests()).map(({ status }) => status)).toEqual(['awaiting_requester']);
    await desk.app.runDue();
    await handedOver(/not confirmed in time/);
  });

  it('counts once, however often and wherever it arrives at the same moment', async () => {
    const code = await codeForDana();
    const from = accountOf('dana');
    const conversation = {
      surface: 'slack',
      tenant: 'T0LAKESIDE',
      conversation: 'D1',
      thread: '1.1',
    } as const;
    const message = { from, conversation, inThread: false, text: code };
    const receipts = await Promise.all(
      [desk.app, other, desk.app, other].map((app, index) =>
        app.desk.receive({ ...message, key: `slack:x:${index % 2}` }),
      ),
    );
    await other.idle();
    await comesToRest(desk);

    expect(receipts.filter(({ kind }) => kind === 'opened')).toEqual([]);
    expect(await audited('identity_confirmed')).toHaveLength(1);
    expect((await requests()).map(({ status }) => status)).toEqual(['awaiting_approval']);
  });

  it('is the call’s own: the code of one call does not confirm another’s', async () => {
    const first = await codeForDana();
    await callsAbout(desk, 'dana', 'Please add me to the Finance-RW group');
    const second = codeIn(desk.told('dana')) ?? 'none';
    await writes('dana', first);

    const [latest, earlier] = await requests();
    expect(earlier).toMatchObject({ status: 'awaiting_approval', messages: [{ text: ZENDESK }] });
    expect(latest).toMatchObject({ status: 'awaiting_requester' });
    await writes('dana', second);
    expect((await requests()).map(({ status }) => status)).toEqual([
      'awaiting_approval',
      'awaiting_approval',
    ]);
  });

  it('is nowhere but where the person reads it', async () => {
    const code = await codeForDana();
    const [{ call }] = [await callsAbout(desk, STRANGER, ZENDESK, { name: 'Dana Diaz' })];
    const another = codeIn(desk.told('dana')) ?? 'none';

    for (const secret of [code, another]) {
      expect(await desk.dump()).not.toMatch(standingAlone(secret));
      expect(lines.join('')).not.toMatch(standingAlone(secret));
      expect(JSON.stringify(call.heard)).not.toMatch(standingAlone(secret));
      expect(JSON.stringify(desk.openai.calls)).not.toMatch(standingAlone(secret));
      expect(JSON.stringify(await desk.audit())).not.toMatch(standingAlone(secret));
    }
  });

  it('is nowhere but on the telephone, when it went there', async () => {
    await withoutChats(desk, 'dana');
    await callsAbout(desk, 'dana', ZENDESK);
    const code = codeIn(textsTo(desk, 'dana')) ?? 'none';

    expect(code).toMatch(/^\d{6}$/);
    expect(await desk.dump()).not.toMatch(standingAlone(code));
    expect(lines.join('')).not.toMatch(standingAlone(code));
    expect(JSON.stringify([desk.openai.calls, await desk.audit()])).not.toMatch(standingAlone(code));
  });

  it('covers only what had been said by then', async () => {
    await callsAbout(desk, 'dana', 'I need access to the finance share');
    const asked = await desk.newest();
    const confirmed = { by: 'slack', at: desk.clock.now() } as const;
    const identification = { how: 'number_on_file', confirmed } as const;
    await desk.app.stores.requests.save(asked, {
      set: { requester: { ...asked.requester, identification } },
    });
    desk.clock.advance({ ms: 1 });
    await desk.twilio.texts('dana', LAKESIDE_LINE, 'I have to edit them');
    await comesToRest(desk);

    expect(await desk.newest()).toMatchObject({ status: 'awaiting_requester', approvals: [] });
    expect(desk.told('dana')).toEqual([expect.stringContaining('finance share / I have to edit them')]);
  });

  it('goes to a technician when it reaches the person nowhere', async () => {
    await withoutChats(desk, 'dana');
    desk.twilio.setManners('dana', { kind: 'landline' });
    await callsAbout(desk, 'dana', ZENDESK);
    await comesToRest(desk);

    await handedOver(/code that was to confirm who called did not arrive/);
    const spoken = desk.twilio.callsOf('dana').flatMap(({ heard }) => heard.map(({ text }) => text));
    expect(spoken.join(' ')).not.toMatch(/code/);
    expect(spoken.join(' ')).toMatch(/technician has taken over/);
  });
});

it('a text adds nothing to a request that waits for approval: numbers can be forged', async () => {
  await callsAbout(desk, 'dana', ZENDESK);
  await writes('dana', codeIn(desk.told('dana')) ?? 'none');
  await desk.twilio.texts('dana', LAKESIDE_LINE, 'and make me an administrator');
  await comesToRest(desk);

  expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval', messages: [{ text: ZENDESK }] });
});

it('a text that belongs to nothing opens no request, and neither does one from a strange number', async () => {
  await desk.twilio.texts('dana', LAKESIDE_LINE, 'I need access to Zendesk');
  await desk.twilio.texts(STRANGER, LAKESIDE_LINE, 'I need access to Zendesk');
  await comesToRest(desk);

  expect(await requests()).toEqual([]);
  expect(textsTo(desk, STRANGER)).toEqual([]);
});
