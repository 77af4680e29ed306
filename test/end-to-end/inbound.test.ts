import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/clock.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { calls } from '../../src/sandbox/openai/index.ts';
import { openTestDatabase } from '../support/database.ts';
import { openDatabaseLine } from '../support/database-line.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { deliver, type RawDelivery, slackSignature } from '../support/raw-slack.ts';

const ZENDESK = 'I need access to Zendesk';
const DUNNO = 'The blue thing blinks';
const LAKESIDE = 'T0LAKESIDE';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

const stored = (): Promise<ServiceRequest[]> => desk.app.stores.requests.recent(500);
const texts = async () => (await stored()).flatMap(({ messages }) => messages.map(({ text }) => text));
/** A message as Slack would deliver it, without delivering it. */
const eventOf = (text: string, more: Record<string, unknown> = {}) => ({
  type: 'event_callback',
  event_id: `Ev${Math.random()}`,
  team_id: LAKESIDE,
  api_app_id: desk.slack.appId,
  authorizations: [{ team_id: LAKESIDE, enterprise_id: null, is_enterprise_install: false }],
  event: {
    type: 'message',
    channel: 'D0DANA',
    channel_type: 'im',
    user: 'U0DANA',
    team: LAKESIDE,
    text,
    ts: (Date.now() / 1_000).toFixed(6),
    ...more,
  },
});
const post = (delivery: RawDelivery) => deliver(desk.url, delivery);

describe('one message, delivered more than once', () => {
  it('becomes one request when Slack sends the event three times with retry headers', async () => {
    const { payload } = await desk.slack.says('dana', 'dm', ZENDESK);
    for (const retry of ['1', '2']) {
      const headers = { 'x-slack-retry-num': retry, 'x-slack-retry-reason': 'http_timeout' };
      expect((await post({ body: JSON.stringify(payload), headers })).status).toBe(200);
    }
    await desk.settled();

    expect(await stored()).toHaveLength(1);
    expect(desk.connectwise.tickets).toHaveLength(1);
    expect(desk.cards('tess')).toHaveLength(1);
  });

  it('becomes one request when all three deliveries arrive at the same moment', async () => {
    const body = JSON.stringify(eventOf(ZENDESK));
    const answers = await Promise.all([1, 2, 3].map(() => post({ body })));
    await desk.settled();

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await stored()).toHaveLength(1);
  });

  it('becomes one request when Slack sends it as a message and as a mention', async () => {
    await desk.slack.mentions('dana', 'it-help', ZENDESK);
    await desk.settled();

    expect(await texts()).toEqual([ZENDESK]);
    expect(desk.connectwise.tickets).toHaveLength(1);
  });

  it('is answered 5xx when it could not be stored, and makes one request when it comes again', async () => {
    const database = await openTestDatabase();
    const line = await openDatabaseLine(database.uri);
    const shaky = await openDesk({ environment: { MONGODB_URI: line.uri } });
    const body = JSON.stringify(eventOf(ZENDESK));
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' };
    line.cut();
    const away = await deliver(shaky.url, { body });
    line.mend();
    await expect
      .poll(async () => (await deliver(shaky.url, { body, headers })).status, { timeout: 60_000 })
      .toBe(200);
    await deliver(shaky.url, { body, headers });
    await shaky.settled();
    const requests = await shaky.app.stores.requests.recent(10);
    await shaky.close();
    line.close();
    await database.close();

    expect(away.status).toBe(503);
    expect(requests).toHaveLength(1);
  });
});

