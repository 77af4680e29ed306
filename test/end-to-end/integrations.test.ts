import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { MINUTE_MS } from '../../src/clock.ts';
import { checkIntegrations } from '../../src/flows/admin/integration/check-integrations.ts';
import { integrationHealth } from '../../src/flows/admin/integration/health.ts';
import type { FormValues } from '../../src/flows/form.ts';
import { silentLogger } from '../../src/logger.ts';
import {
  type SimulatedConnectWise,
  startSimulatedConnectWise,
} from '../../src/sandbox/connectwise/simulated-connectwise.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/start-vendors.ts';
import { accountOf } from '../support/accounts.ts';
import { gives } from '../support/admins.ts';
import { openDesk, rememberingLogger, type TestDesk } from '../support/desk.ts';
import {
  connects,
  connectwiseValues,
  fillsIn,
  formFor,
  huduValues,
  valuesOfEverySystem,
} from '../support/integrations.ts';

const ZENDESK = 'I need access to Zendesk';
const SECRETS = [SANDBOX_CREDENTIALS.connectwise.privateKey, SANDBOX_CREDENTIALS.hudu.apiKey];

const { logger, lines: logged } = rememberingLogger();
/** Everything that anybody was answered. */
const answers: unknown[] = [];
let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk({
    logger,
    without: ['connectwise', 'halopsa', 'autotask', 'jira', 'hudu', 'itglue'],
  });
});
afterEach(async () => {
  desk.connectwise.faults.clear();
  desk.hudu.faults.clear();
  await desk.reset();
  await until(desk.app, (names) => names.join() === 'microsoft365');
});
afterAll(() => desk.close());

const says = async (line: string) => {
  const answer = await gives(desk, 'ada', line);
  answers.push(answer);
  return answer;
};
/** Reads who is affected, and confirms. */
const disconnects = async (name: string) => {
  const [apply] = (await says(`integration disconnect ${name}`)).choices ?? [];
  return says(apply?.command ?? '');
};
const changes = async () =>
  (await desk.audit())
    .filter(({ action }) => action === 'integration_changed')
    .map(({ details, by }) => ({ ...details, by: by?.name }));

const connectedIn = (app: App) => app.integrationAdmin.connected().map(({ name }) => name);

/** Waits for what another process has stored to be taken up: within seconds. */
const until = (app: App, isSo: (connected: readonly string[]) => boolean) =>
  expect.poll(() => connectedIn(app)).toSatisfy(isSo);

