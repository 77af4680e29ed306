import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PsaName } from '../../src/models/ticket.ts';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import type { Fault } from '../../src/sandbox/simulated-vendor.ts';
import type { SlackMessage } from '../../src/sandbox/slack/index.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import {
  clientCalled,
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

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const BEA = 'bea@brightfield.example';
const LEE = 'lee@lakeside.example';

interface Outage {
  how: string;
  answer: Fault['answer'];
  /** Where only some calls fail. */
  hits?: Pick<Fault, 'method' | 'path'>;
}

const EVERYTHING = { path: /./ };
/** What opens a ticket or writes a note, in each PSA. */
const WRITES = { method: 'POST', path: /\/(?:tickets|notes|Actions|issue|comment)$/i };

const OUTAGES: readonly Outage[] = [
  { how: 'refuses connections', answer: { kind: 'refuse' } },
  { how: 'hangs', answer: { kind: 'hang' } },
  { how: 'answers 429', answer: { kind: 'status', status: 429, headers: { 'retry-after': '60' } } },
  { how: 'answers 500', answer: { kind: 'status', status: 500 } },
  { how: 'does what it is told and says nothing', answer: { kind: 'effect_then_cut' }, hits: WRITES },
];

const otherThan = (psa: PsaName): PsaName => (psa === 'jira' ? 'halopsa' : 'jira');

/** Where each request of a client stands; one that owes the world something has not come to rest. */
async function stateOf(clientId: string): Promise<string[]> {
  const recent = await desk.app.stores.requests.recent(20);
  const theirs = recent.filter((request) => request.clientId === clientId);
  return theirs.map(({ status, outbox }) => (outbox.length > 0 ? 'owes something' : status));
}

/** The saves that our notes on a ticket are of, in the order in which they stand there. */
const savesOf = (texts: readonly string[]) =>
  texts.map((text) => Number(/%2F(\d+)\.\d+\]$/.exec(text)?.[1] ?? Number.NaN));

describe.each(PSAS)('while %s', (psa) => {
  const people = () => desk.psa[psa];

  beforeEach(async () => {
    await resetBetween(desk);
    await desk.tickets({ psa, approvalChannels: ['slack', psa] });
    await desk.control.setTickets('brightfield', { psa: otherThan(psa) });
    await desk.policy('assign_application_role', TECHNICIAN_AND_MANAGER);
  });

  it.each(OUTAGES)(
    '$how for an hour, another client is served; then nothing was lost and nothing is there twice',
    async ({ answer, hits = EVERYTHING }) => {
      const fails = (kind: Fault['answer']) =>
        people().vendor.faults.add({ ...hits, times: 100_000, answer: kind });
      const asked = await opens(desk, psa, 'I need access to the finance share');
      const decided = await desk.ask('dana', 'I need access to Salesforce');
      const cards = { tess: desk.card('tess'), max: desk.card('max') };
      fails(answer);

      people().contactWrites({
        ticketId: asked.ticket?.id ?? '',
        email: DANA,
        text: 'Read and write, please',
      });
      const opened = people().contactOpensTicket({ email: LEE, summary: ZENDESK });
      const inChat = await desk.slack.says('dana', 'dm', ZENDESK);
      expect(inChat.delivery.acknowledged).toBe(true);
      await desk.slack.clicks('tess', cards.tess, 'approval_approve');
      await deniesAs('max', cards.max);
      desk.psa[otherThan(psa)].contactOpensTicket({ email: BEA, summary: 'Who is my manager?' });
      await expect.poll(() => stateOf('brightfield')).toEqual(['completed']);
      expect(await stateOf('lakeside')).toContain('owes something');

      if (answer.kind === 'hang') {
        // A call that hangs is given up after 20 s; here the connections are cut before that.
        people().vendor.faults.clear();
        fails({ kind: 'refuse' });
        await desk.app.idle();
      }
      for (let round = 0; round < 3; round += 1) await desk.control.advance({ minutes: 20 });
      people().vendor.faults.clear();
      for (let round = 0; round < 3; round += 1) await desk.control.advance({ minutes: 31 });
      await desk.settled();

      const waiting = ['awaiting_approval', 'awaiting_approval', 'awaiting_approval'];
      expect((await stateOf('lakeside')).sort()).toEqual([...waiting, 'denied']);
      const tickets = people().ticketsOf(clientCalled('lakeside'));
      expect(tickets).toHaveLength(4);
      for (const ticket of tickets) {
        const { internal, public: shown } = ours(ticket.notes);
        expect(new Set([...internal, ...shown]).size).toBe(internal.length + shown.length);
        expect(savesOf(internal)).toEqual(savesOf(internal).toSorted((one, other) => one - other));
      }
      expect(desk.cards('tess')).toHaveLength(4);
      const plans = ours(desk.notes(await requestOn(desk, opened))).internal;
      expect(plans.filter((text) => text.includes('Add Lee Larsen to the group Zendesk Users'))).toHaveLength(
        2,
      );
      const about = ours(desk.notes(decided));
      expect(about.internal.slice(-2)).toEqual([
        expect.stringContaining('Tess Tanaka has approved'),
        expect.stringContaining('Max Moreno has denied'),
      ]);
      expect(about.public).toEqual([expect.stringContaining('was not approved')]);
      expect(ticketOf(desk, decided)?.closed).toBe(true);
      expect(desk.told('dana').filter((text) => text.includes('was not approved'))).toHaveLength(1);
      expect(desk.writes()).toEqual([]);

      await desk.approve('tess');
      expect((await stateOf('lakeside')).filter((state) => state === 'completed')).toHaveLength(1);
      expect(desk.writes()).toHaveLength(1);
    },
  );
});

async function deniesAs(who: string, card: SlackMessage): Promise<void> {
  await desk.slack.clicks(who, card, 'approval_deny');
  await expect.poll(() => desk.slack.modalOf(who)).toBeDefined();
  const modal = desk.slack.modalOf(who);
  if (modal) await desk.slack.submits(modal, { reason: 'Not now' });
}
