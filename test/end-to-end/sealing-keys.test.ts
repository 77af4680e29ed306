import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { accountOf } from '../support/accounts.ts';
import { openDesk, rememberingLogger, type TestDesk } from '../support/desk.ts';
import { connects, EVERY_SECRET, formFor, valuesOfEverySystem } from '../support/integrations.ts';

/*
 * From nothing connected to everything, then from one key to the next: each part stands on the one before it.
 */

const old = { id: 'old', key: randomBytes(32) };
const fresh = { id: 'fresh', key: randomBytes(32) };
const { logger, lines: logged } = rememberingLogger();
const answers: string[] = [];
let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk({
    logger,
    environment: { SEALING_KEYS: `old:${old.key.toString('base64')}` },
    without: ['microsoftGraph', 'connectwise', 'halopsa', 'autotask', 'jira', 'hudu', 'itglue'],
  });
});
afterAll(() => desk.close());

async function says(app: App, line: string): Promise<string> {
  const answer = await app.desk.command(accountOf('ada'), line);
  answers.push(JSON.stringify(answer));
  return answer.kind === 'form' ? JSON.stringify(answer.form) : answer.text;
}

it('without a directory a request is handed to technicians, and doctor says what is missing', async () => {
  const request = await desk.ask('dana', 'I need access to Zendesk');

  expect(request.status).toBe('handed_over');
  expect(await desk.app.check()).toContainEqual({
    subject: 'Microsoft 365',
    fine: false,
    text: expect.stringMatching(/integration connect microsoft365/u),
  });
});

describe('every system there is', () => {
  it('is connected by form, with everything in order there', async () => {
    for (const [name, values] of Object.entries(valuesOfEverySystem(desk))) {
      const text = await connects(desk.app, name, values);
      answers.push(text);
      expect(text, name).toMatch(/ is connected\./u);
      expect(text, name).not.toMatch(/To put right/u);
    }

    expect(await says(desk.app, 'integration list')).not.toMatch(/Not connected|to put right|not looked at/u);
    expect((await desk.app.check()).filter(({ fine }) => !fine)).toEqual([]);
  });

  it('has a form for new secrets, with a title that is whole everywhere', async () => {
    for (const { name, title } of desk.app.integrationAdmin.connected())
      expect(await formFor(desk.app, `integration rotate ${name}`)).toMatchObject({
        title: `${title}: new keys`,
      });
  });

  it('names the address for its webhooks, never the secret in it', async () => {
    expect(await says(desk.app, 'integration show halopsa')).toContain(
      `${desk.url}/halopsa/callbacks/END-OF-THE-WEBHOOK-ADDRESS`,
    );
    expect(await says(desk.app, 'integration show jira')).toContain(`${desk.url}/jira/callbacks\n`);
    expect(desk.connectwise.calls.some(({ path }) => path.endsWith('/system/callbacks'))).toBe(true);
  });

  it('serves the next request to its end', async () => {
    await desk.ask('dana', 'I need access to Zendesk');
    await desk.approve('tess');

    expect((await desk.newest()).status).toBe('completed');
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
  });
});

describe('under a new key', () => {
  it('everything still works, and the old one is seen to be in use', async () => {
    const app = await desk.anotherApp({ sealingKeys: [fresh, old] });

    expect(app.integrationAdmin.connected().filter(({ problem }) => problem)).toEqual([]);
    expect(await says(app, 'keys show')).toMatch(
      /• fresh: seals now · nothing\n• old: opens only · .*7 connected systems/u,
    );
  });

  it('without the old one what it sealed is named, with what to do; the process starts and the rest works', async () => {
    const app = await desk.anotherApp({ sealingKeys: [fresh] });

    expect(app.integrationAdmin.connected().map(({ problem }) => problem)).toEqual(
      Array.from({ length: 7 }, () =>
        expect.stringMatching(/sealed under the key “old”.*enter the secrets again/u),
      ),
    );
    expect(await says(app, 'integration show hudu')).toMatch(/To put right: .*SEALING_KEYS/u);
    expect(await says(app, 'integration check hudu')).toMatch(/cannot be used\. .*“old”/u);
    const keys = await says(app, 'keys');
    expect(keys).toMatch(/• old: not configured · .*7 connected systems: Slack workspace/u);
    expect(keys).toMatch(/Hudu.*Put the key back into SEALING_KEYS/u);
    expect(await says(app, 'status')).toMatch(/Lakeside Dental: execute/u);
    expect((await app.check()).find(({ subject }) => subject === 'Hudu')?.fine).toBe(false);
  });

  it('a system whose key was lost is connected again by entering its secrets again', async () => {
    const app = await desk.anotherApp({ sealingKeys: [fresh] });
    answers.push(await connects(app, 'hudu', valuesOfEverySystem(desk).hudu));

    expect(app.integrationAdmin.connected().find(({ name }) => name === 'hudu')?.problem).toBeUndefined();
  });

  it('`keys rotate` seals everything anew; then the old one may go', async () => {
    const app = await desk.anotherApp({ sealingKeys: [fresh, old] });
    expect(await says(app, 'keys rotate')).toMatch(
      /sealed anew under “fresh”\.\n“old” seals nothing any more: remove it from SEALING_KEYS/u,
    );
    expect(await says(app, 'keys rotate')).toMatch(/There was nothing to seal anew/u);

    const later = await desk.anotherApp({ sealingKeys: [fresh] });
    expect(later.integrationAdmin.connected().filter(({ problem }) => problem)).toEqual([]);
    expect((await later.check()).filter(({ fine }) => !fine)).toEqual([]);
    expect((await desk.audit()).filter(({ action }) => action === 'keys_rotated')).toMatchObject([
      { details: { key: 'fresh', begun: true }, by: { name: expect.stringMatching(/^Ada/u) } },
      { details: { key: 'fresh', complete: true }, by: { name: expect.stringMatching(/^Ada/u) } },
    ]);
  });
});

it('no secret is in the database, the trail, the log or an answer', async () => {
  const everything = [await desk.dump(), JSON.stringify(await desk.audit()), ...logged, ...answers];

  for (const secret of EVERY_SECRET)
    expect(
      everything.filter((text) => text.includes(secret)),
      secret,
    ).toEqual([]);
});