describe('an admin connects systems by form', () => {
  it('and the next request has its ticket there and its runbooks, in every process, without a restart', async () => {
    const other = await desk.anotherApp();
    const connectwise = await connects(desk.app, 'connectwise', connectwiseValues(desk));
    const hudu = await connects(desk.app, 'hudu', huduValues(desk));
    answers.push(connectwise, hudu);

    expect(connectwise).toMatch(/ConnectWise is connected\. .*in every other process within seconds/u);
    expect(connectwise).toMatch(/Works: Address, company and keys, Service board, Contacts/u);
    expect(hudu).toMatch(/Hudu is connected/u);

    const request = await desk.ask('dana', ZENDESK);
    expect(request.ticket?.psa).toBe('connectwise');
    expect(
      desk
        .notes(request)
        .map(({ text }) => text)
        .join(),
    ).toContain('Zendesk');
    expect(desk.hudu.calls.some(({ path }) => path.endsWith('/articles'))).toBe(true);
    await until(other, (names) => names.join() === 'microsoft365,connectwise,hudu');
  });

  it('ConnectWise tells of changes at once, and is not heard any more once it is disconnected', async () => {
    await connects(desk.app, 'connectwise', connectwiseValues(desk));
    const opened = desk.connectwise.contactOpensTicket({ email: 'dana@lakeside.example', summary: ZENDESK });
    await desk.settled();

    expect((await desk.newest()).ticket?.id).toBe(String(opened.id));
    await disconnects('connectwise');
    const answer = await fetch(`${desk.url}/connectwise/callbacks`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
  });

  it('stores nothing that the vendor does not know, and says at the form what to do', async () => {
    const form = await formFor(desk.app, 'integration connect connectwise');
    const answer = await fillsIn(desk.app, form, {
      ...connectwiseValues(desk),
      privateKey: 'a-wrong-private-key',
    });
    answers.push(answer);

    expect(answer).toMatchObject({
      kind: 'invalid',
      problems: { baseUrl: expect.stringMatching(/Not stored\..*Check the public and the private key/u) },
    });
    expect(await desk.app.stores.integrations.all()).toEqual([]);
    expect(connectedIn(desk.app)).toEqual(['microsoft365']);
    expect(await changes()).toEqual([]);
  });

  it('is told at the field what does not fit, by the vendor’s own schema', async () => {
    const form = await formFor(desk.app, 'integration connect connectwise');
    const { privateKey: _, ...rest } = connectwiseValues(desk);

    expect(await fillsIn(desk.app, form, rest)).toEqual({
      kind: 'invalid',
      problems: { privateKey: 'This is needed.' },
    });
    const values = { ...connectwiseValues(desk), companyId: 'has a space', statuses: 'completed Erledigt' };
    expect(await fillsIn(desk.app, form, { ...values, statuses: '' })).toMatchObject({
      problems: { companyId: expect.stringMatching(/company id/u) },
    });
    expect(await fillsIn(desk.app, form, values)).toMatchObject({
      problems: { statuses: expect.stringMatching(/name = value/u) },
    });
  });

  it('is refused keys in the line, whatever they look like, and told to revoke them', async () => {
    for (const line of [
      'integration connect hudu sk_live_12345',
      'integration connect hudu --api-key sk_live_12345',
      'integration connect hudu apiKey=sk_live_12345',
      'integration connect hudo sk_live_12345',
      'integration rotate hudu sk_live_12345',
      'integration connect sk_live_1234567890',
      'integration rotate apiKey=sk_live_12345',
    ]) {
      const answer = await says(line);
      expect(answer.kind, line).toBe('refused');
      expect(answer.text, line).toMatch(/never in the line.*revoke it/su);
      expect(JSON.stringify(answer), line).not.toContain('sk_live');
    }
  });

  it('changes its settings; but the secrets do not go to another address', async () => {
    await connects(desk.app, 'hudu', huduValues(desk));
    const form = await formFor(desk.app, 'integration connect hudu');
    expect(form.fields.find(({ name }) => name === 'baseUrl')).toMatchObject({ value: desk.hudu.url });
    const { apiKey: _, ...rest } = huduValues(desk);

    const moved = await fillsIn(desk.app, form, { ...rest, baseUrl: desk.connectwise.url });
    expect(moved).toEqual({
      kind: 'invalid',
      problems: { apiKey: 'The address is another one: enter this again.' },
    });
    const changed = await fillsIn(desk.app, form, { ...rest, globalProcesses: 'yes' });
    expect(changed).toMatchObject({ kind: 'answer' });
    expect(await desk.app.stores.integrations.find('hudu')).toMatchObject({
      version: 2,
      settings: { globalProcesses: true },
    });
  });

  it.each([
    { name: 'jira', address: 'site', again: ['apiToken'], kept: ['webhookSecret'] },
    {
      name: 'halopsa',
      address: 'baseUrl',
      again: ['clientSecret'],
      kept: ['webhookPassword', 'webhookSecret'],
    },
    { name: 'autotask', address: 'zoneUrl', again: ['secret', 'webhookSecret'], kept: [] },
  ] as const)(
    'keeps the secrets of $name with a slash behind its address, and with another one those that are never sent',
    async ({ name, address, again, kept }) => {
      const values: FormValues = valuesOfEverySystem(desk)[name];
      const secrets = [...again, ...kept];
      const rest = Object.fromEntries(
        Object.entries(values).filter(([one]) => !secrets.some((secret) => secret === one)),
      );
      const stored = async () => {
        const found = await desk.app.stores.integrations.find(name);
        return found?.secrets.kind === 'open' ? found.secrets.values : {};
      };
      await connects(desk.app, name, values);
      const before = await stored();
      expect(Object.keys(before).toSorted()).toEqual(secrets.toSorted());

      await connects(desk.app, name, { ...rest, [address]: `${String(values[address])}/` });
      expect(await stored()).toEqual(before);

      const moved = { ...rest, [address]: `${String(values[address]).replace('127.0.0.1', 'localhost')}/` };
      expect(await fillsIn(desk.app, await formFor(desk.app, `integration connect ${name}`), moved)).toEqual({
        kind: 'invalid',
        problems: Object.fromEntries(
          again.map((one) => [one, 'The address is another one: enter this again.']),
        ),
      });
      await connects(desk.app, name, {
        ...values,
        ...Object.fromEntries(kept.map((one) => [one, ''])),
        [address]: moved[address] ?? '',
      });
      expect(await stored()).toEqual(before);
    },
  );

  it('is told when another admin was faster, and nothing is overwritten', async () => {
    const form = await formFor(desk.app, 'integration connect hudu');
    await connects(desk.app, 'hudu', huduValues(desk));

    expect(await fillsIn(desk.app, form, huduValues(desk))).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(/^Somebody else has changed/u),
    });
    expect(await desk.app.stores.integrations.find('hudu')).toMatchObject({ version: 1 });
  });

  it('is asked for a client before Microsoft 365, which is configured here and not for commands', async () => {
    expect((await says('integration connect microsoft365')).text).toMatch(/from configuration/u);
    expect((await says('integration disconnect microsoft')).text).toMatch(/cannot be changed in chat/u);
    expect((await says('integration list')).text).toMatch(
      /Microsoft 365: from configuration · not looked at yet/u,
    );
  });
});

