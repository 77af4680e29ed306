import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import {
  CHATS,
  type Chat,
  type ChatName,
  chatsOf,
  liveIn,
  liveInBoth,
  MIXTURES,
  otherThan,
} from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { cardsSentTo, problemsWithCards } from '../support/teams-cards.ts';

const ZENDESK = 'I need access to Zendesk';

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;

beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
});
beforeEach(() => desk.policy('add_to_group', TECHNICIAN_AND_MANAGER));
afterEach(async () => {
  await liveInBoth(desk, 'dana', 'tess', 'max');
  await desk.reset();
});
afterAll(async () => {
  await desk.close();
  expect(problemsWithCards(cardsSentTo(desk.teams))).toEqual([]);
});

const cardsOf = (who: string) => CHATS.flatMap((name) => chats[name].cards(who));
const toldAnywhere = (who: string) => CHATS.flatMap((name) => chats[name].told(who));

async function expectDone(request: { id: string }, toldIn: ChatName): Promise<void> {
  expect(await desk.newest()).toMatchObject({ id: request.id, status: 'completed', outbox: [] });
  expect(desk.groupsOf('dana')).toContain('Zendesk Users');
  expect(desk.writes()).toHaveLength(1);
  expect(chats[toldIn].told('dana')).toEqual([expect.stringMatching(/^Done\. Dana Diaz was added/u)]);
  expect(toldAnywhere('dana')).toHaveLength(1);
}

describe.each(MIXTURES)(
  'with the employee in $employee, the technician in $technician and the manager in $manager',
  ({ employee, technician, manager }) => {
    it('asks each where alone they can be reached, and does it once both have signed', async () => {
      await liveIn(desk, 'dana', employee);
      await liveIn(desk, 'tess', technician);
      await liveIn(desk, 'max', manager);
      const request = await chats[employee].ask('dana', ZENDESK);

      expect(request.status).toBe('awaiting_approval');
      expect(chats[otherThan(technician)].cards('tess')).toEqual([]);
      expect(chats[otherThan(manager)].cards('max')).toEqual([]);
      await chats[manager].card('max').approve();
      expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval' });
      expect(desk.writes()).toEqual([]);
      expect(chats[manager].card('max').text).toMatch(/Approved.*Max Moreno.*Still waiting for/su);
      await chats[technician].card('tess').approve();

      await expectDone(request, employee);
      for (const who of ['tess', 'theo', 'ada', 'max'])
        expect(cardsOf(who)).toEqual([
          expect.objectContaining({ buttons: [], text: expect.stringContaining('Approved') }),
        ]);
    });

    it('asks everybody on both, and closes every copy with the second signature', async () => {
      await desk.tickets({ approvalChannels: ['slack', 'teams'] });
      const request = await chats[employee].ask('dana', ZENDESK);
      for (const who of ['tess', 'theo', 'ada', 'max']) expect(cardsOf(who)).toHaveLength(2);
      const shown = {
        technicians: chats[otherThan(technician)].card('theo'),
        managers: chats[otherThan(manager)].card('max'),
      };

      await chats[technician].card('tess').approve();
      expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval' });
      for (const card of cardsOf('theo'))
        expect(card).toMatchObject({
          buttons: [],
          text: expect.stringMatching(/Approved.*Tess Tanaka.*Still waiting for.*Max Moreno/su),
        });
      for (const card of cardsOf('max')) expect(card.buttons).toContain('Approve');
      expect(await shown.technicians.deny('No')).toMatch(/Tess Tanaka has approved this already/u);
      await chats[manager].card('max').approve();

      await expectDone(request, employee);
      for (const who of ['tess', 'theo', 'ada', 'max'])
        for (const card of cardsOf(who)) {
          expect(card).toMatchObject({ buttons: [], text: expect.stringContaining('Approved') });
          expect(card.text).not.toContain('Still waiting');
        }
      await shown.managers.approve();
      expect(desk.writes()).toHaveLength(1);
      expect(toldAnywhere('dana')).toHaveLength(1);
    });
  },
);

it('ends with the denial of the manager in Teams, though the technician has approved in Slack', async () => {
  await desk.tickets({ approvalChannels: ['slack', 'teams'] });
  await chats.slack.ask('dana', ZENDESK);
  await chats.slack.card('tess').approve();
  await chats.teams.card('max').deny('She leaves on Friday');

  expect(await desk.newest()).toMatchObject({ status: 'denied' });
  expect(chats.slack.told('dana')).toEqual([expect.stringMatching(/not approved.*leaves on Friday/su)]);
  for (const who of ['tess', 'max'])
    for (const card of cardsOf(who))
      expect(card).toMatchObject({ buttons: [], text: expect.stringMatching(/Denied|Approved/u) });
  expect(desk.writes()).toEqual([]);
});

it('is not signed twice by one person, once in Slack and once in Teams', async () => {
  await desk.tickets({ approvalChannels: ['slack', 'teams'] });
  await chats.teams.ask('dana', ZENDESK);
  const { tenantId: tenant, aadObjectId: user } = desk.teams.user('max');
  const max = await desk.app.stores.people.byIdentity({ provider: 'entra', tenant, user });
  if (max) await desk.app.stores.people.setRole(max, 'msp_technician');
  await chats.slack.card('max').approve();
  const { id, approvals } = await desk.newest();
  const technicians = approvals.find(({ kind }) => kind === 'technician');

  const answer = await desk.app.desk.decide({
    by: { provider: 'entra', tenant, user },
    requestId: id,
    approvalId: technicians?.id ?? '',
    planDigest: technicians?.planDigest ?? '',
    verdict: { kind: 'approve' },
  });
  expect(answer).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('other half') });
  expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval' });
});
