import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerCard } from '../../src/bots/teams/cards/answer-card.ts';
import type { FormSpec } from '../../src/flows/form.ts';
import { AUTO, DISABLED } from '../../src/models/tool-policy.ts';
import { ADA, administrationOf, DANA, presentValues, TESS, THEO } from '../support/administration.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

const ZENDESK = 'I need access to Zendesk';
const TENANT = '0b1c2d3e-0000-4000-8000-00000000000a';
const LAKESIDE_TENANT = '1a7e51de-0000-4000-8000-000000000001';

let desk: TestDesk;
const { say, said, form, fill, confirm, tap, audited } = administrationOf(() => desk);
beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

const stored = (id = 'lakeside') => desk.app.stores.clients.find(id);
const client = async (id = 'lakeside') => (await stored(id)) ?? expect.fail('no such client');

describe('clients', () => {
  it('are listed, and shown with everything that they are mapped to and what is missing', async () => {
    expect(await said('client list')).toMatch(
      /• Lakeside Dental \(`lakeside`\): execute mode · Slack · ConnectWise 42/u,
    );
    for (const line of ['client lakeside', 'client show Lakeside', 'client show "lakeside d"']) {
      const text = await said(line);
      for (const part of [
        /Lakeside Dental \(`lakeside`\), execute mode/u,
        /Entra tenant: 1a7e51de-/u,
        /Slack workspaces: T0LAKESIDE/u,
        /PSA: ConnectWise 42/u,
        /Runbooks: Hudu 342, IT Glue 442/u,
        /Mail domains: lakeside.example/u,
        /Voice numbers: \+15555550142/u,
        /Notes decide: off/u,
        /Technicians who are asked: all \(Ada Okafor, Tess Tanaka, Theo Brandt\)/u,
        /Fallback approver: none/u,
        /✓ PSA company/u,
        /☐ Fallback approver: where the directory names no manager, it is handed over/u,
      ])
        expect(text).toMatch(part);
    }
    expect(await said('client show lakesied')).toMatch(/Did you mean:\n• Lakeside Dental/u);
  });

  it('are for admins alone, commands and forms alike', async () => {
    const opened = await form('client map lakeside');
    for (const by of [TESS, DANA]) {
      for (const line of [
        'client',
        'client add X',
        'client map lakeside --language de',
        'client fallback lakeside max',
      ])
        expect(await said(line, by)).toMatch(/Only an admin of the MSP may use `client/u);
      expect(await fill(opened, { language: 'de' }, by)).toMatchObject({ kind: 'refused' });
    }
    expect(await client()).toMatchObject({ language: 'en', version: 1 });
    expect(await audited('client_changed')).toEqual([]);
    expect(await audited('command_refused')).toHaveLength(10);
  });
});

describe('a form', () => {
  const optionsOf = ({ fields }: FormSpec, name: string) => {
    const field = fields.find((one) => one.name === name);
    return field && 'options' in field ? field.options : expect.fail(`nothing to choose: ${name}`);
  };

  it('has every client with its present mode, and says the line that sets it', async () => {
    await say('mode brightfield plan');
    const opened = await form('mode');
    expect(optionsOf(opened, 'client').map(({ label }) => label)).toEqual([
      'Brightfield Law: plan',
      'Lakeside Dental: execute',
    ]);

    const asked = await fill(opened, { client: 'brightfield', mode: 'execute' });
    expect(asked).toMatchObject({ kind: 'answer', text: expect.stringMatching(/Nothing has changed yet/u) });
    expect(await client('brightfield')).toMatchObject({ mode: 'plan' });
    await tap('choices' in asked ? asked.choices?.[0] : undefined);
    expect(await client('brightfield')).toMatchObject({ mode: 'execute' });

    await fill(opened, { client: 'lakeside', mode: 'plan' });
    expect(await client()).toMatchObject({ mode: 'plan' });
  });

  it('leads to the mapping of a client with its present values, or to a new one', async () => {
    const opened = await form('client');
    expect(optionsOf(opened, 'client').map(({ label }) => label)).toEqual([
      'A new client',
      'Brightfield Law: execute mode · Slack · ConnectWise 43',
      'Lakeside Dental: execute mode · Slack · ConnectWise 42',
    ]);
    const [fresh] = optionsOf(opened, 'client');

    expect(await fill(opened, { client: 'lakeside' })).toMatchObject({
      kind: 'form',
      line: 'client map lakeside',
      form: { id: 'client map', intro: 'Lakeside Dental (lakeside)' },
    });
    expect(await fill(opened, { client: fresh?.value ?? '' })).toMatchObject({
      kind: 'form',
      line: 'client add',
      form: { id: 'client add' },
    });
  });

  it('says at its fields what was left empty, and what is not there to choose', async () => {
    const mode = await form('mode');
    expect(await fill(mode, {})).toEqual({
      kind: 'invalid',
      problems: { client: 'Please choose one of these.', mode: 'Please choose one of these.' },
    });
    expect(await fill(mode, { client: 'lakeside', mode: 'fly' })).toMatchObject({
      kind: 'invalid',
      problems: { mode: 'Please choose one of these.' },
    });
    for (const [opened, mistaken] of [
      [mode, { client: 'lake', mode: 'plan' }],
      [await form('client'), { client: '--all' }],
    ] as const)
      expect(await fill(opened, mistaken)).toMatchObject({
        kind: 'invalid',
        problems: { client: expect.stringMatching(/no such client/u) },
      });
    expect(await client()).toMatchObject({ mode: 'execute', version: 1 });
  });

  it('is of that client where there is one, and there is none where there is no client', async () => {
    const clients = desk.database.connection.collection<{ _id: string }>('clients');
    await clients.deleteOne({ _id: 'brightfield' });
    expect(presentValues(await form('mode'))).toEqual({ client: 'lakeside', mode: 'execute' });
    expect(presentValues(await form('client'))).toEqual({ client: 'lakeside' });

    await clients.deleteMany({});
    for (const line of ['mode', 'client', 'client list'])
      expect(await say(line)).toMatchObject({
        text: 'There are no clients yet.',
        choices: [{ command: 'client add' }],
      });
  });
});

describe('execute mode', () => {
  beforeEach(async () => {
    await say('mode lakeside plan');
    await desk.policy('add_to_group', AUTO);
    await desk.policy('disable_account', DISABLED);
  });

  it('begins only after it was read what the agent will do there, and plan mode at once', async () => {
    await say('client technicians lakeside tess');
    const lookingWith = ({ text }: { text: string }) =>
      Number(/^• Tools with which it looks, without asking: (\d+)$/mu.exec(text)?.[1]);
    const withRunbooks = lookingWith(await say('mode lakeside execute'));
    await say('client unmap lakeside itglue hudu');
    const asked = await say('mode lakeside execute');
    expect(lookingWith(asked)).toBeLessThan(withRunbooks);

    for (const part of [
      /^Lakeside Dental would be in execute mode: .*Nothing has changed yet/u,
      /^• Changes without asking, for whoever asks for themselves: 1 \(add_to_group\)$/mu,
      /^• A technician signs: 6 \(.*remove_from_group.*\)$/mu,
      /^• A technician and the requester’s manager sign: 3 \(.*reset_password.*\)$/mu,
      /^• Disabled: 1 \(disable_account\)$/mu,
      /^• Technicians who are asked: Tess Tanaka$/mu,
      /^Still missing:\n• ☐ Runbooks: .*\n• ☐ Fallback approver: /mu,
    ])
      expect(asked.text).toMatch(part);
    expect(asked.text).not.toMatch(/✓|Execute mode|search_runbooks/u);
    expect(await client()).toMatchObject({ mode: 'plan' });

    expect((await tap(asked.choices?.[0])).text).toMatch(/is in execute mode now/u);
    expect(await client()).toMatchObject({ mode: 'execute' });
    expect((await audited('mode_changed')).map(({ details }) => details['to'])).toEqual(['plan', 'execute']);
    expect(await said('mode lakeside execute')).toMatch(/is in execute mode already/u);
  });

  it.each([
    ['a policy', () => desk.policy('remove_from_group', AUTO)],
    ['who is asked', () => say('client technicians lakeside theo')],
    ['who stands in', () => say('client fallback lakeside max')],
  ])('is asked for again where something of it has changed since: %s', async (_what, change) => {
    const asked = await say('mode lakeside execute');
    await change();

    const again = await tap(asked.choices?.[0]);

    expect(again.text).toMatch(/^Something has changed since you were asked/u);
    expect(await client()).toMatchObject({ mode: 'plan' });
    await tap(again.choices?.[0]);
    expect(await client()).toMatchObject({ mode: 'execute' });
  });

  it('names every tool that nobody would be asked for, and which of them are high risk', async () => {
    const { catalog } = desk.app;
    const { policies } = desk.app.stores;
    const names = catalog.all.flatMap(({ kind, name }) => (kind === 'write' ? [name] : []));
    const [present] = await policies.get(['lakeside']);
    const tools = Object.fromEntries(names.map((name) => [name, AUTO]));
    await policies.set({ scope: 'lakeside', version: present?.version ?? 0, tools });

    const { text } = await say('mode lakeside execute');

    for (const name of names) expect(text).toContain(name);
    expect(text).toMatch(/: 11 \(.*; reset_password, high risk; .*\)$/mu);
    expect(text).toMatch(/^• A technician signs: nothing$/mu);
  });

  it('is not confirmed with what another admin was shown', async () => {
    await say('person grant theo admin');
    const asked = await say('mode lakeside execute');

    await tap(asked.choices?.[0], THEO);

    expect(await client()).toMatchObject({ mode: 'plan' });
  });
});

describe('more clients than an answer can hold', () => {
  const MANY = 103;
  /** The first half fits as many as a page may have, of the other half a page holds fewer. */
  const nameOf = (number: number) =>
    `Client ${number} ${number < 150 ? '' : 'with a very long name '.repeat(4)}`.trim();
  beforeEach(async () => {
    const lakeside = await client();
    const { psa: _, ...rest } = lakeside;
    await Promise.all(
      Array.from({ length: MANY }, (_none, index) => 100 + index).map((number) =>
        desk.app.stores.clients.insert({
          ...rest,
          id: `client-${number}`,
          name: nameOf(number),
          entraTenantId: `11111111-1111-4111-8111-000000000${number}`,
          slackTeamIds: [],
          voiceNumbers: [],
          ...(number === 150 && { technicianIds: ['per_somebody_else'] }),
        }),
      ),
    );
  });

  /** Every page of a list, by its button. */
  async function pagesOf(line: string, by = ADA): Promise<readonly string[]> {
    const pages: string[] = [];
    for (let next: string | undefined = line; next !== undefined; ) {
      const answer = await say(next, by);
      expect(JSON.stringify(answerCard(answer).card)).not.toMatch(/more lines?/u);
      pages.push(answer.text);
      next = answer.choices?.find(({ label }) => label === 'More')?.command;
    }
    return pages;
  }
  const listed = (pages: readonly string[]) =>
    pages.map((text) => text.split('\n').filter((one) => one.startsWith('• ')));

  it.each([
    ['client list', ADA, MANY + 2],
    ['status', ADA, MANY + 2],
    ['status', TESS, MANY + 1],
  ])('are listed in pages, each once: `%s`', async (line, by, count) => {
    const pages = listed(await pagesOf(line, by));

    expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(40);
    expect(pages.flat()).toHaveLength(count);
    expect(new Set(pages.flat()).size).toBe(count);
  });

  it.each([
    ['client list', ADA, 'nowhere'],
    ['status', ADA, 'nowhere'],
    ['status', TESS, 'client-150'],
  ])('have no page behind a client that is not there: `%s`', async (line, by, after) => {
    const answer = await say(`${line} --after ${after}`, by);

    expect(answer).toMatchObject({
      kind: 'not_understood',
      text: `There is no client “${after}” to go on after.`,
      choices: [{ command: line }],
    });
  });

  it('are as many as fit in a form, and the rest is told', async () => {
    for (const [line, left] of [
      ['mode', 5],
      ['client', 6],
      ['person add', 7],
    ] as const) {
      const { intro, fields } = await form(line);
      expect(intro).toContain(`${left} more clients are not listed: \``);
      const most = fields.map((field) => ('options' in field ? field.options.length : 0));
      expect(Math.max(...most)).toBe(100);
    }
    const { fields } = await form('mode');
    expect(JSON.stringify(fields)).toMatch(/Client 1\d\d with [^"]*…: execute/u);
  });
});

describe('a new client', () => {
  it('starts in plan mode under an id made from its name, and what is missing is said', async () => {
    const answer = await said(
      `client add Zahnärzte am See --tenant ${TENANT.toUpperCase()} --slack T0NORTH --domain @See.example`,
    );

    expect(answer).toMatch(/^Added Zahnärzte am See as `zahnarzte-am-see`, in plan mode/u);
    expect(answer).toMatch(/✓ Entra tenant\n• ✓ Slack workspace\n• ☐ PSA company: no tickets or notes/u);
    expect(await client('zahnarzte-am-see')).toMatchObject({
      name: 'Zahnärzte am See',
      mode: 'plan',
      entraTenantId: TENANT,
      slackTeamIds: ['T0NORTH'],
      emailDomains: ['see.example'],
      version: 1,
    });
    expect(
      (await audited('client_changed')).map(({ by, clientId, details }) => [by?.name, clientId, details]),
    ).toEqual([['Ada Okafor', 'zahnarzte-am-see', expect.objectContaining({ added: 'Zahnärzte am See' })]]);
  });

  it('is filled into a form where something is left out', async () => {
    const opened = await form('client add Northwind Traders --slack T0NORTH');
    expect(opened).toMatchObject({ id: 'client add', title: 'Add a client' });
    expect(presentValues(opened)).toEqual({
      name: 'Northwind Traders',
      slack: 'T0NORTH',
      psa: 'none',
      language: 'en',
    });

    expect(await fill(opened, { tenant: 'not one' })).toMatchObject({
      kind: 'invalid',
      problems: { tenant: expect.stringMatching(/an id, such as/u) },
    });
    expect(await fill(opened, { tenant: TENANT, psa: 'connectwise' })).toMatchObject({
      kind: 'invalid',
      problems: { company: expect.any(String) },
    });
    expect(
      await fill(opened, { tenant: TENANT, psa: 'jira', company: 'NORTH', voice: '+1 (555) 555-0177' }),
    ).toMatchObject({
      kind: 'answer',
      text: expect.stringMatching(/^Added Northwind Traders as `northwind-traders`/u),
    });
    expect(await client('northwind-traders')).toMatchObject({
      psa: { name: 'jira', companyId: 'NORTH' },
      voiceNumbers: ['+15555550177'],
    });
  });

  it.each([
    ['its tenant', `client add X --tenant ${LAKESIDE_TENANT}`, /Entra tenant .* is Lakeside Dental’s/u],
    [
      'its workspace',
      `client add X --tenant ${TENANT} --slack T0BRIGHT`,
      /workspace T0BRIGHT is Brightfield Law’s.*`client unmap brightfield T0BRIGHT`/u,
    ],
    [
      'its company',
      `client add X --tenant ${TENANT} --connectwise 42`,
      /company \(42\) in the PSA is Lakeside Dental’s/u,
    ],
    [
      'its number',
      `client add X --tenant ${TENANT} --voice "+1 555 555 0142"`,
      /number \+15555550142 is Lakeside Dental’s/u,
    ],
    [
      'its mail domain',
      `client add X --tenant ${TENANT} --domain lakeside.example`,
      /mail domain lakeside.example is Lakeside/u,
    ],
    [
      'its name',
      `client add Lakeside Dental --tenant ${TENANT}`,
      /name “Lakeside Dental” is Lakeside Dental’s/u,
    ],
    ['its id', `client add X --tenant ${TENANT} --id lakeside`, /There is a client `lakeside` already/u],
  ])('cannot have what is another’s, who is named: %s', async (_what, line, sentence) => {
    expect(await say(line)).toMatchObject({ kind: 'refused', text: expect.stringMatching(sentence) });
    expect(await desk.app.stores.clients.all()).toHaveLength(2);
  });

  it.each([
    ['client add X --tenant nonsense', /The Entra tenant cannot be that/u],
    [`client add X --tenant ${TENANT} --language fr`, /The language cannot be that/u],
    [
      `client add X --tenant ${TENANT} --voice 0142`,
      /voice numbers cannot be that: must be a telephone number/u,
    ],
    [`client add X --tenant ${TENANT} --connectwise 1 --halopsa 2`, /one PSA, not in several/u],
    [`client add X --tenant ${TENANT} --id msp`, /is not “msp”/u],
  ])('is not added as it cannot be: %s', async (line, sentence) => {
    expect(await say(line)).toMatchObject({ kind: 'refused', text: expect.stringMatching(sentence) });
  });
});

describe('the mapping of a client', () => {
  it('is added to and taken from, value by value', async () => {
    expect(await said('client map lakeside --domain labs.example --language de')).toMatch(
      /^Changed.\nLakeside Dental:\n• Mail domains: lakeside.example → lakeside.example, labs.example\n• Language of calls: English → German/u,
    );
    expect(await said('client unmap lakeside hudu labs.example "+1 555 555 0142"')).toMatch(
      /Runbooks: Hudu 342, IT Glue 442 → IT Glue 442/u,
    );
    expect(await client()).toMatchObject({
      emailDomains: ['lakeside.example'],
      voiceNumbers: [],
      documentation: [{ name: 'itglue', companyId: '442' }],
      language: 'de',
      version: 3,
    });
    expect(await said('client map lakeside --language de')).toMatch(/mapped like that already/u);
    expect((await audited('client_changed')).map(({ details }) => details)).toEqual([
      { emailDomains: 'lakeside.example → lakeside.example, labs.example', language: 'English → German' },
      expect.objectContaining({ voiceNumbers: '+15555550142 → none' }),
    ]);
  });

  it('is a form with the present values, which says when somebody else was faster', async () => {
    const opened = await form('client map lakeside');
    expect(presentValues(opened)).toMatchObject({
      name: 'Lakeside Dental',
      tenant: LAKESIDE_TENANT,
      slack: 'T0LAKESIDE',
      psa: 'connectwise',
      company: '42',
      hudu: '342',
      domain: 'lakeside.example',
      voice: '+15555550142',
    });
    const late = await form('client map lakeside');

    expect(await fill(opened, { name: 'Lakeside Dental Care', hudu: '' })).toMatchObject({ kind: 'answer' });
    expect(await client()).toMatchObject({
      name: 'Lakeside Dental Care',
      documentation: [{ name: 'itglue' }],
    });
    expect(await fill(late, { name: 'Something Else' })).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(
        /^Somebody else has changed .* meanwhile, so nothing was done. Please look again: `client show lakeside`/u,
      ),
    });
    expect(await client()).toMatchObject({ name: 'Lakeside Dental Care', version: 2 });
  });

  it('is changed by one of several admins at the same moment, and the others are told', async () => {
    const answers = await Promise.all(
      ['de', 'es'].flatMap((language) =>
        Array.from({ length: 3 }, () =>
          say(`client map lakeside --language ${language} --domain ${language}.example`),
        ),
      ),
    );

    const { version, emailDomains } = await client();
    const done = answers.filter(({ kind, text }) => kind === 'answer' && text.startsWith('Changed'));
    expect(version).toBe(1 + done.length);
    expect(await audited('client_changed')).toHaveLength(done.length);
    expect(emailDomains).toHaveLength(1 + done.length);
    for (const { kind, text } of answers.filter((one) => !done.includes(one)))
      expect([kind, text]).toEqual([
        expect.any(String),
        expect.stringMatching(/Somebody else has changed|like that already/u),
      ]);
  });

  it('is moved to another tenant only after it was read what waits', async () => {
    await desk.ask('dana', ZENDESK);
    const line = `client map lakeside --tenant ${TENANT}`;
    const asked = await say(line);

    expect(asked.text).toMatch(/Entra tenant: 1a7e51de.* → 0b1c2d3e.*\n1 request is under way/su);
    expect(await client()).toMatchObject({ entraTenantId: LAKESIDE_TENANT });
    await say('client map lakeside --language de');
    expect(await said(asked.choices?.[0]?.command ?? '')).toMatch(
      /^Something has changed since you were asked/u,
    );
    expect(await client()).toMatchObject({ entraTenantId: LAKESIDE_TENANT });

    expect(await confirm(line)).toMatchObject({ kind: 'answer', text: expect.stringMatching(/^Changed/u) });
    expect(await client()).toMatchObject({ entraTenantId: TENANT });
    await desk.approve('tess');
    expect(desk.writes()).toEqual([]);
    expect(await desk.newest()).toMatchObject({ status: 'handed_over' });
  });

  it('is moved without a question where nothing waits, and never to nowhere', async () => {
    expect(await said(`client map lakeside --tenant ${TENANT}`)).toMatch(/^Changed/u);
    expect(await say(`client unmap lakeside ${TENANT}`)).toMatchObject({ kind: 'refused' });
    expect(await say('client map lakeside --tenant ""')).toMatchObject({ kind: 'refused' });
  });

  it('is the MSP’s own workspace only after it was read what that means', async () => {
    const asked = await say('client map lakeside --slack T0HARBOR');
    expect(asked.text).toMatch(/Ada Okafor, Tess Tanaka, Theo Brandt of the MSP write from there/u);
    expect(await client()).toMatchObject({ slackTeamIds: ['T0LAKESIDE'] });

    await tap(asked.choices?.[0]);
    expect(await client()).toMatchObject({ slackTeamIds: ['T0LAKESIDE', 'T0HARBOR'] });
  });

  it('of another PSA takes back what was set for the one before, after it was read', async () => {
    await say('client channels lakeside slack connectwise');
    await confirm('client decide-by-note lakeside on');
    const asked = await say('client map lakeside --jira LAKE');
    expect(asked.text).toMatch(/What was set for ConnectWise is taken back/u);
    expect(asked.text).toMatch(
      /Approvers are asked in: Slack, ConnectWise → Slack\n• Notes decide: on → off/u,
    );
    expect(await client()).toMatchObject({ psa: { name: 'connectwise' }, decideByNote: true });

    await tap(asked.choices?.[0]);

    expect(await client()).toMatchObject({
      psa: { name: 'jira', companyId: 'LAKE' },
      decideByNote: false,
      approvalChannels: ['slack'],
    });
  });

  it('of the same PSA keeps what was set for it', async () => {
    await confirm('client decide-by-note lakeside on');
    await say('client map lakeside --connectwise 77');

    expect(await client()).toMatchObject({ psa: { companyId: '77' }, decideByNote: true });
  });

  it('that was confirmed in a form is the one that was filled in', async () => {
    await desk.ask('dana', ZENDESK);
    const answer = await fill(await form('client map lakeside'), {
      slack: 'T0NEWPLACE',
      psa: 'halopsa',
      company: '142',
      domain: 'a.example, b.example',
      voice: '',
      itglue: '',
    });
    if (answer.kind !== 'answer') return expect.fail(JSON.stringify(answer));
    await tap(answer.choices?.[0]);

    expect(await client()).toMatchObject({
      slackTeamIds: ['T0NEWPLACE'],
      psa: { name: 'halopsa', companyId: '142' },
      emailDomains: ['a.example', 'b.example'],
      voiceNumbers: [],
      documentation: [{ name: 'hudu', companyId: '342' }],
    });
  });
});

