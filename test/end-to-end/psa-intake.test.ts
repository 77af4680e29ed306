import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import {
  clientCalled,
  DANA,
  notesOn,
  opens,
  ours,
  PSAS,
  resetBetween,
  ZENDESK,
} from '../support/psa-desk.ts';

let desk: TestDesk;
let other: App;

beforeAll(async () => {
  desk = await openDesk();
  other = await desk.anotherApp();
});
afterEach(() => resetBetween(desk));
afterAll(() => desk.close());

const LEE = 'lee@lakeside.example';
const PRIYA = 'priya@lakeside.example';
const BEA = 'bea@brightfield.example';

const requests = () => desk.app.stores.requests.recent(20);
const audited = async (action: string) => (await desk.audit()).filter((entry) => entry.action === action);

/** Again by a poll, and by one of the other instance, long after the first. */
async function looksAgain(): Promise<void> {
  desk.clock.advance({ minutes: 1 });
  await desk.app.runDue();
  await other.runDue();
  await desk.settled();
}

describe.each(PSAS)('a new ticket in %s', (psa) => {
  const people = () => desk.psa[psa];
  const notes = (ticketId: string) => ours(notesOn(desk, psa, ticketId));
  const summary = ZENDESK;
  beforeEach(() => desk.tickets({ psa }));

  it.each(['a webhook', 'a poll', 'webhooks and polls of two instances at once'])(
    'becomes one request by %s',
    async (way) => {
      people().sendWebhooks(way !== 'a poll');
      const ticketId = people().contactOpensTicket({ email: DANA, summary });
      if (way === 'a poll') await desk.app.runDue();
      if (way.startsWith('webhooks'))
        await Promise.all([desk.app.runDue(), other.runDue(), desk.app.runDue(), other.runDue()]);
      await other.idle();
      await desk.settled();
      await looksAgain();

      const [request, ...others] = await requests();
      expect(others).toEqual([]);
      expect(request).toMatchObject({ status: 'awaiting_approval', ticket: { psa, id: ticketId } });
      expect(request?.requester).toMatchObject({ name: 'Dana Diaz', email: DANA });
      expect(notes(ticketId)).toEqual({
        internal: [expect.stringContaining('Add Dana Diaz to the group Zendesk Users')],
        public: [],
      });
      expect(desk.cards('tess')).toHaveLength(1);
      expect(desk.told('dana')).toEqual([]);
      expect(people().ticketsOf(clientCalled('lakeside'))).toHaveLength(1);
    },
  );

  it.each(['a mail', 'a technician on the phone'])(
    'of a contact by %s becomes their request',
    async (way) => {
      if (way === 'a mail') people().contactMailsTicket({ email: DANA, summary });
      else people().technicianOpensTicket({ technician: 'theo', email: DANA, summary });
      await desk.settled();

      expect((await desk.newest()).requester.email).toBe(DANA);
      expect((await requests()).map(({ status }) => status)).toEqual(['awaiting_approval']);
    },
  );

  it('says what was asked in its description', async () => {
    const description = `${summary}\nIt is for the new front desk.`;
    people().contactOpensTicket({ email: DANA, summary, description });
    people().contactOpensTicket({ email: LEE, summary: 'Hello', description: summary });
    await desk.settled();

    const asked = (await requests()).map(({ messages }) => messages[0]?.text);
    expect(new Set(asked)).toEqual(new Set([`Hello\n\n${summary}`, description]));
  });

  it('starts nothing when it is not a person’s ask, or somebody is at work on it', async () => {
    people().sendWebhooks(false);
    const opened = {
      'by another program': await people().programOpensTicket({ technician: 'tess', email: DANA, summary }),
      'on another board': people().contactOpensTicket({ email: DANA, summary, elsewhere: true }),
      'closed meanwhile': people().contactOpensTicket({ email: DANA, summary }),
      'begun meanwhile': people().contactOpensTicket({ email: DANA, summary }),
      'an out-of-office reply': people().contactMailsTicket({
        email: DANA,
        summary: `Automatic reply: ${summary}`,
        description: 'I am out of the office until Monday.',
      }),
      'a mail that could not be delivered': people().contactMailsTicket({
        email: DANA,
        summary: `Undeliverable: ${summary}`,
      }),
      'our own words mailed back': people().contactMailsTicket({
        email: DANA,
        summary: `Re: ${summary}`,
        description: 'Thanks!\n> Done. Dana was added.\n> [countersign req_01KXAMPLE/3.1]\n-- \nDana',
      }),
    };
    people().technicianCloses({ ticketId: opened['closed meanwhile'], technician: 'theo' });
    people().technicianBegins({ ticketId: opened['begun meanwhile'], technician: 'theo' });
    await desk.app.runDue();
    people().sendWebhooks(true);
    for (const ticketId of Object.values(opened))
      people().technicianWrites({ ticketId, technician: 'theo', text: 'Seen.' });
    await desk.settled();
    await looksAgain();

    const written = Object.entries(opened).map(([why, ticketId]) => [why, notes(ticketId)]);
    expect(await requests()).toEqual([]);
    expect(Object.fromEntries(written)).toEqual(
      Object.fromEntries(Object.keys(opened).map((why) => [why, { internal: [], public: [] }])),
    );
  });

  it('starts nothing when we opened it ourselves for what was asked in chat', async () => {
    const request = await desk.ask('dana', summary);
    await looksAgain();
    await desk.approve('tess');
    await looksAgain();

    expect((await requests()).map(({ id }) => id)).toEqual([request.id]);
    expect(request.ticket?.psa).toBe(psa);
    expect(people().ticketsOf(clientCalled('lakeside'))).toHaveLength(1);
  });

  it('stays with whoever has it when it is from before the intake', async () => {
    people().sendWebhooks(false);
    const ticketId = people().contactOpensTicket({ email: DANA, summary });
    desk.clock.advance({ hours: 1 });
    await desk.app.runDue();
    people().sendWebhooks(true);
    people().contactWrites({ ticketId, email: DANA, text: 'Any news?' });
    await desk.settled();
    await looksAgain();

    expect(await requests()).toEqual([]);
    expect(notes(ticketId)).toEqual({ internal: [], public: [] });
  });
});

