import { vi } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { MovableClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { silentLogger } from '../../src/logger.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import { startOfflineWorld } from '../../src/sandbox/index.ts';
import type { OfflineWorld } from '../../src/sandbox/start-vendors.ts';
import { readSettings } from '../../src/settings.ts';
import { openTestDatabase } from './database.ts';
import { PATIENCE } from './patience.ts';
import { readBlocks } from './slack-reading.ts';
import { TEST_ENVIRONMENT } from './test-environment.ts';

/** The whole product with an empty database and nothing configured but the chats, the model, and who begins. */
export interface EmptyDesk {
  app: App;
  vendors: OfflineWorld['vendors'];
  /** Ada, who begins, in her chat. */
  admin: ChatAdmin;
  close(): Promise<void>;
}

/** What an admin does with a telephone: writes a line, fills in a form, taps what is offered. */
export interface ChatAdmin {
  /** Gives a line and reads what is answered to her alone. */
  says(line: string): Promise<string>;
  /** Gives a line that opens a form, and sends the form filled in, and those that it leads to. */
  fillsIn(line: string, ...forms: readonly Readonly<Record<string, string>>[]): Promise<string>;
  /** Taps a button under the last answer. */
  taps(button: string): Promise<string>;
}

export type Chat = 'slack' | 'teams';

const ada = msp.technicians.find(({ key }) => key === 'ada');

export async function openEmptyDesk(chat: Chat): Promise<EmptyDesk> {
  if (!ada) throw new Error('there is no Ada');
  const firstAdmin = {
    slack: `slack:${msp.slackTeamId}:${ada.slackUserId}:${ada.name}`,
    teams: `teams:${msp.entraTenantId}:${ada.entraUserId}:${ada.name}`,
  };
  const database = await openTestDatabase();
  const clock = new MovableClock();
  const given = readConfig(
    { ...TEST_ENVIRONMENT, MONGODB_URI: database.uri, FIRST_ADMIN: firstAdmin[chat] },
    ['--sandbox'],
  );
  const offline = await startOfflineWorld(given, { clock, logger: silentLogger });
  const { slack, teams, openai } = offline.config.parts;
  const settings = readSettings({
    ...offline.config,
    parts: { ...(openai && { openai }), ...(chat === 'slack' ? slack && { slack } : teams && { teams }) },
  });
  const { general } = offline.config;
  const app = await createApp({ general, settings, clock, logger: silentLogger, sandbox: true });
  const { url } = await app.listen();
  const { vendors } = offline;
  if (chat === 'slack') await installInSlack(app, vendors, url);
  else vendors.teams.deliverTo(url);
  return {
    app,
    vendors,
    admin: chat === 'slack' ? adminInSlack(vendors) : adminInTeams(vendors),
    async close() {
      await app.close();
      await offline.close();
      await database.close();
    },
  };
}

/** As an admin does once in each workspace, by the link that Slack sends them back from. */
async function installInSlack(app: App, { slack }: OfflineWorld['vendors'], url: string): Promise<void> {
  slack.deliverTo(url);
  for (const teamId of [msp.slackTeamId, ...clients.map(({ slackTeamId }) => slackTeamId)]) {
    const token = slack.workspace(teamId).install?.token;
    if (token === undefined) throw new Error(`the app is not installed in ${teamId}`);
    await app.slack?.adoptToken(token);
  }
}

function adminInSlack({ slack }: OfflineWorld['vendors']): ChatAdmin {
  const answer = () => {
    const view = slack.modalOf('ada');
    const { blocks } = view ? view.content : (slack.messagesSeenBy('ada').at(-1) ?? { blocks: [] });
    return readBlocks(blocks);
  };
  const closeForms = () => slack.state.modals.delete(ada?.slackUserId ?? '');
  const changed = (before?: string) =>
    vi.waitFor(() => {
      const now = answer();
      if (now === before || now.includes('One moment…')) throw new Error(`still: ${now}`);
      return now;
    }, PATIENCE);
  const formOpened = () =>
    vi.waitFor(() => {
      const form = slack.modalOf('ada');
      if (!form) throw new Error(`no form was opened: ${answer()}`);
      return form;
    }, PATIENCE);
  return {
    async says(line) {
      closeForms();
      await slack.slashCommand('ada', line);
      return changed();
    },
    async fillsIn(line, ...forms) {
      closeForms();
      await slack.slashCommand('ada', line);
      let shown = '';
      for (const values of forms) {
        const form = await formOpened();
        const before = answer();
        await slack.submits(form, values);
        shown = await changed(before);
      }
      return shown;
    },
    async taps(button) {
      const on = slack.modalOf('ada') ?? slack.messagesSeenBy('ada').at(-1);
      if (!on) throw new Error('there is nothing to tap');
      const before = answer();
      await slack.clicks('ada', on, button);
      return changed(before);
    },
  };
}

function adminInTeams({ teams }: OfflineWorld['vendors']): ChatAdmin {
  const fromBot = () => teams.messagesSeenBy('ada').filter(({ from }) => from === 'bot');
  const next = (before: number) =>
    vi.waitFor(() => {
      const message = fromBot()[before];
      if (!message) throw new Error('nothing was answered');
      return message;
    }, PATIENCE);
  const last = () => fromBot().at(-1) ?? Promise.reject(new Error('nothing was said'));
  const says = async (line: string) => {
    const before = fromBot().length;
    await teams.says('ada', 'personal', line);
    return next(before);
  };
  return {
    says: async (line) => (await says(line)).text,
    async fillsIn(line, ...forms) {
      await teams.clicks('ada', await says(line), 'Open the form');
      const before = fromBot().length;
      for (const values of forms) {
        const dialog = teams.dialogOf('ada');
        if (!dialog) throw new Error(`there is no dialog for ${JSON.stringify(values)}`);
        const inputs = Object.entries(values).map(([name, value]) => [`field_${name}`, value]);
        await teams.submits(dialog, Object.fromEntries(inputs));
      }
      const open = teams.dialogOf('ada');
      if (open) throw new Error(`the form was not taken: ${JSON.stringify(open.shows)}`);
      return (await next(before)).text;
    },
    async taps(button) {
      await teams.clicks('ada', await last(), button);
      return (await last()).text;
    },
  };
}