describe('what only says that it comes from Slack', () => {
  const forms = (body: string) =>
    [{ body }, { body, path: '/slack/interactions' }, { body, path: '/slack/commands' }] as RawDelivery[];
  const refused: readonly (readonly [string, (body: string) => Partial<RawDelivery>, number])[] = [
    ['was signed six minutes ago', () => ({ ageMs: 6 * MINUTE_MS }), 401],
    ['is not signed', () => ({ signedWith: null }), 401],
    ['is signed with another secret', () => ({ signedWith: 'another-secret' }), 401],
    [
      'carries the signature of another body',
      () => ({ signedWith: null, headers: slackSignature('{}') }),
      401,
    ],
    [
      'carries a signature cut short',
      (body) => {
        const signed = slackSignature(body);
        return {
          signedWith: null,
          headers: { ...signed, 'x-slack-signature': signed['x-slack-signature']?.slice(0, 40) ?? '' },
        };
      },
      401,
    ],
    ['is 10 MB long', () => ({ body: JSON.stringify(eventOf('x'.repeat(10_000_000))) }), 413],
    ['is 10 MB long and not signed', () => ({ body: 'x'.repeat(10_000_000), signedWith: null }), 413],
  ];

  it.each(refused)('is refused, and nothing is stored, when it %s', async (_how, make, status) => {
    const before = await desk.records();
    for (const form of forms(JSON.stringify(eventOf(ZENDESK)))) {
      expect((await post({ ...form, ...make(form.body) })).status).toBe(status);
    }
    await desk.settled();

    expect(await desk.records()).toBe(before);
    expect(desk.told('dana')).toEqual([]);
  });

  it('is refused when it comes from a workspace that the bot is not installed in', async () => {
    const before = await desk.records();
    const event = eventOf(ZENDESK);
    const authorizations = [{ team_id: 'T0STRANGE', enterprise_id: null, is_enterprise_install: false }];
    const answer = await post({ body: JSON.stringify({ ...event, team_id: 'T0STRANGE', authorizations }) });

    expect(answer.status).toBe(401);
    expect(await desk.records()).toBe(before);
  });

  it('is survived when it is signed and makes no sense', async () => {
    const nonsense = [
      'not json',
      '[]',
      'null',
      '{"type":"event_callback"}',
      '{"type":"event_callback","event":{}}',
      '{"event":{"type":"message"}}',
      '{"__proto__":{"polluted":1},"type":"event_callback","event":{"type":"message","channel":{}}}',
    ];
    const answers = await Promise.all(nonsense.map((body) => post({ body })));
    await desk.settled();

    for (const { text } of answers) expect(text).not.toMatch(/\bat \S+ \(|node_modules|\/src\//u);
    expect(await stored()).toEqual([]);
    expect((await fetch(`${desk.url}/healthz`)).status).toBe(200);
  });
});

describe('what people write', () => {
  it.each([
    ['emoji', '🔑🧑‍💻 lässt mich nicht rein 🙈'],
    ['right-to-left text', 'אני צריכה גישה ל-Zendesk'],
    ['markup', '<script>alert(1)</script> & <b>bold</b>'],
    ['nothing but a number', '0'],
  ])('is taken as it is: %s', async (_what, text) => {
    const request = await desk.ask('dana', text);

    expect(request.messages[0]?.text).toBe(text);
    expect(request.status).toBe('handed_over');
    expect(desk.notes(request).some((note) => note.text.includes(text))).toBe(true);
  });

  it('is cut and marked when it is most of a megabyte, in a document that stays small', async () => {
    const request = await desk.ask('dana', `Help ${'🙈'.repeat(200_000)}`);

    expect(request.messages[0]?.text).toMatch(/^Help 🙈.*🙈…$/u);
    expect(request.messages[0]?.text.isWellFormed()).toBe(true);
    expect(JSON.stringify(request).length).toBeLessThan(64_000);
  });

  it('is refused whole when it is longer than anything Slack sends', async () => {
    expect((await post({ body: JSON.stringify(eventOf('x'.repeat(1_000_000))) })).status).toBe(413);
    expect(await stored()).toEqual([]);
  });

  it.each(['', '   ', '\n'])('is asked for again when it is empty (%j)', async (text) => {
    await post({ body: JSON.stringify(eventOf(text)) });
    await desk.settled();

    expect(await stored()).toEqual([]);
    await expect.poll(() => desk.told('dana')).toEqual([expect.stringContaining('write what you need')]);
  });

  it('is asked for again when it is only a mention, with one sentence', async () => {
    await desk.slack.mentions('dana', 'it-help', '');
    await desk.settled();

    expect(await stored()).toEqual([]);
    await expect
      .poll(() => desk.slack.messagesSeenBy('dana', 'it-help').filter(({ byBot }) => byBot).length)
      .toBe(1);
  });

  it('is taken with the names of its files when there are only files', async () => {
    await post({
      body: JSON.stringify(eventOf('', { subtype: 'file_share', files: [{ name: 'screen.png' }] })),
    });
    await desk.settled();

    expect(await texts()).toEqual(['(attached: screen.png)']);
  });

  it('is not taken again when it is edited', async () => {
    const { message } = await desk.slack.says('dana', 'dm', DUNNO);
    await desk.slack.edits(message, ZENDESK);
    await desk.settled();

    expect(await texts()).toEqual([DUNNO]);
    expect(desk.writes()).toEqual([]);
  });

  const notRequests: readonly (readonly [string, () => Record<string, unknown>])[] = [
    ['another bot', () => ({ subtype: 'bot_message', bot_id: 'B1', user: undefined })],
    ['an app that posts as a person', () => ({ bot_id: 'B1', app_id: 'A1' })],
    ['Slackbot', () => ({ user: 'USLACKBOT' })],
    ['the bot itself', () => ({ user: desk.slack.workspace(LAKESIDE).install?.botUserId })],
    ['somebody joining', () => ({ subtype: 'channel_join' })],
    ['a deletion', () => ({ subtype: 'message_deleted', hidden: true })],
  ];
  it.each(notRequests)('is not a request when it is from %s', async (_who, given) => {
    await post({ body: JSON.stringify(eventOf(ZENDESK, given())) });
    await desk.settled();

    expect(await stored()).toEqual([]);
  });
});

describe('where people write', () => {
  it('is a request in a configured channel, and answered in its thread', async () => {
    const { message } = await desk.slack.says('dana', 'it-help', DUNNO);
    await desk.settled();

    expect(await texts()).toEqual([DUNNO]);
    const answers = desk.slack.messagesSeenBy('dana', 'it-help').filter(({ byBot }) => byBot);
    expect(answers.map(({ threadTs }) => threadTs)).toEqual([message.ts]);
  });

  it('is no request in another channel of which the bot is a member, unless it is mentioned', async () => {
    const bot = desk.slack.workspace(LAKESIDE).install?.botUserId ?? '';
    desk.slack.state.channels.get('C0LAKESIDERANDOM')?.members.add(bot);
    await desk.slack.says('dana', 'random', ZENDESK);
    await desk.settled();
    expect(await stored()).toEqual([]);

    await desk.slack.mentions('dana', 'random', ZENDESK);
    await desk.settled();
    expect(await texts()).toEqual([ZENDESK]);
  });

  it('is a request of its own when somebody else answers in the requester’s thread', async () => {
    const { message } = await desk.slack.says('dana', 'it-help', ZENDESK);
    await desk.settled();
    await desk.slack.says('lee', 'it-help', 'Approve it, and give me the same', { thread: message });
    await desk.settled();

    const [lees, danas] = await stored();
    expect(danas?.messages).toHaveLength(1);
    expect(danas?.status).toBe('awaiting_approval');
    expect(lees?.requester.name).toBe('Lee Larsen');
    expect(lees?.previousRequestId).toBeUndefined();
    expect(desk.writes()).toEqual([]);
  });

  it('cannot answer a question that was put to somebody else', async () => {
    desk.openai.script([
      calls('ask_requester', { diagnosis: 'Unclear.', question: 'Which group?' }),
      calls('hand_over', { diagnosis: 'Unclear.', reason: 'Somebody else wrote.' }),
    ]);
    const { message } = await desk.slack.says('dana', 'it-help', 'Add me to the group');
    await desk.settled();
    await desk.slack.says('lee', 'it-help', 'Finance-RW', { thread: message });
    await desk.settled();
    desk.openai.script('scenarios');

    const [, danas] = await stored();
    expect(danas?.status).toBe('awaiting_requester');
    expect(danas?.messages.map(({ text }) => text)).not.toContain('Finance-RW');
  });

  it('is told how commands are written when they are a technician in the workspace of the MSP', async () => {
    await desk.slack.says('theo', 'dm', ZENDESK);
    await desk.settled();

    expect(await stored()).toEqual([]);
    await expect.poll(() => desk.told('theo')).toEqual([expect.stringContaining('/countersign help')]);
  });
});

it('forgets a workspace that removed the bot, and takes nothing from it any more', async () => {
  const own = await openDesk();
  try {
    await own.ask('bea', 'I need access to Case Files');
    await own.slack.uninstall('T0BRIGHT');
    await own.settled();
    const known = await own.app.stores.slackInstallations.all();
    const event = {
      ...eventOf(ZENDESK, { user: 'U0BEA', channel: 'D0BEA', team: 'T0BRIGHT' }),
      team_id: 'T0BRIGHT',
    };
    const authorizations = [{ team_id: 'T0BRIGHT', enterprise_id: null, is_enterprise_install: false }];
    const late = await deliver(own.url, { body: JSON.stringify({ ...event, authorizations }) });
    await own.settled();

    expect(known.map(({ key }) => key)).not.toContain('T0BRIGHT');
    expect(late.status).toBe(401);
    expect(await own.app.stores.requests.recent(10)).toHaveLength(1);
    await own.ask('dana', ZENDESK);
    expect(own.cards('tess').length).toBeGreaterThan(0);
  } finally {
    await own.close();
  }
});

describe('a flood', () => {
  it('of 200 requests by one employee shows technicians one card, and slows nobody at another client', async () => {
    const flooded = await openDesk({ environment: { REQUESTS_PER_PERSON_PER_HOUR: '30' } });
    const served = Promise.withResolvers<void>();
    flooded.openai.observe((stage, { body }) =>
      stage === 'arrived' && JSON.stringify(body).includes('Dana Diaz') ? served.promise : undefined,
    );
    try {
      await Promise.all(Array.from({ length: 200 }, () => flooded.slack.says('dana', 'dm', ZENDESK)));
      await flooded.slack.says('bea', 'dm', 'I need access to DocuSign');
      await expect
        .poll(() => flooded.cards('tess').map(({ text }) => text))
        .toEqual([expect.stringContaining('Bea Berg')]);
      served.resolve();
      await flooded.settled();

      const requests = await flooded.app.stores.requests.recent(500);
      const danas = requests.filter(({ clientId }) => clientId === 'lakeside');
      expect(danas).toHaveLength(30);
      expect(danas.filter(({ status }) => status === 'awaiting_approval')).toHaveLength(1);
      expect(flooded.cards('tess').filter(({ text }) => text.includes('Dana Diaz'))).toHaveLength(1);
      const refusals = flooded.told('dana').filter((text) => text.includes('many requests'));
      expect(refusals.length).toBeLessThanOrEqual(6);
    } finally {
      served.resolve();
      await flooded.close();
    }
  });

  it('is joined: asking again for what waits already tells so and makes no second card', async () => {
    const first = await desk.ask('dana', ZENDESK);
    const second = await desk.ask('dana', ZENDESK);

    expect(second.id).not.toBe(first.id);
    expect(second.status).toBe('completed');
    expect(desk.told('dana')).toEqual([expect.stringMatching(/still waiting for approval/u)]);
    expect(desk.cards('tess')).toHaveLength(1);
    await desk.approve('tess');
    expect(desk.writes()).toHaveLength(1);
  });
});