describe.each(PSAS)('a new ticket that could not be read at first in %s', (psa) => {
  const people = () => desk.psa[psa];
  beforeEach(() => desk.tickets({ psa }));

  /** Fails what reads one ticket; lists go on to be answered. */
  const failsToRead = () =>
    people().vendor.faults.add({
      method: 'GET',
      path: /\/(?:tickets|issue)\/[\w-]*\d+$/i,
      times: 1_000,
      answer: { kind: 'status', status: 500 },
    });

  it('becomes a request once it can be, however many polls later', async () => {
    people().sendWebhooks(false);
    await desk.app.runDue();
    const ticketId = people().contactOpensTicket({ email: DANA, summary: ZENDESK });
    failsToRead();
    for (let polls = 0; polls < 3; polls += 1) await looksAgain();
    expect(await requests()).toEqual([]);
    people().vendor.faults.clear();
    await looksAgain();
    await looksAgain();

    expect((await requests()).map(({ status, ticket }) => [status, ticket?.id])).toEqual([
      ['awaiting_approval', ticketId],
    ]);
  });
});

describe.each(PSAS)('who asks in %s', (psa) => {
  const people = () => desk.psa[psa];
  const notes = (ticketId: string) => ours(notesOn(desk, psa, ticketId));
  const summary = ZENDESK;
  beforeEach(() => desk.tickets({ psa }));

  it('is left to technicians, with one note, when the company is no client of ours', async () => {
    const elsewhere = psa === 'jira' ? 'autotask' : 'jira';
    await desk.control.setTickets('brightfield', { psa: elsewhere });
    const ticketId = people().contactOpensTicket({ email: BEA, summary });
    await desk.settled();
    await looksAgain();
    people().contactWrites({ ticketId, email: BEA, text: 'Please?' });
    await desk.settled();

    expect(await requests()).toEqual([]);
    expect(notes(ticketId)).toEqual({
      internal: [expect.stringMatching(/leaves this ticket to you.*I do not know which client/su)],
      public: [],
    });
    expect((await audited('inbound_refused')).map(({ details }) => details)).toEqual([
      expect.objectContaining({ psa, ticket: ticketId }),
    ]);
  });

  it('is nobody when the ticket has no contact, and technicians get it', async () => {
    const ticketId = people().technicianOpensTicketFor(clientCalled('lakeside'), {
      technician: 'theo',
      summary,
    });
    await desk.settled();
    await looksAgain();

    expect(notes(ticketId).internal).toHaveLength(1);
    expect(notes(ticketId).internal.join()).toMatch(/has no contact|unknown, deactivated, or a guest/u);
    expect((await requests()).map(({ status }) => status)).toEqual(psa === 'jira' ? ['handed_over'] : []);
    expect(desk.cards('tess')).toEqual([]);
    expect(desk.writes()).toEqual([]);
  });

  it.each([
    ['has left', (email: string) => people().contactLeaves(email)],
    ['has no e-mail address', (email: string) => people().contactLosesAddress(email)],
    [
      'is not in the directory',
      (email: string) => {
        const { users } = desk.microsoft.tenant('lakeside').state;
        users.splice(
          users.findIndex(({ mail }) => mail === email),
          1,
        );
      },
    ],
  ] as const)('is handed over once, and nothing is guessed, when the contact %s', async (why, happens) => {
    people().sendWebhooks(false);
    const email =
      why === 'is not in the directory' ? 'sam@lakeside.example' : why === 'has left' ? LEE : PRIYA;
    const ticketId = people().contactOpensTicket({ email, summary });
    happens(email);
    await desk.app.runDue();
    await looksAgain();

    const [request, ...others] = await requests();
    expect(others).toEqual([]);
    expect(request?.status).toBe('handed_over');
    expect(request?.requester.directoryUserId).toBeUndefined();
    expect(notes(ticketId)).toEqual({
      internal: [expect.stringContaining('Handed over to a technician')],
      public: [expect.stringContaining('A technician has taken over your request')],
    });
    expect(desk.cards('tess')).toEqual([]);
    expect(desk.told('tess')).toEqual([expect.stringContaining('Handed over to you')]);
    expect(desk.writes()).toEqual([]);
  });
});

