import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PsaName } from '../../src/models/ticket.ts';
import { AUTO, TECHNICIAN } from '../../src/models/tool-policy.ts';
import {
  callsAbout,
  codeIn,
  comesToRest,
  LAKESIDE_LINE,
  STRANGER,
  textsTo,
  withChats,
  withoutChats,
  withoutSlack,
} from '../support/callers.ts';
import { type Chat, type ChatName, chatsOf } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

const ZENDESK = 'I need access to Zendesk';
const DANAS_NUMBER = '+15555550501';

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;
beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
});
afterEach(async () => {
  expect(desk.twilio.alerts, 'what Twilio’s debugger shows').toEqual([]);
  await desk.reset();
  await withChats(desk, 'dana');
});
afterAll(() => desk.close());

const codeOf = (who: string) =>
  codeIn([...desk.told(who), ...chats.teams.told(who), ...textsTo(desk, who)]) ?? 'none';
const status = async () => (await desk.newest()).status;

async function confirmsInSlack(who: string): Promise<void> {
  await desk.slack.says(who, 'dm', codeOf(who));
  await comesToRest(desk);
}

describe('a call', () => {
  it('becomes a request, is confirmed in Slack, approved in chat, and answered by text', async () => {
    const { call, request } = await callsAbout(desk, 'dana', ZENDESK);
    expect(call.status).toBe('completed');
    expect(request).toMatchObject({ status: 'awaiting_requester', approvals: [] });
    expect(request).not.toHaveProperty('plan');
    expect(desk.cards('tess')).toEqual([]);
    expect(desk.told('dana')).toEqual([expect.stringContaining(`You asked: “${ZENDESK}”`)]);
    expect(textsTo(desk, 'dana')).toEqual([]);

    await confirmsInSlack('dana');
    expect(await desk.newest()).toMatchObject({
      status: 'awaiting_approval',
      requester: { name: 'Dana Diaz', identification: { confirmed: { by: 'slack' } } },
    });
    expect(chats.slack.card('tess').text).toContain(
      'Identified: By phone, from the number on file; confirmed with a code in Slack',
    );

    await desk.approve('tess');
    await comesToRest(desk);
    expect(await status()).toBe('completed');
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
    expect(desk.writes()).toHaveLength(1);
    expect(textsTo(desk, 'dana')).toEqual([
      expect.stringMatching(/^Done\. Dana Diaz was added to the group Zendesk Users\nTicket #/),
    ]);
  });

  it('is confirmed in Teams by whoever is there', async () => {
    withoutSlack(desk, 'dana');
    await desk.tickets({ approvalChannels: ['teams'] });
    await callsAbout(desk, 'dana', ZENDESK);
    await chats.teams.ask('dana', codeOf('dana'));
    await comesToRest(desk);

    expect(await status()).toBe('awaiting_approval');
    expect(chats.teams.card('tess').text).toContain(
      'By phone, from the number on file; confirmed with a code in Teams',
    );
  });

  it('is confirmed by text where there is nothing but a telephone', async () => {
    await withoutChats(desk, 'dana');
    await callsAbout(desk, 'dana', ZENDESK);
    expect(textsTo(desk, 'dana')).toEqual([
      expect.stringMatching(/Did you call.*answer here with this code/),
    ]);
    await desk.twilio.texts('dana', LAKESIDE_LINE, ` ${codeOf('dana')} `);
    await comesToRest(desk);

    expect(textsTo(desk, 'dana').at(-1)).toMatch(/Thank you. I am going on/);
    expect(chats.slack.card('tess').text).toContain(
      'confirmed with a code by text message from the number on file',
    );
    await desk.approve('tess');
    await comesToRest(desk);
    expect(textsTo(desk, 'dana').at(-1)).toMatch(/^Done\./);
  });

  it.each(['connectwise', 'halopsa', 'autotask', 'jira'] as readonly PsaName[])(
    'has a ticket in %s with what was asked, how the caller was identified, and in the end the answer',
    async (psa) => {
      await desk.tickets({ psa });
      await callsAbout(desk, 'dana', ZENDESK);
      await confirmsInSlack('dana');
      await desk.approve('tess');
      await comesToRest(desk);

      const request = await desk.newest();
      expect(request).toMatchObject({ status: 'completed', ticket: { psa } });
      const notes = desk.notes(request);
      const internal = notes.filter((note) => note.internal).map(({ text }) => text);
      const shown = notes.filter((note) => !note.internal).map(({ text }) => text);
      expect(internal[0]).toContain('not confirmed, and a number or a name can be made up');
      expect(internal[0]).toContain('nothing is planned before Dana Diaz has confirmed');
      expect(internal.join('\n')).toContain('confirmed with a code in Slack');
      expect(shown.join('\n')).toContain('Dana Diaz was added to the group Zendesk Users');
      expect([...internal, ...shown].join('\n')).not.toMatch(/code: \d{6}/);
    },
  );

  it('of a client without a PSA is confirmed, approved and answered all the same', async () => {
    const lakeside = await desk.app.stores.clients.find('lakeside');
    if (!lakeside) throw new Error('there is no Lakeside');
    const { psa: _, ...without } = lakeside;
    await desk.app.stores.clients.save(without);
    await callsAbout(desk, 'dana', ZENDESK);
    await confirmsInSlack('dana');
    expect(chats.slack.card('tess').text).toContain('confirmed with a code in Slack');
    await desk.approve('tess');
    await comesToRest(desk);

    expect(await desk.newest()).not.toHaveProperty('ticket');
    expect(textsTo(desk, 'dana')).toEqual(['Done. Dana Diaz was added to the group Zendesk Users']);
  });

  it('of a client without a PSA, by nobody who is known, is told to the technicians in chat', async () => {
    const lakeside = await desk.app.stores.clients.find('lakeside');
    if (!lakeside) throw new Error('there is no Lakeside');
    const { psa: _, ...without } = lakeside;
    await desk.app.stores.clients.save(without);
    await callsAbout(desk, STRANGER, ZENDESK, { name: 'Mallory Marsh' });

    // The note that would stand on the ticket, and the word that it is theirs now.
    expect(desk.told('tess')).toEqual([
      expect.stringMatching(/by the name “Mallory Marsh”.*not confirmed/s),
      expect.stringMatching(/Handed over to you: Nobody at Lakeside Dental is called “Mallory Marsh”/),
    ]);
    expect(desk.connectwise.tickets).toEqual([]);
  });

  it('is over while the agent still works: nobody waits on the line for a model', async () => {
    desk.openai.faults.add({ method: 'POST', path: /\/responses$/, answer: { kind: 'hang' } });
    const call = await desk.twilio.dials('dana', LAKESIDE_LINE);
    await call.says(ZENDESK);
    await call.says('yes');

    expect(call.status).toBe('completed');
    expect(call.heard.at(-1)?.text).toMatch(/I am passing it on/);
    expect((await desk.newest()).status).toMatch(/received|diagnosing/);
    desk.openai.faults.clear();
    await comesToRest(desk);
    expect(await status()).toBe('awaiting_requester');
  });

  it('that needs no change is answered at once, on the number on file', async () => {
    const { request } = await callsAbout(desk, 'dana', 'Who is my manager?');

    expect(request.status).toBe('completed');
    expect(textsTo(desk, 'dana')).toEqual([expect.stringMatching(/Max Moreno.*Nothing was changed/s)]);
    expect(desk.told('dana')).toEqual([]);
  });

  it('can lead to a question, which is asked and answered by text', async () => {
    await callsAbout(desk, 'dana', 'I need access to the finance share');
    expect(textsTo(desk, 'dana')).toEqual([expect.stringMatching(/change files in the finance share/)]);
    await desk.twilio.texts('dana', LAKESIDE_LINE, 'I have to edit them');
    await comesToRest(desk);

    expect((await desk.newest()).messages.map(({ text }) => text)).toContain('I have to edit them');
    expect(desk.told('dana')).toEqual([expect.stringContaining('finance share / I have to edit them')]);
    await confirmsInSlack('dana');
    expect(chats.slack.card('tess').text).toContain('Finance-RW');
  });

  it('is handed over with the question, when there is no number to ask it on', async () => {
    const said = { name: 'My name is Lee Larsen' };
    await desk.database.connection.collection('people').updateOne({ email: 'lee@lakeside.example' }, {
      $pull: { identities: { provider: 'phone' } },
    } as object);
    await callsAbout(desk, '+15555557777', 'I need access to the finance share', said);

    expect(await desk.newest()).toMatchObject({
      status: 'handed_over',
      outcome: { reason: expect.stringMatching(/no number on file.*change files in the finance share/) },
    });
  });
});

describe('a policy', () => {
  it('that asks nobody holds for a caller who has confirmed in chat', async () => {
    await desk.policy('add_to_group', AUTO);
    await callsAbout(desk, 'dana', ZENDESK);
    expect(desk.groupsOf('dana')).not.toContain('Zendesk Users');
    await confirmsInSlack('dana');

    expect(await status()).toBe('completed');
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
  });

  it('that asks nobody still asks a technician when only a text has confirmed who called', async () => {
    await desk.policy('add_to_group', AUTO);
    await withoutChats(desk, 'dana');
    await callsAbout(desk, 'dana', ZENDESK);
    await desk.twilio.texts('dana', LAKESIDE_LINE, codeOf('dana'));
    await comesToRest(desk);

    expect(await status()).toBe('awaiting_approval');
    expect(desk.writes()).toEqual([]);
    await desk.approve('tess');
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
  });
});

describe('a new password', () => {
  const FORGOTTEN = 'I forgot my password';

  it('is shown in chat after the call was confirmed there, never spoken and never texted', async () => {
    await desk.policy('reset_password', TECHNICIAN);
    const { call } = await callsAbout(desk, 'dana', FORGOTTEN);
    await confirmsInSlack('dana');
    await desk.approve('tess');
    await comesToRest(desk);

    expect(await status()).toBe('completed');
    const [set] = desk.microsoft.calls.flatMap(({ body }) => {
      const { passwordProfile } = (body ?? {}) as { passwordProfile?: { password?: string } };
      return passwordProfile?.password ?? [];
    });
    expect(set).toMatch(/.{12}/);
    expect(JSON.stringify([textsTo(desk, 'dana'), call.heard, desk.twilio.calls])).not.toContain(set);
    expect(
      desk.slack
        .messagesSeenBy('dana')
        .some(({ blocks }) => JSON.stringify(blocks).includes('secret_reveal')),
    ).toBe(true);
  });

  it('is not even planned for somebody who could be shown it nowhere', async () => {
    await withoutChats(desk, 'dana');
    await callsAbout(desk, 'dana', FORGOTTEN);
    await desk.twilio.texts('dana', LAKESIDE_LINE, codeOf('dana'));
    await comesToRest(desk);

    expect(await desk.newest()).toMatchObject({
      status: 'handed_over',
      outcome: {
        reason: expect.stringMatching(/no connected surface on which they can be shown a new password/),
      },
    });
    expect(textsTo(desk, 'dana').at(-1)).toMatch(/technician has taken over/);
    expect(desk.writes()).toEqual([]);
  });
});

it('in plan mode a call leaves one note, and nobody is asked or told anything', async () => {
  await desk.control.setMode('lakeside', 'plan');
  const { request } = await callsAbout(desk, 'dana', ZENDESK);

  expect(request.status).toBe('plan_noted');
  expect(
    desk
      .notes(request)
      .filter(({ internal }) => internal)
      .map(({ text }) => text),
  ).toEqual([expect.stringMatching(/caller would first have been asked to confirm/)]);
  expect([...desk.told('dana'), ...textsTo(desk, 'dana'), ...desk.cards('tess')]).toEqual([]);
});

it('texts go to the number on file alone', async () => {
  const before = desk.twilio.calls.length;
  await callsAbout(desk, 'dana', 'Who is my manager?');
  const sent = desk.twilio.calls.slice(before).filter(({ path }) => path.endsWith('/Messages.json'));
  expect(sent.map(({ body }) => (body as { To: string }).To)).toEqual([DANAS_NUMBER]);
});
