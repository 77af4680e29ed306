import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { AUTO, TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import {
  codeOn,
  DANA,
  opens,
  ours,
  PSAS,
  requestOn,
  resetBetween,
  ticketOf,
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

const WAYS = ['by webhooks', 'by polls', 'by webhooks and polls of two instances at once'] as const;

const written = (request: ServiceRequest) => ours(desk.notes(request));
const now = (request: ServiceRequest) => requestOn(desk, request.ticket?.id ?? '');
const isClosed = (request: ServiceRequest) => ticketOf(desk, request)?.closed;

/** Takes in what happened on tickets. */
async function look(way: (typeof WAYS)[number]): Promise<void> {
  if (way === 'by polls') await desk.app.runDue();
  if (way.includes('two instances')) await Promise.all([desk.app.runDue(), other.runDue()]);
  await other.idle();
  await desk.settled();
}

/** Whatever is found once more, long after, changes nothing. */
async function looksAgain(): Promise<void> {
  desk.clock.advance({ minutes: 3 });
  await desk.app.runDue();
  await desk.settled();
}

const onTickets = PSAS.flatMap((psa) => WAYS.map((way) => ({ psa, way })));

describe.each(onTickets)('a request that began on a ticket in $psa, found $way', ({ psa, way }) => {
  const people = () => desk.psa[psa];
  const asks = async (summary: string) => {
    const ticketId = people().contactOpensTicket({ email: DANA, summary });
    await look(way);
    return requestOn(desk, ticketId);
  };
  beforeEach(async () => {
    await desk.tickets({ psa, decideByNote: true, approvalChannels: ['slack', psa] });
    people().sendWebhooks(way !== 'by polls');
  });

  it.each(['in chat', 'by a note'])('is carried out once when it is approved %s', async (how) => {
    const request = await asks(ZENDESK);
    const ticketId = request.ticket?.id ?? '';
    expect(written(request).public).toEqual([]);
    expect(desk.writes()).toEqual([]);
    if (how === 'in chat') await desk.approve('tess');
    else
      people().technicianWrites({ ticketId, technician: 'theo', text: `approve ${codeOn(desk, request)}` });
    await look(way);
    await looksAgain();

    expect((await now(request)).status).toBe('completed');
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
    expect(desk.writes()).toHaveLength(1);
    expect(written(request).public).toEqual([
      expect.stringMatching(/^Done\. Dana Diaz was added to the group Zendesk Users/u),
    ]);
    const by =
      how === 'in chat' ? /^Tess Tanaka has approved.*in chat/u : /^Theo Brandt has approved.*by note/u;
    expect(written(request).internal.filter((text) => by.test(text))).toHaveLength(1);
    expect(isClosed(request)).toBe(true);
    expect(desk.told('dana')).toEqual([]);
    for (const who of ['tess', 'theo', 'ada'])
      expect(JSON.stringify(desk.card(who).blocks)).not.toContain('approval_approve');
  });

  it.each(['in chat', 'by a note'])('changes nothing when it is denied %s', async (how) => {
    const request = await asks(ZENDESK);
    const ticketId = request.ticket?.id ?? '';
    if (how === 'in chat') await desk.deny('theo', 'She has left the team');
    else
      people().technicianWrites({
        ticketId,
        technician: 'theo',
        text: `Deny ${codeOn(desk, request)} She has left the team`,
      });
    await look(way);
    await looksAgain();

    expect((await now(request)).status).toBe('denied');
    expect(desk.writes()).toEqual([]);
    expect(written(request).public).toEqual([
      expect.stringMatching(/^Your request was not approved.*She has left the team/su),
    ]);
    expect(written(request).internal.join()).toContain(
      'Theo Brandt has denied the plan. The reason given: “She has left the team”. Nothing was run.',
    );
    expect(isClosed(request)).toBe(true);
    expect(JSON.stringify(desk.card('tess').blocks)).toContain('Theo Brandt');
  });

  it('expires after 24 hours, and what is decided later decides nothing', async () => {
    const request = await asks(ZENDESK);
    const code = codeOn(desk, request);
    const late = desk.card('tess');
    await desk.control.advance({ hours: 24, ms: 1 });
    people().technicianWrites({
      ticketId: request.ticket?.id ?? '',
      technician: 'theo',
      text: `approve ${code}`,
    });
    await desk.slack.clicks('tess', late, 'approval_approve');
    await look(way);
    await looksAgain();

    expect((await now(request)).status).toBe('expired');
    expect(desk.writes()).toEqual([]);
    expect(written(request).public).toEqual([expect.stringMatching(/expired.*send it again/su)]);
    expect(isClosed(request)).toBe(false);
  });

  it('gets one internal note and nothing else in plan mode', async () => {
    await desk.control.setMode('lakeside', 'plan');
    const request = await asks(ZENDESK);
    await looksAgain();

    expect((await now(request)).status).toBe('plan_noted');
    expect(written(request)).toEqual({
      internal: [expect.stringContaining('Operating mode “plan”: nothing was changed')],
      public: [],
    });
    expect(isClosed(request)).toBe(false);
    for (const who of ['tess', 'theo', 'ada', 'max']) expect(desk.cards(who)).toEqual([]);
    expect(desk.writes()).toEqual([]);
  });

  it('is done at once, noted first, when every tool is auto', async () => {
    await desk.policy('add_to_group', AUTO);
    const request = await asks(ZENDESK);
    await looksAgain();

    expect((await now(request)).status).toBe('completed');
    expect(desk.writes()).toHaveLength(1);
    expect(written(request).internal[0]).toContain('Add Dana Diaz to the group Zendesk Users');
    expect(written(request).public).toEqual([expect.stringMatching(/^Done\./u)]);
    expect(isClosed(request)).toBe(true);
    expect(desk.cards('tess')).toEqual([]);
  });
});

describe.each(PSAS)('a request on a ticket in %s', (psa) => {
  const people = () => desk.psa[psa];
  beforeEach(() => desk.tickets({ psa, decideByNote: true, approvalChannels: ['slack', psa] }));

  it('waits for the manager too, who is asked in chat and by no note', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    const request = await opens(desk, psa, ZENDESK);
    const ticketId = request.ticket?.id ?? '';
    people().technicianWrites({ ticketId, technician: 'theo', text: `approve ${codeOn(desk, request)}` });
    await desk.settled();
    expect((await now(request)).status).toBe('awaiting_approval');
    expect(written(request).internal.at(-1)).toMatch(
      /Theo Brandt has approved.*still waits for Max Moreno/su,
    );
    expect(written(request).internal.filter((text) => text.startsWith('Approval needed'))).toHaveLength(1);
    await desk.approve('max');

    expect((await now(request)).status).toBe('completed');
    expect(desk.writes()).toHaveLength(1);
  });

  it('asks back on the ticket, publicly, and goes on with the contact’s answer there', async () => {
    const request = await opens(desk, psa, 'I need access to the finance share');
    const ticketId = request.ticket?.id ?? '';
    expect(request.status).toBe('awaiting_requester');
    expect(written(request).public).toEqual([expect.stringContaining('?')]);
    people().contactWrites({ ticketId, email: 'lee@lakeside.example', text: 'Everything, please' });
    people().technicianWrites({ ticketId, technician: 'tess', text: 'Read only', visibility: 'public' });
    await desk.settled();
    expect((await now(request)).status).toBe('awaiting_requester');
    people().contactWrites({ ticketId, email: DANA, text: 'Read and write, please' });
    await desk.settled();
    await looksAgain();

    const after = await now(request);
    expect(after.status).toBe('awaiting_approval');
    expect(after.messages.map(({ from }) => from)).toEqual(['requester', 'agent', 'requester']);
    expect(after.messages.at(-1)?.text).toBe('Read and write, please');
    expect(desk.cards('tess')).toHaveLength(1);
    expect(desk.cards('dana')).toEqual([]);
  });

  it('is answered on the ticket when there is nothing to change', async () => {
    const request = await opens(desk, psa, 'Who is my manager?');
    await looksAgain();

    expect((await now(request)).status).toBe('completed');
    expect(written(request).public).toEqual([expect.stringMatching(/Max Moreno.*Nothing was changed/su)]);
    expect(isClosed(request)).toBe(true);
  });
});
