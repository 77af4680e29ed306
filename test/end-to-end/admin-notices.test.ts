import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { applies, becomes, gives } from '../support/admins.ts';
import { CHATS, type Chat, type ChatName, chatsOf, liveIn, liveInBoth } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;

beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
});
beforeEach(async () => {
  await becomes(desk, 'theo', 'msp_admin');
  await desk.app.runDue();
});
afterEach(async () => {
  await liveInBoth(desk, 'ada', 'theo');
  await desk.reset();
});
afterAll(() => desk.close());

/** More than are read at once. */
const MANY_OTHER_ENTRIES = Array.from({ length: 600 }, () => ({
  at: new Date(),
  action: 'plan_proposed' as const,
  details: {},
}));

/** What somebody was told of changes, wherever. */
const noticesOf = (who: string) =>
  CHATS.flatMap((name) => chats[name].told(who)).filter((text) => text.includes('Another admin has changed'));

describe.each(CHATS)('the other admins, in %s', (name) => {
  beforeEach(() => liveIn(desk, 'theo', name));

  it('hear in one message of everything that one admin has changed, who does not hear of it, nor do technicians', async () => {
    await gives(desk, 'ada', 'mode lakeside plan');
    await applies(desk, 'ada', 'policy set add_to_group disabled --client lakeside');
    await gives(desk, 'ada', 'person link tess --phone "+1 555 555 0199"');
    await desk.app.runDue();

    const [notice, ...more] = chats[name].told('theo').filter((text) => text.includes('Another admin'));
    expect(more).toEqual([]);
    const lines = notice?.replaceAll('ˍ', '_').split('\n').slice(1) ?? [];
    expect(lines).toEqual([
      expect.stringMatching(/mode changed · Ada Okafor · Lakeside Dental: from execute, to plan/u),
      expect.stringMatching(
        /policy changed · Ada Okafor · Lakeside Dental: tool add_to_group, .*to disabled/u,
      ),
      expect.stringMatching(/person changed · Ada Okafor: person Tess Tanaka, .*linked telephone/u),
    ]);
    expect([...noticesOf('ada'), ...noticesOf('tess'), ...noticesOf('dana')]).toEqual([]);
  });

  it('hear of it once, however often is looked', async () => {
    await gives(desk, 'ada', 'mode lakeside plan');
    for (let round = 0; round < 3; round += 1) await desk.app.runDue();

    expect(noticesOf('theo')).toHaveLength(1);
  });
});

it('an admin whose role another one takes hears of that, too', async () => {
  await gives(desk, 'ada', 'person take theo admin');
  await desk.app.runDue();

  for (const name of CHATS)
    expect(chats[name].told('theo').filter((text) => text.includes('Another admin'))).toEqual([
      expect.stringMatching(/role changed · Ada Okafor: person Theo Brandt, from admin, to technician$/u),
    ]);
});

it('an admin who is taken for one who has left hears of it where they could be told until then', async () => {
  await applies(desk, 'ada', 'person depart theo');
  await gives(desk, 'ada', 'mode lakeside plan');
  await desk.app.runDue();

  for (const name of CHATS)
    expect(chats[name].told('theo').at(-1)).toMatch(
      /changed what is yours\.[\s\S]*role changed · Ada Okafor: person Theo Brandt, .*departed true/u,
    );
});

it('an admin whose accounts another one takes for others hears of it at those that were theirs', async () => {
  await gives(desk, 'ada', 'person unlink tess --slack');
  await gives(desk, 'ada', 'person link theo --slack T0HARBOR/U0TESS');
  const tooSoon = await gives(desk, 'ada', 'person unlink theo --slack T0HARBOR/U0THEO');
  await desk.app.runDue();

  expect(tooSoon).toMatchObject({ kind: 'refused', text: expect.stringMatching(/less than a day ago/u) });
  expect(chats.slack.told('theo').join('\n')).toMatch(
    /changed what is yours.*linked Slack T0HARBOR\/U0TESS/su,
  );

  desk.clock.advance({ hours: 25 });
  await gives(desk, 'ada', 'person unlink theo --slack T0HARBOR/U0THEO');
  await desk.app.runDue();
  expect(chats.slack.told('theo').join('\n')).toMatch(
    /changed what is yours.*unlinked Slack T0HARBOR\/U0THEO/su,
  );
});

