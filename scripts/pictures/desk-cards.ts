import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedTeams } from '../../src/sandbox/teams/index.ts';
import { startOwnSandbox } from '../own-sandbox.ts';
import type { Picture } from './sample-cards.ts';

/** What those who run the desk are shown, as a sandbox shows it to Tess and Ada when they ask. */
export async function takeDeskCards(): Promise<readonly Picture[]> {
  const sandbox = await startOwnSandbox();
  const {
    app,
    world: { teams },
  } = sandbox;
  try {
    await teams.says('dana', 'personal', 'I need access to Zendesk');
    await app.idle();
    const technician = await answerTo(teams, 'tess', 'requests');
    const help = await answerTo(teams, 'tess', 'help');
    const admin = await answerTo(teams, 'ada', 'requests');
    const change = await answerTo(teams, 'ada', CHANGE);
    const offer = await answerTo(teams, 'ada', 'policy --client lakeside');
    const form = await dialogOf(teams, 'ada', 'Open the form');
    return [
      {
        file: 'desk',
        cards: [
          { caption: 'requests, of a technician', card: technician },
          { caption: 'requests, of an admin', card: admin },
          { caption: 'help, of a technician', card: help },
        ],
      },
      {
        file: 'commands',
        cards: [
          { caption: CHANGE, card: change },
          { caption: 'policy --client lakeside', card: offer },
          { caption: 'The dialog that the button opens', card: form },
        ],
      },
    ];
  } finally {
    await sandbox.close();
  }
}

const CHANGE = 'policy set add_to_group auto --client lakeside';
const PATIENCE_MS = 30_000;

async function answerTo(teams: SimulatedTeams, who: string, text: string): Promise<object> {
  const said = () => teams.messagesSeenBy(who).filter(({ from }) => from === 'bot');
  const before = said().length;
  await teams.says(who, 'personal', text);
  const answer = await until(() => said()[before], `${who} was told nothing after “${text}”`);
  const [card] = answer.cards;
  if (!card) throw new Error(`${who} was told something else than a card after “${text}”`);
  return card;
}

async function dialogOf(teams: SimulatedTeams, who: string, button: string): Promise<object> {
  const last = await until(() => teams.messagesSeenBy(who).at(-1), `${who} sees nothing`);
  await teams.clicks(who, last, button);
  const dialog = await until(() => teams.dialogOf(who), 'no dialog was opened');
  if (dialog.shows.kind !== 'card') throw new Error('the dialog shows no card');
  return dialog.shows.card;
}

async function until<T>(look: () => T | undefined, otherwise: string): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const found = look();
    if (found !== undefined) return found;
    await delay(20);
  }
  throw new Error(otherwise);
}