describe('webhooks that we asked a vendor for', () => {
  const oursAt = ({ callbacks }: SimulatedConnectWise) =>
    callbacks.filter(({ url }) => url.startsWith(`${desk.url}/connectwise/callbacks?`));

  it.each([
    { name: 'connectwise', ours: () => oursAt(desk.connectwise) },
    { name: 'autotask', ours: () => Object.values(desk.autotask.webhooks).flat() },
  ] as const)('are gone there when $name is disconnected', async ({ name, ours }) => {
    await connects(desk.app, name, valuesOfEverySystem(desk)[name]);
    expect(ours().length).toBeGreaterThan(0);

    const { text } = await disconnects(name);

    expect(ours()).toEqual([]);
    expect(text).toMatch(/is disconnected/u);
    expect(text).not.toMatch(/could not be removed/u);
  });

  it('keep nobody from disconnecting while the vendor is away: what to remove there is told', async () => {
    await connects(desk.app, 'connectwise', connectwiseValues(desk));
    desk.connectwise.faults.add({ method: 'DELETE', path: /callbacks/u, answer: { kind: 'refuse' } });

    const { text } = await disconnects('connectwise');

    expect(text).toMatch(/ConnectWise is disconnected/u);
    expect(text).toContain(`Its webhooks to ${desk.url}/connectwise/callbacks could not be removed`);
    expect(text).toMatch(/connectwise is not available\): delete the callback with this address there/u);
    expect(await desk.app.stores.integrations.all()).toEqual([]);
    expect(oursAt(desk.connectwise)).toHaveLength(1);
  });

  it('set up by hand are not ours to remove: it is said where they lead', async () => {
    await connects(desk.app, 'jira', valuesOfEverySystem(desk).jira);

    expect((await disconnects('jira')).text).toContain(
      `If there is a webhook to ${desk.url}/jira/callbacks, delete it there, too.`,
    );
  });

  it('move with a change to another server, and are told of where the former one is away', async () => {
    const second = await startSimulatedConnectWise({
      ...SANDBOX_CREDENTIALS.connectwise,
      clients,
      msp,
      clock: desk.clock,
    });
    await connects(desk.app, 'connectwise', connectwiseValues(desk));

    const moved = await connects(desk.app, 'connectwise', {
      ...connectwiseValues(desk),
      baseUrl: second.url,
    });
    expect(moved).not.toMatch(/could not be removed/u);
    expect(oursAt(desk.connectwise)).toEqual([]);
    expect(oursAt(second)).toHaveLength(1);

    second.faults.add({ method: 'DELETE', path: /callbacks/u, answer: { kind: 'refuse' } });
    const back = await connects(desk.app, 'connectwise', connectwiseValues(desk));
    expect(back).toMatch(/new settings.*could not be removed.*delete the callback/su);
    expect(oursAt(desk.connectwise)).toHaveLength(1);
    await second.close();
  });

  it('stay as they are when another setting changes or a secret is renewed', async () => {
    await connects(desk.app, 'connectwise', connectwiseValues(desk));
    const before = oursAt(desk.connectwise);

    await connects(desk.app, 'connectwise', { ...connectwiseValues(desk), intakeBoards: 'Help Desk' });
    const form = await formFor(desk.app, 'integration rotate connectwise');
    const { privateKey } = SANDBOX_CREDENTIALS.connectwise;
    expect(await fillsIn(desk.app, form, { privateKey })).toMatchObject({ kind: 'answer' });

    expect(oursAt(desk.connectwise)).toEqual(before);
  });

  it('are asked for again when another admin changed the system while it was being disconnected', async () => {
    await connects(desk.app, 'connectwise', connectwiseValues(desk));
    const form = await formFor(desk.app, 'integration connect connectwise');
    const stop = desk.connectwise.observe(async (stage, { method }) => {
      if (stage !== 'arrived' || method !== 'DELETE') return;
      stop();
      await fillsIn(desk.app, form, { ...connectwiseValues(desk), intakeBoards: 'Help Desk' });
    });

    expect(await disconnects('connectwise')).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(/^Somebody else has changed/u),
    });
    expect(connectedIn(desk.app)).toContain('connectwise');
    expect(oursAt(desk.connectwise)).toHaveLength(1);
  });
});

