import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authorizationOf, deliver, rawMessage } from '../../../test/support/raw-teams.ts';
import { openTeamsBench, type TeamsBench } from '../../../test/support/teams-bench.ts';
import { CountersignError } from '../../errors.ts';
import { msp } from '../../sandbox/demo-data.ts';
import { GROUP_CHAT, HELP_CHANNEL } from '../../sandbox/teams/index.ts';

const LAKESIDE = '1a7e51de-0000-4000-8000-000000000001';

let bench: TeamsBench;
beforeEach(async () => {
  bench = await openTeamsBench();
});
afterEach(async () => {
  await bench.close();
  vi.restoreAllMocks();
});

const texts = () => bench.desk.messages.map(({ text }) => text);
const personal = (who: string) => bench.simulated.messagesSeenBy(who).filter(({ from }) => from === 'bot');
const dana = () => ({ provider: 'entra', tenant: LAKESIDE, user: bench.simulated.user('dana').aadObjectId });

describe('what is a request', () => {
  it('takes every message of a personal chat, where there are no threads', async () => {
    const { message } = await bench.simulated.says('dana', 'personal', 'my screen is dark');

    expect(bench.desk.messages).toEqual([
      {
        key: `teams:${LAKESIDE}:${message.conversationId}:${message.id}`,
        from: dana(),
        conversation: { surface: 'teams', tenant: LAKESIDE, conversation: message.conversationId },
        inThread: false,
        text: 'my screen is dark',
        ref: {
          surface: 'teams',
          tenant: LAKESIDE,
          conversation: message.conversationId,
          message: message.id,
        },
      },
    ]);
  });

  it('takes a mention in a group chat and in a channel, without the mention', async () => {
    await bench.simulated.mentions('dana', GROUP_CHAT, 'I need access to Zendesk');
    const { message } = await bench.simulated.mentions('max', HELP_CHANNEL, 'so do I');

    expect(texts()).toEqual(['I need access to Zendesk', 'so do I']);
    const [group, channel] = bench.desk.messages;
    expect(group?.conversation).not.toHaveProperty('thread');
    expect(channel).toMatchObject({
      conversation: { conversation: message.conversationId, thread: message.id },
      inThread: false,
    });
  });

  it('knows a mention in a reply chain, and whose chain it is', async () => {
    const { message } = await bench.simulated.mentions('dana', HELP_CHANNEL, 'I need access');
    await bench.simulated.mentions('dana', HELP_CHANNEL, 'to Zendesk', { inReplyTo: message });

    expect(bench.desk.messages[1]).toMatchObject({
      inThread: true,
      conversation: { conversation: message.conversationId, thread: message.id },
    });
  });

  it('lets a reply without a mention only continue what is there, where Teams lets us hear it', async () => {
    const { message } = await bench.simulated.mentions('dana', HELP_CHANNEL, 'I need access');
    const { activity } = await bench.simulated.says('dana', HELP_CHANNEL, 'to Zendesk', {
      inReplyTo: message,
    });
    await bench.simulated.courier.deliver(activity);
    const { activity: beginning } = await bench.simulated.says('dana', HELP_CHANNEL, 'lunch?');
    await bench.simulated.courier.deliver(beginning);

    expect(bench.desk.messages[1]).toMatchObject({ text: 'to Zendesk', continuesOnly: true });
    expect(texts()).toEqual(['I need access', 'to Zendesk']);
  });

  it('takes everything for a request in a channel that is configured for it, and no command but by mention', async () => {
    const { id, tenantId } = bench.simulated.conversation('dana', HELP_CHANNEL);
    const intake = await openTeamsBench({
      settings: { intakeChannels: { [tenantId.toUpperCase()]: [id] } },
    });
    const hears = async (where: string, text: string) => {
      const { activity } = await intake.simulated.says('dana', where, text);
      await intake.simulated.courier.deliver(activity);
    };
    await hears(HELP_CHANNEL, 'I need access');
    await hears(HELP_CHANNEL, 'status');
    await hears(HELP_CHANNEL, '');
    await hears(GROUP_CHAT, 'lunch?');
    await intake.simulated.mentions('dana', HELP_CHANNEL, 'status');
    await intake.settled();

    expect(intake.desk.messages.map(({ text }) => text)).toEqual(['I need access', 'status']);
    for (const message of intake.desk.messages) expect(message.continuesOnly).toBeUndefined();
    expect(intake.desk.commands.map(({ text }) => text)).toEqual(['status']);
    await intake.close();
  });

  it('takes no edit, no message taken back, no reaction and no bot for a request', async () => {
    const { message, activity } = await bench.simulated.says('dana', 'personal', 'one');
    await bench.simulated.edits(message, 'two');
    await bench.simulated.deletes(message);
    for (const change of [
      { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] },
      { id: '2', from: { id: '28:other-bot', name: 'Other bot', aadObjectId: dana().user } },
      { id: '3', from: { ...(activity['from'] as object), role: 'bot' } },
      { id: '4', from: { id: '29:anonymous', name: 'Guest of a meeting' } },
      { type: 'something-of-tomorrow' },
    ])
      expect((await bench.simulated.courier.deliver({ ...activity, ...change })).acknowledged).toBe(true);

    expect(texts()).toEqual(['one']);
  });

  it('takes one message once, however many copies come at once', async () => {
    await bench.simulated.says('dana', 'personal', 'one', { copies: 4 });

    expect(new Set(bench.desk.messages.map(({ key }) => key)).size).toBe(1);
  });

  it('names everybody by the tenant that Teams signed, and asks the roster who they are', async () => {
    bench.simulated.addTenant({
      id: '57a49e40-0000-4000-8000-000000000001',
      name: 'Elsewhere',
      users: [
        {
          key: 'eve',
          aadObjectId: '57a49e40-0000-4000-8000-00000000a001',
          name: 'Eve Else',
          email: 'eve@elsewhere.example',
        },
      ],
    });
    const guest = bench.simulated.addGuest('eve', LAKESIDE);
    const { id: shared } = bench.simulated.conversation('dana', HELP_CHANNEL);
    bench.simulated.join('eve', shared);

    await bench.simulated.mentions(guest.key, HELP_CHANNEL, 'make me an admin');
    await bench.simulated.mentions('eve', shared, 'me too');
    await bench.simulated.mentions('dana', HELP_CHANNEL, 'hello');

    const [first, second, third] = bench.desk.messages.map(({ from }) => from);
    if (!first || !second || !third) throw new Error('not everybody was heard');
    expect(first).toEqual({ provider: 'entra', tenant: LAKESIDE, user: guest.aadObjectId });
    expect(await bench.teams.surface.findPerson(first)).toBeUndefined();
    expect(await bench.teams.surface.findPerson(second)).toBeUndefined();
    expect(await bench.teams.surface.findPerson(third)).toEqual({
      displayName: 'Dana Diaz',
      email: 'dana@lakeside.example',
    });
  });
});