describe('where approvers are asked', () => {
  it('is set for a client, by line or form, and for all the others', async () => {
    expect(await said('client channels lakeside slack connectwise')).toMatch(
      /are asked in: Slack, ConnectWise/u,
    );
    expect(await client()).toMatchObject({ approvalChannels: ['slack', 'connectwise'] });
    const opened = await form('client channels lakeside');
    expect(presentValues(opened)).toEqual({ channels: ['slack', 'connectwise'] });
    await fill(opened, { channels: ['teams'] });
    expect(await client()).toMatchObject({ approvalChannels: ['teams'] });
    await say('client channels lakeside default');
    expect(await client()).not.toHaveProperty('approvalChannels');

    expect(await said('client channels --all slack')).toMatch(/For all clients without their own.*Slack/u);
    expect(await said('client channels --all')).toMatch(/For all clients, approvers are asked in: Slack/u);
    expect(await said('client show lakeside')).toMatch(
      /^• For all clients, approvers are asked in: Slack$/mu,
    );
    expect(await audited('client_changed')).toHaveLength(4);
    expect(await said('client channels --all default')).toMatch(/wherever they can be reached/u);
  });

  it.each([
    ['client channels lakeside halopsa', /has no tickets in HaloPSA/u],
    ['client channels lakeside pigeon', /can be asked in `slack`, `teams`/u],
    ['client channels', /Which client/u],
  ])('is not where it cannot be: %s', async (line, sentence) => {
    expect(await said(line)).toMatch(sentence);
    expect(await client()).toMatchObject({ version: 1 });
  });
});

