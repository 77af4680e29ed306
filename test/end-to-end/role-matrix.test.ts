import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS, FORMS } from '../../src/flows/admin/commands.ts';
import type { CommandAnswer } from '../../src/flows/desk.ts';
import type { FormSpec, FormValues } from '../../src/flows/form.ts';
import { newId } from '../../src/ids.ts';
import { type Identity, identityKey } from '../../src/models/conversation.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { clients as demoClients, msp } from '../../src/sandbox/demo-data.ts';
import { presentValues } from '../support/administration.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { connects, huduValues } from '../support/integrations.ts';
import { PATIENCE } from '../support/patience.ts';

/*
 * Every command and every form, by everybody, from both chats. A command without a line here fails the first test. What is
 * refused is audited and changes nothing; what is allowed is no refusal and no entry about one.
 */

const EVERYBODY = [
  'a stranger',
  'the employee who asked',
  'the manager',
  'a technician of the client',
  'a technician of another client',
  'an admin',
  'an admin who has left',
] as const;
type Who = (typeof EVERYBODY)[number];
const CHATS = ['Slack', 'Teams'] as const;
type Chat = (typeof CHATS)[number];

/** Who may. Everybody else is refused. */
const ADMINS: readonly Who[] = ['an admin'];
const DESK: readonly Who[] = ['a technician of the client', 'a technician of another client', 'an admin'];

interface Line {
  /** `ID` stands for a request of the client that has technicians of its own. */
  line: string;
  /** Absent: anybody. */
  may?: readonly Who[];
  /** Whoever else does not learn that there is such a request: that is not a refusal, and leaves no trace. */
  finds?: readonly Who[];
}

const OF_THIS_CLIENT: readonly Who[] = ['the employee who asked', 'a technician of the client', 'an admin'];

const COMMAND_LINES: Readonly<Record<string, Line>> = {
  help: { line: 'help' },
  status: { line: 'status' },
  requests: { line: 'requests' },
  'requests waiting': { line: 'requests waiting --client lakeside', may: DESK },
  'requests all': { line: 'requests all --state waiting', may: DESK },
  request: { line: 'request ID', finds: OF_THIS_CLIENT },
  // Last of all in its own table below: it ends the request.
  withdraw: { line: 'withdraw ID', finds: OF_THIS_CLIENT },
  retry: { line: 'retry', may: DESK },
  mode: { line: 'mode brightfield plan', may: ADMINS },
  client: { line: 'client brightfield', may: ADMINS },
  'client list': { line: 'client list', may: ADMINS },
  'client show': { line: 'client show brightfield', may: ADMINS },
  'client add': { line: 'client add', may: ADMINS },
  'client map': { line: 'client map brightfield --domain matrix.example', may: ADMINS },
  'client unmap': { line: 'client unmap brightfield domain matrix.example', may: ADMINS },
  'client channels': { line: 'client channels brightfield teams', may: ADMINS },
  'client technicians': { line: 'client technicians brightfield theo', may: ADMINS },
  'client fallback': { line: 'client fallback brightfield', may: ADMINS },
  'client decide-by-note': { line: 'client decide-by-note brightfield off', may: ADMINS },
  person: { line: 'person robin', may: ADMINS },
  'person list': { line: 'person list', may: ADMINS },
  'person show': { line: 'person show robin', may: ADMINS },
  'person add': { line: 'person add', may: ADMINS },
  'person link': { line: 'person link robin --phone "+1 555 555 0177"', may: ADMINS },
  'person unlink': { line: 'person unlink robin --phone', may: ADMINS },
  'person grant': { line: 'person grant robin technician', may: ADMINS },
  'person take': { line: 'person take robin technician', may: ADMINS },
  'person depart': { line: 'person depart robin', may: ADMINS },
  'person return': { line: 'person return robin', may: ADMINS },
  policy: { line: 'policy --client brightfield', may: ADMINS },
  'policy list': { line: 'policy list', may: ADMINS },
  'policy show': { line: 'policy show reset_password', may: ADMINS },
  'policy set': { line: 'policy set add_to_group disabled --client brightfield', may: ADMINS },
  'policy reset': { line: 'policy reset add_to_group --client brightfield', may: ADMINS },
  'policy try': { line: 'policy try add_to_group auto --client brightfield', may: ADMINS },
  integration: { line: 'integration', may: ADMINS },
  'integration list': { line: 'integration list', may: ADMINS },
  'integration connect': { line: 'integration connect itglue', may: ADMINS },
  'integration show': { line: 'integration show hudu', may: ADMINS },
  'integration check': { line: 'integration check hudu', may: ADMINS },
  'integration rotate': { line: 'integration rotate hudu', may: ADMINS },
  'integration disconnect': { line: 'integration disconnect hudu', may: ADMINS },
  keys: { line: 'keys', may: ADMINS },
  'keys show': { line: 'keys show', may: ADMINS },
  'keys rotate': { line: 'keys rotate', may: ADMINS },
  audit: { line: 'audit', may: ADMINS },
  'audit verify': { line: 'audit verify', may: ADMINS },
  'audit export': { line: 'audit export csv', may: ADMINS },
};