describe('the form for systems', () => {
  const shown = async () => {
    const { fields } = await formFor(desk.app, 'integration');
    const [system] = fields;
    return system && 'options' in system ? system.options.map(({ label }) => label) : [];
  };
  const choose = async (deed: string, system = 'hudu') =>
    fillsIn(desk.app, await formFor(desk.app, 'integration'), { system, deed });

  it('has every system with how it is now', async () => {
    expect(await shown()).toEqual(
      expect.arrayContaining([
        'Microsoft 365: not looked at yet, from configuration',
        'HaloPSA: not connected',
        'Hudu: not connected',
      ]),
    );
    await connects(desk.app, 'hudu', huduValues(desk));
    await says('integration check hudu');
    expect(await shown()).toContain('Hudu: works');

    desk.hudu.faults.add({ path: /./u, times: 100, answer: { kind: 'status', status: 401 } });
    await says('integration check hudu');
    expect(await shown()).toContain('Hudu: to put right');
  });

  it('does what the line would do, with its forms and questions', async () => {
    expect(await choose('show')).toMatchObject({ kind: 'refused', text: 'Hudu is not connected.' });
    expect(await choose('connect')).toMatchObject({
      kind: 'form',
      line: 'integration connect hudu',
      form: { title: 'Connect Hudu' },
    });
    await connects(desk.app, 'hudu', huduValues(desk));
    expect(await choose('connect')).toMatchObject({ kind: 'form', form: { title: 'Change Hudu' } });
    expect(await choose('rotate')).toMatchObject({ kind: 'form', form: { id: 'integration rotate' } });
    expect(await choose('check')).toMatchObject({ text: expect.stringMatching(/^Hudu:\n• Works/u) });
    expect(await choose('disconnect')).toMatchObject({
      choices: [{ command: expect.stringMatching(/^integration disconnect hudu --confirm/u) }],
    });
    expect(connectedIn(desk.app)).toContain('hudu');
    expect(await choose('connect', 'microsoft365')).toMatchObject({ kind: 'refused' });
  });

  it('says at its fields what cannot be chosen', async () => {
    for (const [deed, system, field] of [
      ['show', 'itgule', 'system'],
      ['__proto__', 'hudu', 'deed'],
    ] as const)
      expect(await choose(deed, system)).toMatchObject({
        kind: 'invalid',
        problems: { [field]: expect.any(String) },
      });
  });
});

