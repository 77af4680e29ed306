import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rawBot, TEST_BOT } from '../../../test/support/raw-teams.ts';
import { type RecordingBot, startRecordingBot } from '../../../test/support/recording-bot.ts';
import { clients, msp } from '../demo-data.ts';
import { GROUP_CHAT, HELP_CHANNEL, type SimulatedTeams, startSimulatedTeams } from './index.ts';

const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';
const CONTRACTS = new URL('../../../../shared/contracts/oracle.mjs', import.meta.url);
let teams: SimulatedTeams;
let app: RecordingBot;

/** Everything that people can do, done once. */
beforeAll(async () => {
  app = await startRecordingBot();
  teams = await startSimulatedTeams({ clients, msp, ...TEST_BOT });
  teams.deliverTo(app.url);
  const refresh = { action: { type: 'Action.Execute', verb: 'refresh' } };
  const actions = [
    { type: 'Action.Execute', title: 'Approve', verb: 'approve', data: { request: 'req_1' } },
    { type: 'Action.Submit', title: 'Old', data: { request: 'req_1' } },
    { type: 'Action.Submit', title: 'Why?', data: { msteams: { type: 'task/fetch' } } },
  ];
  const form = { type: 'AdaptiveCard', version: '1.5', body: [], actions: [actions[1]] };
  const task = {
    type: 'continue',
    value: { title: 'Why?', card: { contentType: ADAPTIVE_CARD, content: form } },
  };

  for (const where of ['personal', GROUP_CHAT, HELP_CHANNEL]) {
    const { message } = await teams.mentions('dana', where, 'help', {});
    await teams.edits(message, 'help!');
    await teams.deletes(message);
    await teams.uninstalls('dana', where);
    await teams.installs('dana', where);
    const content = { type: 'AdaptiveCard', version: '1.5', body: [], refresh, actions };
    const bot = await rawBot(teams);
    await bot.says(teams.conversation('dana', where).id, {
      attachments: [{ contentType: ADAPTIVE_CARD, content }],
    });
    const card = teams.messagesSeenBy('dana', where).at(-1);
    if (!card) throw new Error('the card was not posted');
    await teams.opens('dana', card);
    await teams.clicks('dana', card, 'Approve');
    await teams.clicks('dana', card, 'Old');
    app.answers.push({ status: 200, body: { task } });
    await teams.clicks('dana', card, 'Why?');
    const dialog = teams.dialogOf('dana');
    if (dialog) await teams.submits(dialog);
  }
});

afterAll(async () => {
  await teams.close();
  app.close();
});

it('gives every activity an id, a time, a sender, and the organization twice', () => {
  const seen = new Set<string>();
  for (const activity of app.activities()) {
    expect(activity).toMatchObject({
      id: expect.stringMatching(/^(f:)?\w+$/) as string,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      localTimestamp: expect.stringMatching(/-05:00$/) as string,
      from: { aadObjectId: teams.user('dana').aadObjectId },
      conversation: { tenantId: teams.user('dana').tenantId },
      channelData: { tenant: { id: teams.user('dana').tenantId } },
    });
    seen.add(`${String(activity['type'])} ${String(activity['id'])}`);
  }
  expect(seen.size).toBe(app.received.length);
  expect(app.received).toHaveLength(3 * 12);
});

it.skipIf(!existsSync(CONTRACTS))(
  'keeps to Microsoft’s schema of activities, where that is at hand',
  async () => {
    const contracts = (await import(CONTRACTS.href)) as Contracts;
    const schema = contracts.openSchema('teams-activity.schema.json');

    const breaches = app.activities().flatMap((activity) => {
      const root = rootOf(activity);
      const { errors } = root === undefined ? { errors: [] } : schema.check(activity, root);
      return errors.map((error) => `${root} ${error}`);
    });

    expect(breaches).toEqual([]);
  },
);

interface Contracts {
  openSchema: (file: string) => { check: (body: unknown, root: string) => { errors: string[] } };
}

const ROOTS: Readonly<Record<string, string>> = {
  message: 'TeamsMessageActivity',
  conversationUpdate: 'TeamsConversationUpdateActivity',
  installationUpdate: 'TeamsInstallUpdateActivity',
  'adaptiveCard/action': 'TeamsAdaptiveCardInvokeActivity',
  'task/fetch': 'TeamsTaskFetchInvoke',
  'task/submit': 'TeamsTaskSubmitInvoke',
};

/** The schema knows no automatic refresh, which the documentation has, and wants an event type outside of teams too. */
function rootOf(activity: Record<string, unknown>): string | undefined {
  const { type, name, value, conversation } = activity as {
    type: string;
    name?: string;
    value?: { trigger?: string };
    conversation: { conversationType: string };
  };
  const isUnknown =
    value?.trigger === 'automatic' ||
    (type === 'conversationUpdate' && conversation.conversationType !== 'channel');
  return isUnknown ? undefined : ROOTS[name ?? type];
}