interface FormLine {
  /** Opens it for an admin; who may is the same for all of them. */
  line: string;
  /** Filled in besides what stands there. */
  values?: FormValues;
  /** What comes of it for an admin. */
  kind: 'answer' | 'invalid' | 'form';
}

const FORM_LINES: Readonly<Record<string, FormLine>> = {
  mode: { line: 'mode', values: { client: 'brightfield', mode: 'plan' }, kind: 'answer' },
  client: { line: 'client', values: { client: 'brightfield' }, kind: 'form' },
  person: { line: 'person', values: { person: '+new' }, kind: 'form' },
  integration: { line: 'integration', values: { system: 'hudu' }, kind: 'answer' },
  policy: {
    line: 'policy --client brightfield',
    values: { tools: ['add_to_group'], policy: 'disabled' },
    kind: 'answer',
  },
  'integration connect': { line: 'integration connect itglue', kind: 'invalid' },
  'integration rotate': { line: 'integration rotate hudu', kind: 'invalid' },
  'client add': { line: 'client add', kind: 'invalid' },
  'client map': { line: 'client map brightfield', kind: 'answer' },
  'client channels': { line: 'client channels brightfield', kind: 'answer' },
  'person add': { line: 'person add', kind: 'invalid' },
};

let desk: TestDesk;
let request: ServiceRequest;
const identities = {} as Record<Who, Record<Chat, Identity>>;

beforeAll(async () => {
  desk = await openDesk({ without: ['hudu', 'itglue'] });
  await connects(desk.app, 'hudu', huduValues(desk));
  await desk.policy('add_to_group', { kind: 'approval_needed', withManager: true });
  request = await desk.ask('dana', 'I need access to Zendesk');
  const { clients, people } = desk.app.stores;
  const [lakeside = expect.fail('no client')] = demoClients;
  const ofMsp = (key: string) =>
    accountsIn(
      msp,
      msp.technicians.find((one) => one.key === key),
    );
  const ofClient = (key: string) =>
    accountsIn(
      lakeside,
      lakeside.users.find((one) => one.key === key),
    );
  Object.assign(identities, {
    'a stranger': accountsIn({ slackTeamId: 'T0STRANGE', entraTenantId: newId('cli') }, STRANGER),
    'the employee who asked': ofClient('dana'),
    'the manager': ofClient('max'),
    'a technician of the client': ofMsp('theo'),
    'a technician of another client': ofMsp('tess'),
    'an admin': ofMsp('ada'),
    'an admin who has left': accountsIn(msp, LEFT),
  } satisfies Record<Who, Record<Chat, Identity>>);

  for (const who of ['the employee who asked', 'the manager'] as const) {
    const person = (await people.byIdentity(identities[who].Slack)) ?? expect.fail(who);
    expect(await people.link(person.id, [identities[who].Teams])).toBe('linked');
  }
  await addPerson('Drew Doyle', { role: 'msp_admin', active: false }, identities['an admin who has left']);
  await addPerson('Robin Reed', { active: true }, accountsIn(msp, ROBIN));
  const theo =
    (await people.byIdentity(identities['a technician of the client'].Slack)) ?? expect.fail('Theo');
  const client = (await clients.find('lakeside')) ?? expect.fail('no client');
  expect(await clients.save({ ...client, technicianIds: [theo.id] })).toBeDefined();
});
afterAll(() => desk.close());