describe('what is not connected', () => {
  it('is said to be missing to whoever maps a client to it', async () => {
    const missing = /HaloPSA is not connected yet: `integration connect halopsa`/u;
    expect((await says('client map lakeside --halopsa 142')).text).toMatch(missing);
    const tenant = '0b1c2d3e-0000-4000-8000-00000000000a';
    expect((await says(`client add Northwind --tenant ${tenant} --halopsa 143`)).text).toMatch(missing);
  });
});

describe('what is connected', () => {
  it('is shown with what it may do, and without its secrets', async () => {
    await connects(desk.app, 'connectwise', connectwiseValues(desk));
    const { text } = await says('integration show connectwise');

    expect(text).toMatch(/ConnectWise, connected by Ada \w+ on 20\d\d-/u);
    expect(text).toMatch(/• Company id: harborit/u);
    expect(text).toMatch(/• Private key: stored, sealed/u);
    expect(text).toMatch(/What it may do there:\n• Read, open, change and close service tickets/u);
  });

  it('gets new secrets once they have worked; until then the present ones stay', async () => {
    await connects(desk.app, 'hudu', huduValues(desk));
    const form = await formFor(desk.app, 'integration rotate hudu');
    expect(form.fields.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['secret apiKey']);

    expect(await fillsIn(desk.app, form, { apiKey: 'not-the-key' })).toMatchObject({
      kind: 'invalid',
      problems: { apiKey: expect.stringMatching(/Not stored\. .*Check the API key/u) },
    });
    expect((await says('integration check hudu')).text).toMatch(/Works: Address and key/u);
    expect(await fillsIn(desk.app, form, SANDBOX_CREDENTIALS.hudu)).toMatchObject({ kind: 'answer' });
    expect(await desk.app.stores.integrations.find('hudu')).toMatchObject({ version: 2 });
    expect(await changes()).toMatchObject([{ change: 'connected' }, { change: 'rotated' }]);
  });

  it('is disconnected after it was shown who uses it, here and in every other process', async () => {
    const other = await desk.anotherApp();
    await connects(desk.app, 'connectwise', connectwiseValues(desk));
    const request = await desk.ask('dana', ZENDESK);
    await until(other, (names) => names.includes('connectwise'));

    const asked = await says('integration disconnect connectwise');
    expect(asked.text).toMatch(/• Brightfield Law: 0 open requests\n• Lakeside Dental: 1 open request\n/u);
    expect((await says(`${asked.choices?.[0]?.command}x`)).text).toMatch(/^Something has changed since/u);
    expect(connectedIn(desk.app)).toContain('connectwise');
    await says(asked.choices?.[0]?.command ?? '');

    expect(await desk.app.stores.integrations.all()).toEqual([]);
    await until(other, (names) => !names.includes('connectwise'));
    expect((await desk.app.stores.requests.find(request.id))?.status).toBe('awaiting_approval');
    expect(await changes()).toMatchObject([
      { integration: 'connectwise', change: 'connected', by: expect.stringMatching(/^Ada/u) },
      { integration: 'connectwise', change: 'disconnected' },
    ]);
    expect((await says('integration check connectwise')).text).toMatch(/is not connected/u);
  });

  it('what waits with a ticket there waits calmly while it is disconnected, and goes on when it is back', async () => {
    await connects(desk.app, 'connectwise', connectwiseValues(desk));
    const request = await desk.ask('dana', ZENDESK);
    await disconnects('connectwise');
    await desk.deny('tess', 'not now');
    const owed = await desk.app.stores.requests.find(request.id);
    expect(owed?.status).toBe('denied');
    expect(owed?.outbox.some(({ dead }) => dead)).toBe(false);
    expect(owed?.outbox.length).toBeGreaterThan(0);

    await connects(desk.app, 'connectwise', connectwiseValues(desk));
    await desk.control.advance({ hours: 1 });
    await desk.settled();
    expect((await desk.app.stores.requests.find(request.id))?.outbox).toEqual([]);
    expect(desk.notes(request).at(-1)?.text).toMatch(/not now|denied|not approved/iu);
  });

  it('is looked at from time to time, and what is wrong is shown to admins', async () => {
    await connects(desk.app, 'hudu', huduValues(desk));
    const dependencies = {
      ...desk.app.stores,
      integrationAdmin: desk.app.integrationAdmin,
      clock: desk.clock,
      logger: silentLogger,
    };
    desk.hudu.faults.add({ path: /api_info/u, times: 9, answer: { kind: 'status', status: 401 } });
    const look = () => checkIntegrations(dependencies, 10 * MINUTE_MS);
    await look();
    expect(await integrationHealth(dependencies)).toMatchObject([
      { name: 'microsoft365', state: 'well' },
      { name: 'hudu', state: 'well' },
    ]);
    expect(desk.hudu.faults.unused).toHaveLength(1);

    desk.clock.advance({ minutes: 10 });
    await look();
    expect(await integrationHealth(dependencies)).toMatchObject([
      { name: 'microsoft365', state: 'well', checkedAt: expect.any(Date) },
      { name: 'hudu', title: 'Hudu', state: 'trouble', problem: expect.stringMatching(/API key/u) },
    ]);
    expect((await says('integration list')).text).toMatch(/Hudu: connected by Ada.* · to put right/u);
    const looked = desk.hudu.calls.length;
    await look();
    expect(desk.hudu.calls).toHaveLength(looked);
  });
});