it('keeps the clients apart: the same number in another PSA is another ticket', async () => {
  await desk.tickets({ psa: 'halopsa' });
  const inHalo = await opens(desk, 'halopsa', ZENDESK);
  await desk.control.setTickets('brightfield', { psa: 'autotask' });
  const inAutotask = desk.psa.autotask.contactOpensTicket({ email: BEA, summary: 'Who is my manager?' });
  await desk.settled();

  expect((await requests()).map(({ clientId, ticket }) => [clientId, ticket?.psa, ticket?.id])).toEqual([
    ['brightfield', 'autotask', inAutotask],
    ['lakeside', 'halopsa', inHalo.ticket?.id],
  ]);
});

describe.each(PSAS)('somebody who opens one ticket after another in %s', (psa) => {
  let limited: TestDesk;
  beforeAll(async () => {
    limited = await openDesk({ environment: { REQUESTS_PER_PERSON_PER_HOUR: '1' } });
    await limited.tickets({ psa });
  });
  afterAll(() => limited.close());

  it('has the others left to technicians, in words for them, and for good', async () => {
    const first = limited.psa[psa].contactOpensTicket({ email: DANA, summary: ZENDESK });
    await limited.settled();
    const second = limited.psa[psa].contactOpensTicket({ email: DANA, summary: 'Who is my manager?' });
    await limited.settled();
    // Another instance has counted nothing of hers yet, as this one has not after an hour.
    const fresh = await limited.anotherApp();
    limited.psa[psa].technicianWrites({ ticketId: second, technician: 'theo', text: 'Mine.' });
    await fresh.runDue();
    await limited.settled();

    const opened = await limited.app.stores.requests.recent(5);
    expect(opened.map(({ ticket }) => ticket?.id)).toEqual([first]);
    expect(ours(notesOn(limited, psa, second))).toEqual({
      internal: [
        expect.stringMatching(
          /leaves this ticket to you\. Its contact has sent many requests in a short time/u,
        ),
      ],
      public: [],
    });
  });
});