it('an admin whose chat is away keeps nothing from the others, and is told of everything when it is back', async () => {
  await becomes(desk, 'tess', 'msp_admin');
  await liveIn(desk, 'theo', 'slack');
  await liveIn(desk, 'tess', 'teams');
  await desk.app.runDue();
  desk.slack.faults.add({
    path: /chat\.postMessage$/u,
    times: 1_000,
    answer: { kind: 'status', status: 503 },
  });
  for (const mode of ['plan', 'execute', 'plan']) {
    await (mode === 'plan' ? gives : applies)(desk, 'ada', `mode lakeside ${mode}`);
    await desk.app.stores.audit.append(MANY_OTHER_ENTRIES.map((fact) => ({ ...fact, key: newId('aud') })));
    await desk.app.runDue();
  }
  desk.slack.faults.clear();
  await desk.app.runDue();
  await desk.app.runDue();

  const lines = (who: string) => noticesOf(who).flatMap((text) => text.split('\n').slice(1));
  const changes = [/to plan$/u, /to execute$/u, /to plan$/u].map((end) => expect.stringMatching(end));
  expect(lines('tess')).toEqual(changes);
  expect(lines('theo')).toEqual(changes);
  await liveInBoth(desk, 'tess');
});

it('whoever becomes an admin is told of what comes from then on', async () => {
  await gives(desk, 'ada', 'mode lakeside plan');
  await desk.app.runDue();
  await gives(desk, 'ada', 'person grant tess admin');
  await desk.app.runDue();
  await desk.app.runDue();

  expect(noticesOf('tess').join()).not.toMatch(/mode changed/u);
});

it('an admin who was none for a moment is told once', async () => {
  for (const verb of ['take', 'grant']) await gives(desk, 'ada', `person ${verb} theo admin`);
  await desk.app.runDue();

  const lines = noticesOf('theo').map((text) => text.split('\n').slice(1));
  expect(lines.flat().filter((line) => line.endsWith('to technician'))).toHaveLength(CHATS.length);
  expect(lines.flat().filter((line) => line.endsWith('to admin'))).toHaveLength(1);
});

it('an admin who could not be reached for a moment hears of it when they can be, once', async () => {
  await liveIn(desk, 'theo', 'slack');
  await gives(desk, 'ada', 'mode lakeside plan');
  const path = /chat\.postMessage$/;
  desk.slack.faults.add({ path, times: 10, answer: { kind: 'effect_then_cut' } });
  await desk.app.runDue();
  desk.slack.faults.clear();
  await applies(desk, 'ada', 'mode lakeside execute');
  await desk.app.runDue();

  expect(noticesOf('theo').map((text) => text.split('\n').slice(1))).toEqual([
    [expect.stringMatching(/from execute, to plan$/u)],
    [expect.stringMatching(/from plan, to execute$/u)],
  ]);
});

it('many changes at once are a short message that says how many there are', async () => {
  for (let round = 0; round < 7; round += 1) {
    await gives(desk, 'ada', 'mode lakeside plan');
    await applies(desk, 'ada', 'mode lakeside execute');
  }
  await desk.app.runDue();

  const [notice = ''] = noticesOf('theo');
  expect(notice.split('\n')).toHaveLength(12);
  expect(notice).toMatch(/and 4 more$/u);
});

it('what was changed before anybody was told of anything is no news', async () => {
  await gives(desk, 'ada', 'mode lakeside plan');
  desk.clock.advance({ hours: 96 });
  await desk.app.runDue();

  expect(noticesOf('theo')).toEqual([]);
});