it('a technician connects nothing, and the try is in the trail', async () => {
  const form = await formFor(desk.app, 'integration connect hudu');
  const tries = [
    await desk.app.desk.command(accountOf('tess'), 'integration connect hudu'),
    await desk.app.desk.submitForm(accountOf('tess'), form, huduValues(desk)),
    await desk.app.desk.command(accountOf('tess'), 'keys rotate'),
  ];

  for (const answer of tries)
    expect(answer).toMatchObject({ kind: 'refused', text: expect.stringMatching(/Only an admin/u) });
  expect(await desk.app.stores.integrations.all()).toEqual([]);
  expect((await desk.audit()).filter(({ action }) => action === 'command_refused')).toHaveLength(3);
});

it('no secret is anywhere but where it was sent: not in the database, the trail, the log or an answer', async () => {
  answers.push(await connects(desk.app, 'connectwise', connectwiseValues(desk)));
  answers.push(await connects(desk.app, 'hudu', huduValues(desk)));
  for (const line of [
    'integration',
    'integration list',
    'integration show hudu',
    'integration connect hudu',
    'keys',
  ])
    answers.push(await desk.app.desk.command(accountOf('ada'), line));
  await desk.ask('dana', ZENDESK);

  const everything = [
    await desk.dump(),
    JSON.stringify(await desk.audit()),
    ...logged,
    JSON.stringify(answers),
  ];
  for (const secret of SECRETS)
    for (const text of everything) expect(text.includes(secret), secret).toBe(false);
});
