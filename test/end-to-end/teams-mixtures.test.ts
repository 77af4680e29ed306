import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AUTO, TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { CHATS, type Chat, type ChatName, chatsOf, liveIn, liveInBoth, MIXTURES } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { cardsSentTo, problemsWithCards } from '../support/teams-cards.ts';

const ZENDESK = 'I need access to Zendesk';
const EVERYBODY = ['dana', 'max', 'tess', 'theo', 'ada'];

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;

beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
});
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

/** What each ending but the approved one comes to where everybody can be reached in one product alone. */
describe.each(MIXTURES)(
  'with the employee in $employee alone, the technician in $technician and the manager in $manager',
  ({ employee, technician, manager }) => {
    beforeEach(async () => {
      await liveIn(desk, 'dana', employee);
      await liveIn(desk, 'tess', technician);
      await liveIn(desk, 'max', manager);
    });

    /** Nothing was changed, the employee was told once and where they asked, and nobody can decide any more. */
    async function expectClosed(status: string, told: RegExp, card: RegExp): Promise<void> {
      expect(await desk.newest()).toMatchObject({ status, outbox: [] });
      expect(desk.writes()).toEqual([]);
      expect(chats[employee].told('dana')).toEqual([expect.stringMatching(told)]);
      expect(toldAnywhere('dana')).toHaveLength(1);
      for (const who of ['tess', 'theo', 'ada', 'max'])
        expect(cardsOf(who)).toEqual([
          expect.objectContaining({ buttons: [], text: expect.stringMatching(card) }),
        ]);
    }

    describe('where both have to sign', () => {
      beforeEach(() => desk.policy('add_to_group', TECHNICIAN_AND_MANAGER));

      it('the manager denies what the technician has approved', async () => {
        await chats[employee].ask('dana', ZENDESK);
        await chats[technician].card('tess').approve();
        await chats[manager].card('max').deny('Not before June');

        await expectClosed('denied', /not approved.*Not before June/su, /Denied.*Max Moreno/su);
      });

      it('the technician denies what the manager has approved', async () => {
        await chats[employee].ask('dana', ZENDESK);
        await chats[manager].card('max').approve();
        await chats[technician].card('tess').deny('No licence is left');

        await expectClosed('denied', /not approved.*No licence is left/su, /Denied.*Tess Tanaka/su);
      });

      it('it expires with one signature, and the other one comes too late', async () => {
        await chats[employee].ask('dana', ZENDESK);
        await chats[technician].card('tess').approve();
        const late = chats[manager].card('max');
        await desk.control.advance({ hours: 24, ms: 1 });

        await expectClosed('expired', /expired.*send it again/su, /Expired/u);
        expect(await late.approve()).toMatch(/has expired/u);
        expect(desk.writes()).toEqual([]);
      });

      it('plan mode asks and tells nobody', async () => {
        await desk.control.setMode('lakeside', 'plan');
        const request = await chats[employee].ask('dana', ZENDESK);

        expect(request.status).toBe('plan_noted');
        expect(desk.notes(request).filter(({ internal }) => internal)).toHaveLength(1);
        expect(EVERYBODY.flatMap((who) => [...cardsOf(who), ...toldAnywhere(who)])).toEqual([]);
        expect(desk.writes()).toEqual([]);
      });
    });

    it('where nobody has to sign, it is done at once and nobody is asked', async () => {
      await desk.policy('add_to_group', AUTO);
      await chats[employee].ask('dana', ZENDESK);

      expect(await desk.newest()).toMatchObject({ status: 'completed', approvals: [], outbox: [] });
      expect(desk.groupsOf('dana')).toContain('Zendesk Users');
      expect(chats[employee].told('dana')).toEqual([expect.stringMatching(/^Done\. Dana Diaz was added/u)]);
      expect(toldAnywhere('dana')).toHaveLength(1);
      expect(EVERYBODY.flatMap((who) => cardsOf(who))).toEqual([]);
    });
  },
);
