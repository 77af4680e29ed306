import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientCommands } from '../../src/flows/admin/client/client-commands.ts';
import { personCommands } from '../../src/flows/admin/person/person-commands.ts';
import { newId } from '../../src/ids.ts';
import type { Identity } from '../../src/models/conversation.ts';
import { isAdmin, type Person } from '../../src/models/person.ts';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { ADA, administrationOf, DANA, presentValues, TESS, THEO } from '../support/administration.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

const ZENDESK = 'I need access to Zendesk';
const UMA: Identity = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0UMA' };

let desk: TestDesk;
const { say, said, form, fill, confirm, tap, audited } = administrationOf(() => desk);
beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

const personOf = async (identity: Identity): Promise<Person> =>
  (await desk.app.stores.people.byIdentity(identity)) ?? expect.fail('nobody has this account');
const named = async (name: string): Promise<Person> =>
  (await desk.app.stores.people.byName(name, 2))[0] ?? expect.fail(`nobody is called ${name}`);
const admins = async () =>
  (await desk.app.stores.people.list({ kind: 'msp', role: 'msp_admin' }, 50)).filter(isAdmin);

describe('people', () => {
  it('are listed: the MSP’s own, by role, a client’s, and whoever has left', async () => {
    const own =
      'The MSP’s own people:\n• Ada Okafor (admin)\n• Tess Tanaka (technician)\n• Theo Brandt (technician)';
    expect(await said('person list')).toBe(own);
    expect(await said('person list --role admins')).toBe('Admins:\n• Ada Okafor (admin)');
    expect(await said('person list --client lakeside')).toMatch(
      /Known at Lakeside Dental:\n• Dana Diaz \(lakeside/u,
    );
    expect(await said('person list --departed')).toBe('Whoever has left: nobody.');
    expect(await said('person list --role king')).toBe('The role is `technician` or `admin`.');
  });

  it.each([
    'person tess',
    'person show "Tess Tanaka"',
    'person show tanaka',
    'person show Tess@Harbor-IT.example',
    'person show <@U0TESS>',
    'person show "<@U0TESS|tess>"',
  ])('are shown by name, mail address or mention, with their accounts: %s', async (line) => {
    const text = await said(line);
    for (const part of [
      /^Tess Tanaka \(`per_/u,
      /Role: technician/u,
      /Slack T0HARBOR\/U0TESS/u,
      /ConnectWise ttanaka/u,
    ])
      expect(text).toMatch(part);
  });

  it('are not guessed: several are offered, and who is spelled alike', async () => {
    const several = await say('person show t');
    expect(several.choices?.map(({ label }) => label).toSorted()).toEqual([
      'Tess Tanaka (technician)',
      'Theo Brandt (technician)',
    ]);
    expect((await tap(several.choices?.[0])).text).toMatch(/^(Tess|Theo)/u);
    expect(await said('person show Tess Tanka')).toMatch(/I could not read that/u);
    expect(await said('person show "Tess Tanka"')).toMatch(/Did you mean:\n• Tess Tanaka/u);
    expect(await said('person show <@U0NOBODY>')).toMatch(/I know nobody called/u);
    expect(await said('person show zzz')).toMatch(/I know nobody called “zzz”/u);
  });

  it('are for admins alone', async () => {
    for (const by of [TESS, DANA])
      for (const line of ['person', 'person grant tess admin', 'person depart ada', 'person add'])
        expect(await said(line, by)).toMatch(/Only an admin of the MSP may use `person/u);
    expect(
      await fill(await form('person add'), { name: 'Eve', what: 'role:msp_admin', slack: 'U0EVE' }, TESS),
    ).toMatchObject({
      kind: 'refused',
    });
    expect(await admins()).toHaveLength(1);
  });
});

describe('somebody new', () => {
  it('is a technician with their accounts, who may sign from then on', async () => {
    expect(
      await said('person add Uma Uhl --email uma@harbor-it.example --role technician --slack U0UMA'),
    ).toMatch(/^Added Uma Uhl as a technician.\n• Slack T0HARBOR\/U0UMA/u);
    expect(await personOf(UMA)).toMatchObject({
      displayName: 'Uma Uhl',
      role: 'msp_technician',
      active: true,
    });
    expect(await said('status', UMA)).toMatch(/Lakeside Dental: execute mode/u);
    expect((await audited('role_changed')).map(({ details }) => details)).toEqual([
      expect.objectContaining({ person: 'Uma Uhl', role: 'technician', added: true }),
    ]);
  });

  it('is an employee, whose accounts are found when they write', async () => {
    expect(await said('person add Sam Silva II --email sam2@lakeside.example --client lakeside')).toMatch(
      /as an employee of Lakeside Dental.*found by their address/su,
    );
    expect(await said('person list --client lakeside')).toMatch(/Sam Silva II/u);
  });

  it('is filled into a form where something is left out', async () => {
    const opened = await form('person add Uma Uhl');
    expect(presentValues(opened)).toEqual({ name: 'Uma Uhl', what: 'role:msp_technician' });

    expect(await fill(opened, { slack: 'a b/c' })).toMatchObject({
      kind: 'invalid',
      problems: { slack: expect.stringMatching(/is written `T0123ABCD\/U0456EFGH`/u) },
    });
    expect(await fill(opened, { teams: 'nonsense' })).toMatchObject({
      kind: 'invalid',
      problems: { teams: expect.stringMatching(/tenant’s id and the object id/u) },
    });
    for (const what of ['nowhere', 'lakeside', 'admin', 'role:admin', 'client:msp_admin'])
      expect(await fill(opened, { what })).toMatchObject({ kind: 'invalid' });
    expect(await fill(opened, { what: 'client:lakeside', phone: '+1 555 555 0999' })).toMatchObject({
      kind: 'answer',
      text: expect.stringMatching(/employee of Lakeside Dental/u),
    });
  });

  it.each(['Admin', 'Technicians'])(
    'is an employee of a client that is called %s, and no more',
    async (name) => {
      await said(`client add ${name} --tenant 0b1c2d3e-0000-4000-8000-00000000000a`);
      const opened = await form('person add Uma Uhl');
      const who = opened.fields.find((field) => field.name === 'what');
      const company = who?.kind === 'choice' && who.options.find(({ label }) => label === name);

      expect(
        await fill(opened, { what: company ? company.value : '', phone: '+1 555 555 0999' }),
      ).toMatchObject({
        kind: 'answer',
        text: expect.stringMatching(new RegExp(`^Added Uma Uhl as an employee of ${name}\\.`, 'u')),
      });
      const [added] = await desk.app.stores.people.byName('Uma Uhl', 1);
      expect(added).toMatchObject({ clientId: name.toLowerCase() });
      expect(added).not.toHaveProperty('role');
    },
  );

  it.each([
    ['person add Uma Uhl --role technician', /needs an account in Slack or in Teams/u],
    [
      'person add Uma Uhl --role technician --slack U0TESS',
      /Slack T0HARBOR\/U0TESS is Tess Tanaka’s.*`person unlink per_\w+ --slack`/u,
    ],
    ['person add Uma Uhl --role technician --slack T0LAKESIDE/U0X', /in a place of Lakeside Dental/u],
    ['person add Uma Uhl --role technician --client lakeside', /either a role at the MSP or a client/u],
    [
      'person add Tess --role admin --slack U0T2 --email tess@harbor-it.example',
      /Tess Tanaka \(technician\) has this address already/u,
    ],
    ['person add Uma --client lakeside --connectwise 12', /accounts in a PSA are for the MSP’s own people/u],
    [
      'person add Uma --client lakeside --slack T0BRIGHT/U0X',
      /in a place of Brightfield Law, and Uma works for Lakeside/u,
    ],
    ['person add Uma --client lakeside --phone 0142', /A telephone number has its country/u],
    ['person add Uma --client lakeside --email nonsense', /is no mail address/u],
    ['person add Uma --client nowhere', /know no client “nowhere”/u],
  ])('is not added as they cannot be: %s', async (line, sentence) => {
    expect(await said(line)).toMatch(sentence);
    expect(await desk.app.stores.people.byName('Uma', 5)).toEqual([]);
  });
});

describe('accounts', () => {
  it('are linked and taken away, and counted as one person', async () => {
    expect(await said('person link theo --phone "+1 555 555 0199" --slack U0THEO2')).toMatch(
      /Slack T0HARBOR\/U0THEO2, telephone \+15555550199 is Theo Brandt’s now/u,
    );
    expect((await personOf({ ...THEO, user: 'U0THEO2' })).displayName).toBe('Theo Brandt');
    expect(await said('person link theo --slack U0THEO2')).toMatch(/has that already/u);

    const which = await say('person unlink theo --slack');
    expect(which.choices?.map(({ label }) => label)).toEqual(['T0HARBOR/U0THEO', 'T0HARBOR/U0THEO2']);
    expect((await tap(which.choices?.[1])).text).toMatch(/U0THEO2 is not Theo Brandt’s any more/u);
    expect(await said('person unlink theo --phone')).toMatch(/telephone .* is not Theo/u);
    expect(await said('person unlink theo --phone')).toMatch(/has no such account/u);
    expect(
      (await audited('person_changed')).map(({ details }) => details['linked'] ?? details['unlinked']),
    ).toHaveLength(3);
  });

  it('are never moved silently from one person to another', async () => {
    expect(await said('person link theo --connectwise TTANAKA')).toMatch(
      /ConnectWise ttanaka is Tess Tanaka’s/u,
    );
    expect(await said('person link dana --slack T0BRIGHT/U0BEA')).toMatch(/in a place of Brightfield Law/u);
    await said('person unlink tess --connectwise');
    expect(await said('person link theo --connectwise ttanaka')).toMatch(/is Theo Brandt’s now/u);
  });

  it('in a client’s place are a technician’s only after it was read what that means', async () => {
    const line = 'person link theo --slack T0LAKESIDE/U0THEO';
    expect(await said(line)).toMatch(/whoever administers it there can act as Theo Brandt/u);
    expect((await confirm(line)).text).toMatch(/is Theo Brandt’s now/u);
  });

  it('are not taken away so that nobody could get in', async () => {
    expect(await said('person unlink ada --slack')).toMatch(/the account that you write from/u);
    await say('person unlink theo --teams');
    expect(await said('person unlink theo --slack')).toMatch(/no account in Slack or Teams left/u);
    expect(await said('person unlink theo')).toMatch(/Which account/u);
  });
});

describe('the form for people', () => {
  const [ada, tess, theo] = ['Ada Okafor', 'Tess Tanaka', 'Theo Brandt'] as const;
  /** As an admin chooses from what the form has. */
  const choose = async (who: string, deed: string) => {
    const opened = await form('person');
    const people = opened.fields.find(({ name }) => name === 'person');
    const options = people && 'options' in people ? people.options : [];
    const chosen = options.find(({ label }) => label.startsWith(who)) ?? expect.fail(`no ${who}`);
    return fill(opened, { person: chosen.value, deed });
  };

  it('has the MSP’s own people with their roles, and somebody new', async () => {
    const { fields } = await form('person');
    const [who] = fields;
    expect(who && 'options' in who ? who.options.map(({ label }) => label) : []).toEqual([
      'Somebody new',
      `${ada} (admin)`,
      `${tess} (technician)`,
      `${theo} (technician)`,
    ]);
    expect(presentValues(await form('person'))).toEqual({ deed: 'show' });
    expect(await choose('Somebody new', 'depart')).toMatchObject({
      kind: 'form',
      line: 'person add',
      form: { id: 'person add' },
    });
  });

  it('does what the line would do, with its questions', async () => {
    const role = async () => (await personOf(THEO)).role;
    expect(await choose(theo, 'show')).toMatchObject({ text: await said('person show theo') });
    expect(await choose(theo, 'admin')).toMatchObject({
      text: expect.stringMatching(/^Theo Brandt is an admin now/u),
    });
    await choose(theo, 'technician');
    expect(await role()).toBe('msp_technician');
    expect(await choose(theo, 'depart')).toMatchObject({
      text: expect.stringMatching(/loses all of this at once/u),
      choices: [{ command: expect.stringMatching(/^person depart per_\w+ --confirm/u) }],
    });
    expect(await role()).toBe('msp_technician');
    await choose(theo, 'take');
    expect(await role()).toBeUndefined();
    expect(await choose(ada, 'depart')).toMatchObject({
      text: expect.stringMatching(/cannot depart yourself/u),
    });
  });

  it('has as many as fit, and says that these are not all', async () => {
    const { people } = desk.app.stores;
    const technician = await personOf(TESS);
    for (let number = 0; number < 100; number += 1)
      await people.insert({
        ...technician,
        id: newId('per'),
        displayName: `Technician ${number}`,
        identities: [{ provider: 'slack', tenant: 'T0HARBOR', user: `U0MANY${number}` }],
      });
    const { intro, fields } = await form('person');

    expect(intro).toContain('not all of them. `person NAME` finds anybody else');
    expect(fields.map((field) => ('options' in field ? field.options.length : 0))).toEqual([100, 5]);
  });

  it('says at its fields what cannot be chosen', async () => {
    const opened = await form('person');
    const { id: person } = await named('Dana Diaz');

    expect(await fill(opened, {})).toEqual({
      kind: 'invalid',
      problems: { person: 'Please choose one of these.' },
    });
    expect(await fill(opened, { person: 'per_nobody' })).toMatchObject({
      problems: { person: expect.any(String) },
    });
    expect(await fill(opened, { person, deed: '' })).toMatchObject({
      problems: { deed: expect.any(String) },
    });
    expect(await fill(opened, { person, deed: 'take' })).toMatchObject({
      problems: { deed: 'Dana Diaz has no role.' },
    });
  });
});

describe('roles', () => {
  it('are granted and taken, and hold from that moment', async () => {
    expect(await said('person grant theo admin')).toMatch(
      /^Theo Brandt is an admin now\.\nWhat other admins ask from .+ UTC on they may sign, and nothing before/u,
    );
    expect(await said('person show theo')).toMatch(/they may sign, and nothing before/u);
    expect(await said('mode lakeside', THEO)).toMatch(/Lakeside Dental is in execute mode/u);
    expect(await said('person grant theo technician')).toMatch(/is an admin, who may do all/u);
    const taken = await say('person take theo admin');
    expect(taken.text).toMatch(/is a technician now, and no admin any more/u);
    expect(await said('mode', THEO)).toMatch(/Only an admin/u);
    expect((await tap(taken.choices?.[0])).text).toBe('Theo Brandt has no role any more.');
    expect(await said('person take theo technician')).toMatch(/is neither/u);
    expect(await said('person take tess admin')).toMatch(/Tess Tanaka is a technician, not an admin/u);
    expect(
      (await audited('role_changed'))
        .map(({ by, details }) => [by?.name, details['from'], details['to']])
        .toReversed(),
    ).toEqual(
      expect.arrayContaining([
        ['Ada Okafor', 'technician', 'admin'],
        ['Ada Okafor', 'admin', 'technician'],
        ['Ada Okafor', 'technician', 'no role'],
      ]),
    );
  });

  it('are for the MSP’s own people', async () => {
    expect(await said('person grant dana technician')).toMatch(/is an employee of Lakeside Dental/u);
    expect(await said('person grant tess king')).toBe('The role is `technician` or `admin`.');
  });

  it('the last admin’s is not taken, and one’s own only after a question', async () => {
    expect(await confirm('person take ada admin')).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(/Ada Okafor stays an admin: nobody else would be left/u),
    });
    await say('person grant tess admin');
    expect(await said('person take ada admin')).toMatch(
      /You would be a technician, and could not undo that/u,
    );
    expect((await confirm('person take ada admin')).text).toMatch(/is a technician now/u);
    expect((await admins()).map(({ displayName }) => displayName)).toEqual(['Tess Tanaka']);
  });

  it('leave an admin, however many admins take each other’s at the same moment', async () => {
    const accounts = [ADA, TESS, THEO];
    for (const who of ['tess', 'theo']) await say(`person grant ${who} admin`);
    for (let index = 0; index < 7; index += 1) {
      const user = `U0ADMIN${index}`;
      await say(`person add Admin ${index} --role admin --slack ${user}`);
      accounts.push({ ...ADA, user });
    }
    const people = await Promise.all(accounts.map(personOf));
    // Each takes the role from the next, all at once; the last from the first.
    const answers = await Promise.all(
      accounts.map((by, index) =>
        say(`person take ${people[(index + 1) % people.length]?.id ?? ''} admin`, by),
      ),
    );

    const left = await admins();
    expect(left.length).toBeGreaterThan(0);
    expect(answers.filter(({ text }) => /is a technician now/u.test(text))).toHaveLength(10 - left.length);
  });
});

describe('somebody who leaves', () => {
  it('loses the role, the commands, the cards and the home at once, after it was shown what they hold', async () => {
    await desk.ask('dana', ZENDESK);
    const asked = await say('person depart theo');
    expect(asked.text).toMatch(/Theo Brandt loses all of this at once:\n• Being a technician\n/u);
    expect(asked.text).toMatch(/Slack T0HARBOR\/U0THEO, which is refused from then on/u);
    expect(asked.text).toMatch(/Approvals asked of them: 1$/mu);
    expect(await personOf(THEO)).toMatchObject({ active: true });

    expect((await tap(asked.choices?.[0])).text).toMatch(/^Theo Brandt has left/u);
    await desk.settled();

    const theo = await personOf(THEO);
    expect(theo.active).toBe(false);
    expect(theo).not.toHaveProperty('role');
    expect(await said('person list --departed')).toMatch(/• Theo Brandt \(departed, /u);
    expect(await said('requests', THEO)).not.toMatch(/Zendesk/u);
    expect(await desk.app.desk.home(THEO)).toEqual({ requests: [] });
    expect(JSON.stringify(desk.card('theo').blocks)).toMatch(/may no longer decide/u);
    expect(JSON.stringify(desk.card('tess').blocks)).toMatch(/approval_approve/u);
    const request = await desk.newest();
    expect(
      await desk.app.desk.decide({
        by: THEO,
        requestId: request.id,
        approvalId: request.approvals[0]?.id ?? '',
        planDigest: request.plan?.digest ?? '',
        verdict: { kind: 'approve' },
      }),
    ).toMatchObject({ kind: 'refused' });

    await desk.approve('tess');
    expect(await desk.newest()).toMatchObject({ status: 'completed' });
    expect((await audited('role_changed')).map(({ details }) => details)).toEqual([
      expect.objectContaining({ person: 'Theo Brandt', departed: true, from: 'technician' }),
    ]);
  });

  it('as a manager: what only they could sign is handed over, and what they had asked for is ended', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    await desk.ask('dana', ZENDESK);
    await desk.ask('max', 'I need access to Salesforce');
    const asked = await say('person depart max');
    expect(asked.text).toMatch(/nobody else can decide 1: handed over/u);
    expect(asked.text).toMatch(/Requests of their own that are under way: 1/u);

    expect((await tap(asked.choices?.[0])).text).toMatch(
      /handed over to technicians: 1; own requests ended: 1/u,
    );
    await desk.settled();

    const states = (await desk.app.stores.requests.recent(2)).map(({ status, outcome }) => [
      status,
      outcome?.reason,
    ]);
    expect(states).toEqual([
      ['cancelled', 'Max Moreno, who asked for it, has left.'],
      ['handed_over', expect.stringMatching(/may decide any more: Max Moreno has left/u)],
    ]);
    expect(JSON.stringify(desk.card('max').blocks)).not.toMatch(/approval_approve/u);
    const max = { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0MAX' } as const;
    expect(await desk.app.desk.home(max)).toEqual({ requests: [] });
    expect(await said('status', max)).toMatch(/You have no requests/u);
    expect(desk.writes()).toEqual([]);
    await desk.ask('max', ZENDESK);
    expect(await desk.newest()).toMatchObject({ status: 'handed_over' });
  });

  it('is never the last admin, nor oneself', async () => {
    expect(await said('person depart ada')).toMatch(/You cannot depart yourself/u);
    await say('person grant tess admin');
    const [byAda, byTess] = [await say('person depart tess'), await say('person depart ada', TESS)];
    await Promise.all([tap(byAda.choices?.[0]), tap(byTess.choices?.[0], TESS)]);

    expect((await admins()).length).toBeGreaterThan(0);
  });

  it('is back without a role', async () => {
    await confirm('person depart theo');
    expect(await said('person grant theo technician')).toMatch(/has left. `person return/u);
    expect(await said('person depart theo')).toMatch(/has left already/u);
    expect(await said('person return theo')).toMatch(/^Theo Brandt is back, without a role/u);
    expect(await personOf(THEO)).toMatchObject({ active: true });
    expect(await said('mode', THEO)).toMatch(/Only an admin/u);
    expect(await said('person return theo')).toMatch(/has not left/u);
  });

  it('is shown again when something has begun to wait for them since', async () => {
    const asked = await say('person depart theo');
    await desk.ask('dana', ZENDESK);

    expect(await said(asked.choices?.[0]?.command ?? '')).toMatch(
      /^Something has changed since you were asked/u,
    );
    expect(await named('theo')).toMatchObject({ active: true });
  });

  it('is shown again when a client has come to have nobody else since', async () => {
    const asked = await say('person depart theo');
    await said('client technicians lakeside theo');

    expect(await said(asked.choices?.[0]?.command ?? '')).toMatch(
      /^Something has changed since you were asked.*Nobody else is asked at Lakeside Dental/su,
    );
    expect(await named('theo')).toMatchObject({ active: true });
  });
});

describe('every example in the help of clients and people', () => {
  it.each([...clientCommands, ...personCommands].map(({ name, examples }) => [name, examples] as const))(
    'works here: %s',
    async (_name, examples) => {
      for (const { line } of examples) {
        const answer = await desk.app.desk.command(ADA, line);
        expect([line, answer.kind], JSON.stringify(answer)).toEqual([
          line,
          expect.stringMatching(/^(answer|form)$/u),
        ]);
      }
    },
  );
});