const STRANGER = { slackUserId: 'U0ADA', entraUserId: '4a7b0517-0000-4000-8000-00000000a003' };
const LEFT = { slackUserId: 'U0DREW', entraUserId: '4a7b0517-0000-4000-8000-00000000a098' };
const ROBIN = { slackUserId: 'U0ROBIN', entraUserId: '4a7b0517-0000-4000-8000-00000000a099' };

/** Employees' own ids are those of their directory. */
type Account = { slackUserId?: string } & ({ entraUserId: string } | { id: string });

function accountsIn(
  { slackTeamId, entraTenantId }: { slackTeamId: string; entraTenantId: string },
  account: Account | undefined,
): Record<Chat, Identity> {
  if (!account) return expect.fail('the demo data changed');
  const user = 'entraUserId' in account ? account.entraUserId : account.id;
  return {
    Slack: {
      provider: 'slack',
      tenant: slackTeamId,
      user: account.slackUserId ?? expect.fail('not in Slack'),
    },
    Teams: { provider: 'entra', tenant: entraTenantId, user },
  };
}

async function addPerson(
  displayName: string,
  more: { role?: 'msp_admin'; active: boolean },
  accounts: Record<Chat, Identity>,
): Promise<void> {
  const person = { id: newId('per'), displayName, identities: Object.values(accounts), version: 1, ...more };
  expect(await desk.app.stores.people.insert(person)).toBe('inserted');
}

/** What commands could change. */
async function stored(): Promise<string> {
  const names = [
    'clients',
    'people',
    'policies',
    'requests',
    'msp_settings',
    'integrations',
    'sealed_values',
  ];
  const all = names.map((name) =>
    desk.database.connection.collection(name).find().sort({ _id: 1 }).toArray(),
  );
  return JSON.stringify(await Promise.all(all));
}

const refusals = async () => (await desk.audit()).filter(({ action }) => action === 'command_refused');