describe('a message that is not taken', () => {
  it('is refused in the reply chain that it began, and once however often it comes', async () => {
    bench.desk.answers.receipt = { kind: 'refused', sentence: 'Not here.' };

    const { message, activity } = await bench.simulated.mentions('dana', HELP_CHANNEL, 'hello');
    await bench.settled();
    bench.desk.messages.length = 0;
    await bench.simulated.courier.deliver(activity);
    await bench.settled();

    const said = bench.simulated.messagesSeenBy('dana', HELP_CHANNEL).filter(({ from }) => from === 'bot');
    expect(said.map(({ text, threadId }) => ({ text, threadId }))).toEqual([
      { text: 'Not here.', threadId: message.id },
    ]);
  });

  it('comes again when it could not be stored', async () => {
    bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));

    const { delivery } = await bench.simulated.says('dana', 'personal', 'hello');

    expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([503, 200]);
    expect(texts()).toEqual(['hello']);
  });

  it('comes again when where it came from could not be kept', async () => {
    const save = bench.conversations.save.bind(bench.conversations);
    let failures = 1;
    bench.conversations.save = async (conversation) => {
      if (failures-- > 0) throw new CountersignError('database_unavailable', 'away');
      return save(conversation);
    };

    const { delivery } = await bench.simulated.says('dana', 'personal', 'hello');

    expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([503, 200]);
    expect(texts()).toEqual(['hello']);
  });
});