describe('deciding by a note', () => {
  it('is allowed only after it was read what it means, and forbidden at once', async () => {
    const asked = await say('client decide-by-note lakeside on');
    expect(asked.text).toMatch(/whoever can write in the PSA as one of your technicians signs/u);
    expect(await client()).toMatchObject({ decideByNote: false });

    expect((await tap(asked.choices?.[0])).text).toMatch(/notes on the ticket decide now/u);
    expect(await client()).toMatchObject({ decideByNote: true });
    expect(await said('client decide-by-note lakeside on')).toMatch(/is on already/u);
    expect(await said('client decide-by-note lakeside off')).toMatch(/decide nothing any more/u);
    expect(await client()).toMatchObject({ decideByNote: false });
    expect(await said('client decide-by-note lakeside perhaps')).toBe('It is `on` or `off`.');
    expect(await audited('client_changed')).toHaveLength(2);
  });
});

describe('who is asked', () => {
  it('is chosen by name, and only technicians can be', async () => {
    expect(await said('client technicians lakeside')).toMatch(
      /all \(Ada Okafor, Tess Tanaka, Theo Brandt\)/u,
    );
    expect(await said('client technicians lakeside tess "Theo Brandt"')).toMatch(/Tess Tanaka, Theo Brandt/u);
    await desk.ask('dana', ZENDESK);
    expect(desk.cards('tess')).toHaveLength(1);
    expect(desk.cards('ada')).toHaveLength(0);
    expect(await said('client technicians lakeside dana')).toMatch(/Dana Diaz is no technician/u);
    expect(await said('client technicians lakeside t')).toMatch(/Several persons match “t”/u);
    expect(await said('client technicians lakeside all')).toMatch(/all technicians/u);
    expect(await client()).toMatchObject({ technicianIds: [] });
  });

  it('changes under requests that wait only once that was read; what nobody may decide is handed over', async () => {
    await say('client technicians lakeside tess');
    await desk.ask('dana', ZENDESK);
    const asked = await say('client technicians lakeside theo');
    expect(asked.text).toMatch(/1 request waits for somebody who may then not decide it any more/u);
    expect(await client()).toMatchObject({ version: 2 });

    await tap(asked.choices?.[0]);
    await desk.settled();

    expect(await desk.newest()).toMatchObject({
      status: 'handed_over',
      outcome: {
        reason: expect.stringMatching(/may decide any more: an admin has chosen who approves at Lakeside/u),
      },
    });
    await desk.slack.clicks('tess', desk.card('tess'), 'approval_approve').catch(() => undefined);
    await desk.settled();
    expect(desk.writes()).toEqual([]);
  });
});
