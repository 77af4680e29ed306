import { afterEach, expect, it, vi } from 'vitest';
import type { ServiceRequest } from '../../src/models/request.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import { companyOf } from '../../src/sandbox/demo-setup.ts';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/start-vendors.ts';
import { type Chat, type EmptyDesk, openEmptyDesk } from '../support/empty-desk.ts';
import { PATIENCE, TIMEOUT_MS } from '../support/patience.ts';

const ZENDESK = 'I need access to Zendesk';
const lakeside = clients.find(({ key }) => key === 'lakeside') ?? expect.fail('there is no Lakeside');
const tess = msp.technicians.find(({ key }) => key === 'tess') ?? expect.fail('there is no Tess');

let desk: EmptyDesk;
afterEach(() => desk.close());

/** Dana asks in her chat; resolves when nothing is in hand any more. */
async function danaAsks(chat: Chat): Promise<ServiceRequest> {
  const { app, vendors } = desk;
  const known = (await app.stores.requests.recent(1))[0]?.id;
  await (chat === 'slack'
    ? vendors.slack.says('dana', 'dm', ZENDESK)
    : vendors.teams.says('dana', 'personal', ZENDESK));
  await app.idle();
  const [newest] = await app.stores.requests.recent(1);
  return newest && newest.id !== known ? newest : expect.fail('no request was opened');
}

async function tessApproves(chat: Chat): Promise<void> {
  const { app, vendors } = desk;
  if (chat === 'slack') {
    const card = vendors.slack.messagesSeenBy('tess', 'dm').at(-1) ?? expect.fail('Tess has no card');
    await vendors.slack.clicks('tess', card, 'Approve');
  } else {
    const card = vendors.teams.messagesSeenBy('tess').at(-1) ?? expect.fail('Tess has no card');
    await vendors.teams.clicks('tess', card, 'Approve');
  }
  await app.idle();
}

function toldDana(chat: Chat): string {
  const { slack, teams } = desk.vendors;
  return chat === 'slack'
    ? slack
        .messagesSeenBy('dana', 'dm')
        .filter(({ byBot }) => byBot)
        .map(({ text }) => text)
        .join('\n')
    : teams
        .messagesSeenBy('dana')
        .filter(({ from }) => from === 'bot')
        .map(({ text }) => text)
        .join('\n');
}

const notesOf = ({ ticket }: ServiceRequest) => {
  const { id } = ticket ?? expect.fail('there is no ticket');
  return desk.vendors.connectwise.notes(Number(id));
};

it.each(['slack', 'teams'] as const)(
  'from an empty database to an approved request, by commands alone, in %s',
  async (chat) => {
    desk = await openEmptyDesk(chat);
    const { admin, vendors } = desk;

    expect(await admin.says('client list')).toMatch(/no clients? yet/iu);
    const account =
      chat === 'slack'
        ? `--slack ${msp.slackTeamId}/${tess.slackUserId}`
        : `--teams ${msp.entraTenantId}/${tess.entraUserId}`;
    const accounts = `${account} --connectwise ${tess.connectwiseMember}`;
    await admin.says(`person add ${tess.name} --email ${tess.email} --role technician ${accounts}`);
    expect(await admin.says(`person show "${tess.name}"`)).toMatch(/technician/u);

    const graph = {
      ...SANDBOX_CREDENTIALS.microsoft,
      loginUrl: vendors.microsoft.url,
      graphUrl: vendors.microsoft.url,
    };
    const added = await admin.says(
      `client add ${lakeside.name} --id lakeside --tenant ${lakeside.entraTenantId} --slack ${lakeside.slackTeamId}`,
    );
    expect(added).toMatch(/plan mode/u);
    expect(await admin.fillsIn('integration connect microsoft365', graph)).toMatch(
      /Microsoft 365 is connected/u,
    );
    const psa = { ...SANDBOX_CREDENTIALS.connectwise, baseUrl: vendors.connectwise.url, board: 'Help Desk' };
    expect(await admin.fillsIn('integration', { system: 'connectwise', deed: 'connect' }, psa)).toMatch(
      /ConnectWise is connected/u,
    );
    await admin.says(`client map lakeside --connectwise ${companyOf(lakeside, 'connectwise')}`);
    expect(await admin.says('client show lakeside')).toMatch(/ConnectWise/u);

    const looked = await danaAsks(chat);
    expect(looked.status).toBe('plan_noted');
    expect(notesOf(looked).filter(({ internalAnalysisFlag }) => internalAnalysisFlag)).toHaveLength(1);
    expect(toldDana(chat)).toBe('');

    expect(await admin.fillsIn('mode', { client: 'lakeside', mode: 'execute' })).toMatch(
      /A technician signs: .*add.to.group.*Technicians who are asked: all \(Ada Okafor, Tess Tanaka\)/su,
    );
    expect((await desk.app.stores.clients.find('lakeside'))?.mode).toBe('plan');
    expect(await admin.taps('Let the agent act')).toMatch(/execute mode now/u);
    const asked = await danaAsks(chat);
    expect(asked.status).toBe('awaiting_approval');
    await tessApproves(chat);

    await vi.waitFor(() => expect(toldDana(chat)).toMatch(/Zendesk Users/u), PATIENCE);
    expect((await desk.app.stores.requests.find(asked.id))?.status).toBe('completed');
    expect(await admin.says(`request ${asked.id.slice(-6)}`)).toMatch(/Tess Tanaka/u);
    expect(await admin.says('audit verify')).toMatch(/intact/iu);
  },
  TIMEOUT_MS,
);
