import { afterEach, expect, it } from 'vitest';
import { openSlackBench, type SlackBench } from '../../../test/support/slack-bench.ts';
import { SCOPES } from './index.ts';

let bench: SlackBench;
afterEach(() => bench.close());

/** As a browser: follows nothing by itself, and keeps the cookie. */
async function visit(
  url: string,
  cookie = '',
): Promise<{ status: number; location: string; cookie: string; text: string }> {
  const response = await fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} });
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
    text: await response.text(),
  };
}

it('installs the bot in a workspace through Slack’s own page, and serves it from then on', async () => {
  bench = await openSlackBench({ notInstalledIn: ['T0BRIGHT'] });
  const start = await visit(`${bench.appUrl}/slack/install`);
  expect(new URL(start.location).searchParams.get('scope')?.split(',')).toEqual([...SCOPES]);

  const allowed = await visit(`${start.location}&team=T0BRIGHT&allow=yes`);
  const end = await visit(allowed.location, start.cookie);

  expect(end).toMatchObject({ status: 200, text: expect.stringContaining('installed') });
  expect(await bench.installations.find('T0BRIGHT')).toMatchObject({
    teamName: 'Brightfield Law',
    botToken: bench.simulated.workspace('T0BRIGHT').install?.token,
    scopes: SCOPES,
  });
  bench.simulated.state.channels
    .get('D0BEA')
    ?.members.add(bench.simulated.workspace('T0BRIGHT').install?.botUserId ?? '');
  await bench.simulated.says('bea', 'dm', 'hello');
  expect(bench.desk.messages.map(({ text }) => text)).toEqual(['hello']);
});

it('installs nothing for another browser, a made-up state, or a refusal', async () => {
  bench = await openSlackBench({ notInstalledIn: ['T0BRIGHT'] });
  const start = await visit(`${bench.appUrl}/slack/install`);
  const allowed = await visit(`${start.location}&team=T0BRIGHT&allow=yes`);
  const refused = await visit(`${start.location}&team=T0BRIGHT&allow=no`);
  const forged = new URL(allowed.location);
  forged.searchParams.set('state', 'made-up');

  for (const [url, cookie] of [
    [allowed.location, ''],
    [forged.href, start.cookie],
    [refused.location, start.cookie],
  ] as const)
    expect((await visit(url, cookie)).status).toBe(400);
  expect(await bench.installations.find('T0BRIGHT')).toBeUndefined();
});

it('forgets a workspace that removed the app', async () => {
  bench = await openSlackBench();

  const deliveries = await bench.simulated.uninstall('T0BRIGHT');

  expect(deliveries.every(({ acknowledged }) => acknowledged)).toBe(true);
  expect(await bench.installations.find('T0BRIGHT')).toBeUndefined();
  expect(await bench.installations.find('T0LAKESIDE')).toBeDefined();
});

it('keeps a new install when the news of an earlier removal comes late', async () => {
  bench = await openSlackBench();
  const late = { type: 'event_callback', team_id: 'T0BRIGHT', event: { type: 'app_uninstalled' } };

  await bench.simulated.courier.event(late);

  expect(await bench.installations.find('T0BRIGHT')).toBeDefined();
});

it('asks again about a removal when Slack could not be asked', async () => {
  bench = await openSlackBench();
  bench.simulated.faults.add({ path: /auth\.test$/, answer: { kind: 'status', status: 503 } });

  const [first] = await bench.simulated.uninstall('T0BRIGHT');

  expect(first?.acknowledged).toBe(true);
  expect(await bench.installations.find('T0BRIGHT')).toBeUndefined();
  expect(bench.simulated.faults.unused).toEqual([]);
});

it('tells the doctor which workspaces work, and what to do about the others', async () => {
  bench = await openSlackBench();
  bench.simulated.deliverTo();
  await bench.simulated.uninstall('T0BRIGHT');

  const findings = await bench.slack.check();

  expect(findings).toContainEqual({ kind: 'fine', subject: 'Slack workspace Lakeside Dental (T0LAKESIDE)' });
  expect(findings).toContainEqual(
    expect.objectContaining({
      kind: 'problem',
      subject: 'Slack workspace Brightfield Law (T0BRIGHT)',
      fix: expect.stringMatching(/install it again/),
    }),
  );
});