const REFUSED = /^Only (an admin|a technician) of the MSP may use `/u;

/** Refused in a sentence, in the trail with whose account it was, and nothing has changed. */
async function expectRefused(
  who: Who,
  chat: Chat,
  name: string,
  give: () => Promise<unknown>,
): Promise<void> {
  const [before, entries] = [await stored(), (await refusals()).length];
  expect(await give(), `${name} by ${who}`).toMatchObject({
    kind: 'refused',
    text: expect.stringMatching(REFUSED),
  });
  expect(await stored(), `${name} by ${who}`).toBe(before);
  const [refusal, ...more] = (await refusals()).slice(entries);
  expect(more).toEqual([]);
  expect(refusal?.details).toEqual({ command: name, identity: identityKey(identities[who][chat]) });
  expect(refusal?.by === undefined, `${name} by ${who}`).toBe(who === 'a stranger');
}

const give = (who: Who, chat: Chat, line: string) =>
  desk.app.desk.command(identities[who][chat], line.replace('ID', request.id));

it('every command and every form has its line in the table', () => {
  expect(Object.keys(COMMAND_LINES).toSorted()).toEqual(
    ['help', ...COMMANDS.map(({ name }) => name)].toSorted(),
  );
  expect(Object.keys(FORM_LINES).toSorted()).toEqual(FORMS.map(({ id }) => id).toSorted());
});

describe.each(CHATS)('in %s', (chat) => {
  const table = Object.entries(COMMAND_LINES).filter(([name]) => name !== 'withdraw');
  it.each(table)('`%s` is for those who may, and for nobody else', async (name, { line, may, finds }) => {
    const allowed = (who: Who) => (may ?? EVERYBODY).includes(who);
    for (const who of EVERYBODY.filter((one) => !allowed(one)))
      await expectRefused(who, chat, name, () => give(who, chat, line));
    for (const who of EVERYBODY.filter(allowed)) {
      const entries = (await refusals()).length;
      const { kind } = await give(who, chat, line);
      const wanted = finds && !finds.includes(who) ? ['not_understood'] : ['answer', 'form'];
      expect(wanted, `${name} by ${who}`).toContain(kind);
      expect(await refusals(), `${name} by ${who}`).toHaveLength(entries);
    }
  });

  it.each(Object.entries(FORM_LINES))('the form `%s` is for admins, whoever opened it', async (id, given) => {
    const { line, values, kind } = given;
    const opened = formOf(await give('an admin', chat, line));
    expect(opened.id).toBe(id);
    const filled = { ...presentValues(opened), ...values };
    const send = (who: Who) => desk.app.desk.submitForm(identities[who][chat], opened, filled);
    for (const who of EVERYBODY.filter((one) => one !== 'an admin'))
      await expectRefused(who, chat, id, () => send(who));
    const entries = (await refusals()).length;
    expect((await send('an admin')).kind).toBe(kind);
    expect(await refusals()).toHaveLength(entries);
  });
});

function formOf(answer: CommandAnswer): FormSpec {
  return answer.kind === 'form' ? answer.form : expect.fail(`no form but: ${answer.text}`);
}

describe('what is asked of one request', () => {
  it.each(CHATS)('is for technicians of its client: `retry` in %s', async (chat) => {
    const line = 'retry ID';
    for (const who of [
      'a stranger',
      'the employee who asked',
      'the manager',
      'an admin who has left',
    ] as const)
      await expectRefused(who, chat, 'retry', () => give(who, chat, line));
    expect((await give('a technician of another client', chat, line)).kind).toBe('not_understood');
    for (const who of ['a technician of the client', 'an admin'] as const)
      expect((await give(who, chat, line)).kind).toBe('answer');
  });

  it('`withdraw` is for its requester at once, for those who serve the client after a look, and for nobody else', async () => {
    for (const chat of CHATS) {
      const before = await stored();
      for (const who of EVERYBODY.filter((one) => !OF_THIS_CLIENT.includes(one)))
        expect(await give(who, chat, 'withdraw ID')).toMatchObject({ kind: 'not_understood' });
      for (const who of ['a technician of the client', 'an admin'] as const)
        expect(await give(who, chat, 'withdraw ID')).toMatchObject({ choices: [{ style: 'danger' }] });
      expect(await stored()).toBe(before);
    }
    expect(await give('the employee who asked', 'Teams', 'withdraw ID')).toMatchObject({ kind: 'answer' });
    await desk.settled();
    expect((await desk.newest()).status).toBe('cancelled');
  });
});

describe('from the chats themselves, signed as they sign', () => {
  it.each([
    ['dana', 'mode lakeside plan', /Only an admin of the MSP may use/u],
    ['tess', 'audit export csv', /Only an admin of the MSP may use/u],
    ['max', 'requests all', /Only a technician of the MSP may use/u],
    ['theo', 'requests all', /Lakeside Dental · Dana Diaz/u],
    ['ada', 'audit verify', /Intact: /u],
  ])('Slack: %s says `%s`', async (who, text, said) => {
    const { answer } = await desk.slack.slashCommand(who, text);
    expect((answer as { text: string }).text).toMatch(said);
  });

  it.each([
    ['dana', 'mode lakeside plan', /Only an admin of the MSP may use/u],
    ['tess', 'audit export csv', /Only an admin of the MSP may use/u],
    ['max', 'requests all', /Only a technician of the MSP may use/u],
    ['theo', 'requests all', /Lakeside Dental · Dana Diaz/u],
    ['ada', 'audit verify', /Intact: /u],
  ])('Teams: %s says `%s`', async (who, text, said) => {
    expect(await inTeams(who, text)).toMatch(said);
  });
});

async function inTeams(who: string, text: string): Promise<string> {
  const fromBot = () => desk.teams.messagesSeenBy(who, 'personal').filter(({ from }) => from === 'bot');
  const before = fromBot().length;
  await desk.teams.says(who, 'personal', text);
  const answer = await vi.waitFor(
    () => fromBot()[before] ?? Promise.reject(new Error(`${who} was told nothing more`)),
    PATIENCE,
  );
  return answer.text;
}