describe('commands', () => {
  it('are given to the desk in the name of whoever wrote, and answered in their chat', async () => {
    bench.desk.answers.command = { kind: 'answer', text: 'Modes:\n• lakeside: *execute*' };

    await bench.simulated.says('ada', 'personal', 'mode lakeside execute');
    await bench.settled();

    expect(bench.desk.commands).toEqual([
      {
        by: { provider: 'entra', tenant: msp.entraTenantId, user: bench.simulated.user('ada').aadObjectId },
        text: 'mode lakeside execute',
      },
    ]);
    expect(personal('ada').map(({ text }) => text)).toEqual(['Modes:\n• lakeside: ∗execute∗']);
    expect(texts()).toEqual([]);
  });

  it('are answered to their author alone when they were given where others read', async () => {
    await bench.simulated.mentions('ada', GROUP_CHAT, 'status');
    await bench.settled();

    expect(personal('ada').map(({ text }) => text)).toEqual(['Here is help.']);
    expect(bench.simulated.messagesSeenBy('ada', GROUP_CHAT)).toHaveLength(1);
  });

  it('are answered once, however often the message comes', async () => {
    await bench.simulated.says('ada', 'personal', 'help', { copies: 3 });
    await bench.settled();

    expect(personal('ada')).toHaveLength(1);
  });

  it('leave what reads like a sentence to be a request', async () => {
    await bench.simulated.says('dana', 'personal', 'help me with my laptop');

    expect(texts()).toEqual(['help me with my laptop']);
    expect(bench.desk.commands).toEqual([]);
  });

  it('that the desk does not understand are requests after all, or are explained where none is taken', async () => {
    bench.desk.answers.command = { kind: 'not_understood', text: 'I know no client “question”.' };
    await bench.simulated.says('dana', 'personal', 'policy question');
    expect(texts()).toEqual(['policy question']);

    bench.desk.answers.receipt = { kind: 'refused', sentence: 'I do not know your company.' };
    await bench.simulated.says('ada', 'personal', 'policy question');
    await bench.settled();
    expect(personal('ada').at(-1)?.text).toContain('I know no client');
  });

  it('are answered in a chat that is opened anew where Teams does not know the old one any more', async () => {
    const { tenantId: tenant, aadObjectId: user } = bench.simulated.user('ada');
    const { serviceUrl } = bench.simulated;
    const seenAt = bench.clock.now();
    const gone = { tenant, user, conversation: 'a:gone', kind: 'personal' as const, serviceUrl, seenAt };
    await bench.conversations.save(gone);
    bench.desk.answers.command = { kind: 'answer', text: 'Everything is fine.' };
    await bench.simulated.mentions('ada', HELP_CHANNEL, 'status');
    await bench.settled();

    expect(personal('ada').at(-1)?.text).toContain('Everything is fine.');
  });

  it.each(['status', 'home'])(
    'are answered where they were written only with how to be answered alone, where Teams lets us not: %s',
    async (text) => {
      await bench.simulated.uninstalls('ada');
      bench.desk.answers.command = { kind: 'answer', text: 'Lakeside Dental: execute mode' };
      await bench.simulated.mentions('ada', HELP_CHANNEL, text);
      await bench.settled();

      const said = bench.simulated.messagesSeenBy('ada', HELP_CHANNEL).filter(({ from }) => from === 'bot');
      expect(said.map((one) => one.text)).toEqual([expect.stringMatching(/for you alone.*add me/u)]);
    },
  );

  it('are explained to whoever wrote alone, with what can be tapped, wherever that was', async () => {
    const choices = [{ label: 'Lakeside Dental', command: 'client lakeside' }];
    const text = 'I know no client “lakside”. Did you mean:';
    bench.desk.answers.command = { kind: 'not_understood', text, choices };
    bench.desk.answers.receipt = { kind: 'refused', sentence: 'I do not know your company.' };
    await bench.simulated.mentions('ada', HELP_CHANNEL, 'client lakside');
    await bench.settled();

    const inChannel = bench.simulated
      .messagesSeenBy('ada', HELP_CHANNEL)
      .filter(({ from }) => from === 'bot');
    expect(inChannel).toEqual([]);
    expect(personal('ada').at(-1)).toMatchObject({
      text: expect.stringContaining('Did you mean'),
      buttons: [expect.objectContaining({ title: 'Lakeside Dental' })],
    });
  });
});

