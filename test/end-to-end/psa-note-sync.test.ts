import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceRequest } from '../../src/models/request.ts';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { chatsOf } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { codeOn, DANA, opens, ours, PSAS, requestOn, resetBetween, ZENDESK } from '../support/psa-desk.ts';
import { readMessage } from '../support/slack-reading.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const TECHNICIANS = ['tess', 'theo', 'ada'] as const;
const now = (request: ServiceRequest) => requestOn(desk, request.ticket?.id ?? '');
const written = (request: ServiceRequest) => ours(desk.notes(request));
const cardText = (who: string) => readMessage(desk.card(who)).text;
const buttons = (who: string) => readMessage(desk.card(who)).buttons;

describe.each(PSAS)('while a request waits, on its ticket in %s', (psa) => {
  const people = () => desk.psa[psa];

  beforeEach(async () => {
    await resetBetween(desk);
    await desk.tickets({ psa });
  });

  it('what technicians write internally is on every card, and nobody else’s words', async () => {
    const request = await opens(desk, psa, ZENDESK);
    const ticketId = request.ticket?.id ?? '';
    // What a contact writes in the first moments ConnectWise takes for the ticket's description.
    desk.clock.advance({ ms: 3_000 });
    people().technicianWrites({ ticketId, technician: 'theo', text: 'Her manager knows of it.' });
    people().technicianWrites({ ticketId, technician: 'theo', text: 'We look at it.', visibility: 'public' });
    people().contactWrites({ ticketId, email: 'lee@lakeside.example', text: 'Give me that, too!' });
    await people().programWrites({ ticketId, technician: 'theo', text: 'All checks are green.' });
    await desk.settled();
    people().contactWrites({ ticketId, email: DANA, text: 'It is for the front desk.' });
    await desk.settled();
    await desk.app.runDue();

    for (const who of TECHNICIANS) {
      expect(desk.cards(who)).toHaveLength(1);
      expect(cardText(who)).toMatch(/Theo Brandt.*Her manager knows of it\./su);
      expect(cardText(who)).toContain('It is for the front desk.');
      expect(cardText(who)).not.toMatch(/We look at it|Give me that|All checks are green/u);
      expect(buttons(who)).toContain('Approve');
    }
    expect((await now(request)).status).toBe('awaiting_approval');
    await desk.approve('tess');
    expect((await now(request)).status).toBe('completed');
  });

  it('what technicians write internally is for technicians: the manager’s card does not have it', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    const request = await opens(desk, psa, ZENDESK);
    desk.clock.advance({ ms: 3_000 });
    people().technicianWrites({
      ticketId: request.ticket?.id ?? '',
      technician: 'theo',
      text: 'Her manager need not know this.',
    });
    await desk.settled();

    expect(cardText('tess')).toContain('Her manager need not know this.');
    expect(JSON.stringify(desk.slack.messagesSeenBy('max', 'dm'))).not.toContain('need not know');
    expect(buttons('max')).toContain('Approve');
  });

  it.each(['takes', 'closes'] as const)(
    'a technician who %s it ends the request, and the requester is told once',
    async (deed) => {
      const request = await opens(desk, psa, ZENDESK);
      const ticketId = request.ticket?.id ?? '';
      const card = desk.card('tess');
      desk.clock.advance({ ms: 31_000 });
      if (deed === 'takes') people().technicianTakes({ ticketId, technician: 'theo' });
      else people().technicianCloses({ ticketId, technician: 'theo' });
      await desk.settled();
      await desk.app.runDue();
      await desk.slack.clicks('tess', card, 'approval_approve');
      await desk.settled();

      expect((await now(request)).status).toBe('cancelled');
      expect(written(request).public).toEqual([
        expect.stringMatching(deed === 'takes' ? /has taken over your ticket/u : /has closed your ticket/u),
      ]);
      for (const who of TECHNICIANS) expect(buttons(who)).toEqual([]);
      expect(desk.writes()).toEqual([]);
    },
  );

  it('a technician who takes it is found by a poll, and an employee who asked in chat is told there', async () => {
    const request = await desk.ask('dana', ZENDESK);
    people().sendWebhooks(false);
    desk.clock.advance({ ms: 31_000 });
    people().technicianTakes({ ticketId: request.ticket?.id ?? '', technician: 'theo' });
    await desk.app.runDue();
    await desk.app.runDue();

    expect((await now(request)).status).toBe('cancelled');
    expect((await now(request)).outcome?.reason).toContain('Theo Brandt has taken over the ticket');
    expect(desk.told('dana')).toEqual([expect.stringContaining('has taken over your ticket')]);
    expect(written(request).public).toHaveLength(1);
    for (const who of TECHNICIANS) expect(buttons(who)).toEqual([]);
  });

  it('whoever a rule of the PSA gives it to at once has taken nothing over', async () => {
    const ticketId = people().contactOpensTicket({ email: DANA, summary: ZENDESK });
    people().technicianTakes({ ticketId, technician: 'theo' });
    await desk.settled();
    desk.clock.advance({ minutes: 5 });
    people().technicianWrites({ ticketId, technician: 'theo', text: 'It was given to me.' });
    await desk.settled();
    expect((await requestOn(desk, ticketId)).status).toBe('awaiting_approval');
    people().technicianTakes({ ticketId, technician: 'theo' });
    await desk.settled();
    await desk.approve('tess');

    expect((await requestOn(desk, ticketId)).status).toBe('completed');
  });

  it('a technician who takes it while a question waits ends that, too', async () => {
    const request = await opens(desk, psa, 'I need access to the finance share');
    const ticketId = request.ticket?.id ?? '';
    desk.clock.advance({ ms: 31_000 });
    people().technicianTakes({ ticketId, technician: 'theo' });
    await desk.settled();
    people().contactWrites({ ticketId, email: DANA, text: 'Read and write, please' });
    await desk.settled();

    expect((await now(request)).status).toBe('cancelled');
    expect(desk.cards('tess')).toEqual([]);
    expect(written(request).public).toHaveLength(2);
  });

  it('an automatic answer to a question is none', async () => {
    const request = await opens(desk, psa, 'I need access to the finance share');
    const ticketId = request.ticket?.id ?? '';
    for (const text of [
      'Automatic reply: I am out of the office until Monday.',
      'I am currently out of the office and will answer when I am back.',
      `${written(request).public[0]}`,
    ])
      people().contactMails({ ticketId, email: DANA, text });
    await desk.settled();
    await desk.app.runDue();

    expect((await now(request)).status).toBe('awaiting_requester');
    expect(written(request).public.length).toBeLessThanOrEqual(2);
    people().contactMails({
      ticketId,
      email: DANA,
      text: `Read and write, please\n\n> ${(written(request).public[0] ?? '').replaceAll('\n', '\n> ')}`,
    });
    await desk.settled();
    expect((await now(request)).status).toBe('awaiting_approval');
  });

  it('an internal note that people outside can see stops everything, and technicians are told', async () => {
    people().showInternalNotes(true);
    const ticketId = people().contactOpensTicket({ email: DANA, summary: ZENDESK });
    await desk.settled();
    await desk.app.runDue();

    expect((await requestOn(desk, ticketId)).status).toBe('handed_over');
    for (const who of TECHNICIANS) {
      expect(desk.cards(who)).toEqual([]);
      expect(desk.told(who)).toEqual([expect.stringMatching(/Handed over.*visible to people outside/su)]);
    }
    expect(desk.writes()).toEqual([]);
    expect(
      desk
        .notes(await requestOn(desk, ticketId))
        .map(({ text }) => text)
        .join(),
    ).not.toContain('Approval needed');
  });

  it('an internal note that people outside can see stops a question: nobody waits for an answer', async () => {
    people().showInternalNotes(true);
    const ticketId = people().contactOpensTicket({
      email: DANA,
      summary: 'I need access to the finance share',
    });
    await desk.settled();
    await desk.app.runDue();

    const request = await requestOn(desk, ticketId);
    expect(request.status).toBe('handed_over');
    expect(
      written(request).public.filter((text) => text.includes('A technician has taken over')),
    ).toHaveLength(1);
    for (const who of TECHNICIANS)
      expect(desk.told(who)).toEqual([expect.stringMatching(/Handed over.*visible to people outside/su)]);
  });

  it('technicians are told that an answer was kept back with an internal note that people outside can see', async () => {
    people().showInternalNotes(true);
    const ticketId = people().contactOpensTicket({ email: DANA, summary: 'Who is my manager?' });
    await desk.settled();
    await desk.app.runDue();

    const texts = desk.notes(await requestOn(desk, ticketId)).map(({ text }) => text);
    expect(texts.filter((text) => text.includes('Nothing was changed'))).toEqual([]);
    for (const who of TECHNICIANS)
      expect(desk.told(who).toSorted()).toEqual([
        expect.stringContaining('turned out to be visible to people outside'),
        expect.stringContaining('The requester was told nothing'),
      ]);
  });

  it.each(['a hint', 'the note of an approval'])(
    '%s that people outside can see stops a request that waits already',
    async (what) => {
      await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
      await desk.tickets({ decideByNote: true, approvalChannels: ['slack', psa] });
      const request = await opens(desk, psa, ZENDESK);
      const ticketId = request.ticket?.id ?? '';
      people().showInternalNotes(true);
      if (what === 'a hint') people().technicianWrites({ ticketId, technician: 'theo', text: 'Approved!' });
      else await desk.approve('tess');
      await desk.settled();
      await desk.app.runDue();

      expect((await now(request)).status).toBe('handed_over');
      expect(desk.told('ada').join()).toContain('visible to people outside');
      for (const who of ['ada', 'max']) expect(buttons(who)).toEqual([]);
      expect(desk.writes()).toEqual([]);
    },
  );

  it('an internal note that people outside can see after the end is told to technicians', async () => {
    const request = await opens(desk, psa, ZENDESK);
    people().showInternalNotes(true);
    await desk.deny('tess', 'Not now');

    expect((await now(request)).status).toBe('denied');
    expect(desk.told('ada')).toEqual([expect.stringContaining('turned out to be visible to people outside')]);
  });
});

