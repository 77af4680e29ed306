import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RawBot, rawBot, TEST_BOT } from '../../../test/support/raw-teams.ts';
import { type RecordingBot, startRecordingBot } from '../../../test/support/recording-bot.ts';
import { clients, msp } from '../demo-data.ts';
import { type SeenMessage, type SimulatedTeams, startSimulatedTeams } from './index.ts';

const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';
let teams: SimulatedTeams;
let app: RecordingBot;
let bot: RawBot;

beforeEach(async () => {
  app = await startRecordingBot();
  teams = await startSimulatedTeams({ clients, msp, ...TEST_BOT });
  teams.deliverTo(app.url);
  bot = await rawBot(teams);
});

afterEach(async () => {
  await teams.close();
  app.close();
});

const FORM = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'Input.Text', id: 'reason', isRequired: true },
    { type: 'Input.ChoiceSet', id: 'who', value: 'all', choices: [{ title: 'All', value: 'all' }] },
  ],
  actions: [{ type: 'Action.Submit', title: 'Send', data: { step: 1 } }],
};
const showing = (title: string, content: object = FORM) => ({
  status: 200,
  body: { task: { type: 'continue', value: { title, card: { contentType: ADAPTIVE_CARD, content } } } },
});

/** A card of Dana's with a button that opens a dialog. */
async function askDana(): Promise<SeenMessage> {
  const data = { request: 'req_1', msteams: { type: 'task/fetch' } };
  const actions = [{ type: 'Action.Submit', title: 'Why?', data }];
  const content = { type: 'AdaptiveCard', version: '1.5', body: [], actions };
  await bot.says(teams.conversation('dana').id, { attachments: [{ contentType: ADAPTIVE_CARD, content }] });
  const [card] = teams.messagesSeenBy('dana');
  if (!card) throw new Error('the card was not posted');
  return card;
}

function dialogOfDana() {
  const dialog = teams.dialogOf('dana');
  if (!dialog) throw new Error('there is no dialog');
  return dialog;
}

it('opens a dialog for who asked for it, and sends its form until the bot is content', async () => {
  const card = await askDana();
  app.answers.push(showing('Deny'), showing('Again, please'), { status: 500 }, { status: 200 });

  await teams.clicks('dana', card, 'Why?');
  expect(teams.dialogOf('max')).toBeUndefined();
  const titles = [];
  for (const reason of ['no', 'nope', 'never']) {
    const dialog = dialogOfDana();
    titles.push([dialog.title, dialog.error]);
    await teams.submits(dialog, { reason });
  }

  expect(titles).toEqual([
    ['Deny', undefined],
    ['Again, please', undefined],
    ['Again, please', 'Unable to reach app. Please try again.'],
  ]);
  expect(teams.dialogOf('dana')).toBeUndefined();
  expect(app.activities()).toMatchObject([
    { name: 'task/fetch', value: { data: { request: 'req_1' }, context: { theme: 'default' } } },
    ...['no', 'nope', 'never'].map((reason) => ({
      name: 'task/submit',
      value: { data: { step: 1, reason, who: 'all' } },
    })),
  ]);
});

it('sends no form that is not filled in, or with a choice that was not offered', async () => {
  const card = await askDana();
  app.answers.push(showing('Deny'));
  await teams.clicks('dana', card, 'Why?');

  await expect(teams.submits(dialogOfDana(), {})).rejects.toThrow('reason must be filled in');
  await expect(teams.submits(dialogOfDana(), { reason: 'no', who: 'none' })).rejects.toThrow(
    'no such choice',
  );
  await expect(teams.submits(dialogOfDana(), { reason: 'no', other: 'x' })).rejects.toThrow('no input other');
  teams.dismisses(dialogOfDana());

  expect(teams.dialogOf('dana')).toBeUndefined();
  expect(app.received).toHaveLength(1);
});

it('shows words where the bot answers with words, and its own where it gives no dialog', async () => {
  const card = await askDana();
  app.answers.push({ status: 200, body: { task: { type: 'message', value: 'Too late' } } }, { status: 500 });

  const shown = [];
  for (let tap = 0; tap < 2; tap += 1) {
    await teams.clicks('dana', card, 'Why?');
    shown.push(dialogOfDana().shows);
  }

  expect(shown).toEqual([
    { kind: 'message', text: 'Too late' },
    { kind: 'message', text: 'Unable to reach app. Please try again.' },
  ]);
});