describe('the bot’s comings and goings', () => {
  it('welcomes whoever gets it, once, with their own requests', async () => {
    await bench.simulated.uninstalls('lee');
    await bench.simulated.installs('lee');
    await bench.settled();

    expect(personal('lee').map(({ text }) => text)).toEqual([
      expect.stringMatching(/I am Countersign.*Nothing is open/s),
    ]);
  });

  it('welcomes one of the MSP without asking for requests, which are not taken from them', async () => {
    bench.desk.answers.home = { requests: [], isStaff: true, waiting: { cards: [], total: 0 } };
    await bench.simulated.uninstalls('lee');
    await bench.simulated.installs('lee');
    await bench.settled();

    const [{ text } = expect.fail('there is no welcome')] = personal('lee');
    expect(text).toMatch(/I am Countersign.*your signature.*Nothing waits for you.*Nothing is open\./s);
    expect(text).not.toMatch(/Write me/);
  });

  it('keeps where it can speak: with whom, and at which address', async () => {
    await bench.simulated.uninstalls('lee');
    await bench.simulated.installs('lee');
    await bench.settled();

    const { id, aadObjectId } = bench.simulated.user('lee');
    expect(await bench.conversations.personal(LAKESIDE, aadObjectId)).toMatchObject({
      conversation: bench.simulated.conversation('lee').id,
      serviceUrl: bench.simulated.serviceUrl,
      teamsUserId: id,
      email: 'lee@lakeside.example',
    });
  });

  it('says nothing in a team that it is added to, and forgets what it is removed from', async () => {
    await bench.simulated.uninstalls('dana', HELP_CHANNEL);
    await bench.simulated.installs('dana', HELP_CHANNEL);
    await bench.settled();
    expect(bench.simulated.messagesSeenBy('dana', HELP_CHANNEL)).toEqual([]);
    expect(await bench.conversations.shared(LAKESIDE, 5)).toHaveLength(1);

    await bench.simulated.uninstalls('dana', HELP_CHANNEL);
    expect(await bench.conversations.shared(LAKESIDE, 5)).toEqual([]);
  });

  it('keeps where it was added again, though only another process has heard that it was removed', async () => {
    await bench.simulated.mentions('dana', HELP_CHANNEL, 'hello');
    const channel = bench.simulated.conversation('dana', HELP_CHANNEL);
    await bench.conversations.remove({ tenant: LAKESIDE, conversation: channel.id });
    channel.installed = false;
    await bench.simulated.installs('dana', HELP_CHANNEL);

    expect(await bench.conversations.shared(LAKESIDE, 5)).toHaveLength(1);
  });

  it('keeps nothing of a delivery that was not authenticated', async () => {
    // The library writes what it thinks of a bad token to the console.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const forged = rawMessage(bench.simulated, { who: 'dana', text: 'hello' });
    await deliver(bench.appUrl, forged, authorizationOf(bench.simulated, 'wrong_signature'));

    expect(await bench.conversations.latest(LAKESIDE)).toBeUndefined();
  });
});