describe.each(PSAS)('asking on tickets in %s', (psa) => {
  const people = () => desk.psa[psa];
  const asking = (request: ServiceRequest) =>
    written(request).internal.filter((text) => text.startsWith('Approval needed'));
  const cards = () => TECHNICIANS.map((who) => desk.cards(who).length);

  beforeEach(async () => {
    await resetBetween(desk);
    await desk.tickets({ psa, decideByNote: true });
  });

  it('says what a card says, and is followed by what became of it', async () => {
    await desk.tickets({ approvalChannels: ['slack', psa] });
    const request = await opens(desk, psa, ZENDESK);
    const [note = '', ...others] = asking(request);

    expect(others).toEqual([]);
    expect(cards()).toEqual([1, 1, 1]);
    for (const words of [
      'Lakeside Dental',
      'Dana Diaz',
      `> ${ZENDESK}`,
      'Add Dana Diaz to the group Zendesk Users',
      'UTC',
      codeOn(desk, request),
    ])
      expect(note).toContain(words);
    await desk.approve('tess');
    expect(written(request).internal.at(-2)).toMatch(/^Tess Tanaka has approved the plan \(in chat\)/u);
  });

  it('is done in Slack, in Teams and on the ticket at once, and what decides in one of them closes all', async () => {
    await desk.tickets({ approvalChannels: ['slack', 'teams', psa] });
    const request = await opens(desk, psa, ZENDESK);
    const chats = chatsOf(desk);
    const everywhere = () =>
      TECHNICIANS.flatMap((who) => [...chats.slack.cards(who), ...chats.teams.cards(who)]);
    expect(everywhere()).toHaveLength(6);
    expect(asking(request)).toHaveLength(1);
    const ticketId = request.ticket?.id ?? '';
    people().technicianWrites({ ticketId, technician: 'ada', text: `approve ${codeOn(desk, request)}` });
    await desk.settled();

    expect((await now(request)).status).toBe('completed');
    for (const card of everywhere())
      expect(card).toMatchObject({ buttons: [], text: expect.stringMatching(/Approved.*Ada/su) });
    expect(desk.writes()).toHaveLength(1);
  });

  it('is the only place where only tickets are configured, and the note decides', async () => {
    await desk.tickets({ approvalChannels: [psa] });
    const request = await opens(desk, psa, ZENDESK);
    expect(cards()).toEqual([0, 0, 0]);
    const ticketId = request.ticket?.id ?? '';
    people().technicianWrites({ ticketId, technician: 'ada', text: `approve ${codeOn(desk, request)}` });
    await desk.settled();

    expect((await now(request)).status).toBe('completed');
  });

  it.each([
    ['notes may not decide', ZENDESK, false],
    ['the plan is of high risk', 'I am locked out', true],
  ])('leaves nobody without a way to decide: %s', async (_why, text, decideByNote) => {
    await desk.tickets({ approvalChannels: [psa], decideByNote });
    const request = await opens(desk, psa, text);

    expect(asking(request)).toEqual([expect.stringContaining('a note on this ticket decides nothing here')]);
    expect(cards()).toEqual([1, 1, 1]);
  });

  it('is for all clients as the MSP has set it, unless a client has its own', async () => {
    const { msp } = desk.app.stores;
    await msp.save({ ...(await msp.get()), approvalChannels: [psa] });
    desk.app.forget();
    const first = await opens(desk, psa, ZENDESK);
    expect([asking(first).length, ...cards()]).toEqual([1, 0, 0, 0]);
    await desk.tickets({ approvalChannels: ['slack'] });
    const second = await opens(desk, psa, 'I need access to Salesforce');

    expect([asking(second).length, ...cards()]).toEqual([0, 1, 1, 1]);
  });

  it('is nothing for a client whose tickets are in another PSA', async () => {
    await desk.tickets({ approvalChannels: [psa === 'jira' ? 'halopsa' : 'jira'] });
    const request = await opens(desk, psa, ZENDESK);

    expect(asking(request)).toEqual([]);
    expect(cards()).toEqual([1, 1, 1]);
  });
});
