import { vi } from 'vitest';
import type { ServiceRequest } from '../../src/models/request.ts';
import type { SlackMessage } from '../../src/sandbox/slack/index.ts';
import type { SeenMessage } from '../../src/sandbox/teams/index.ts';
import type { TestDesk } from './desk.ts';
import { PATIENCE } from './patience.ts';
import { readMessage as readSlack } from './slack-reading.ts';
import { readMessage as readTeams } from './teams-reading.ts';

export type ChatName = 'slack' | 'teams';

export const CHATS: readonly ChatName[] = ['slack', 'teams'];

/** Where employee, technician and manager are, in every mixture. */
export const MIXTURES = CHATS.flatMap((employee) =>
  CHATS.flatMap((technician) => CHATS.map((manager) => ({ employee, technician, manager }))),
);

/** What people do with the bot in their own chat with it, the same in Slack and in Teams. */
export interface Chat {
  readonly name: ChatName;
  /** Asks, and waits until the desk has nothing in hand. */
  ask(who: string, text: string): Promise<ServiceRequest>;
  /** Approval cards that somebody was sent, as they look now, oldest first. */
  cards(who: string): readonly ChatCard[];
  /** The newest of them; throws when there is none. */
  card(who: string): ChatCard;
  /** Everything that the bot said to somebody, approval cards apart. */
  told(who: string): readonly string[];
}

/** An approval card as it looked when it was taken, as on a phone that has not caught up. */
export interface ChatCard {
  readonly text: string;
  readonly buttons: readonly string[];
  /** Waits until the desk has nothing in hand; what only the person who tapped is told, empty when the card itself is the answer. */
  approve(): Promise<string>;
  deny(reason?: string): Promise<string>;
}

/** The chats of a desk. */
export function chatsOf(desk: TestDesk): Readonly<Record<ChatName, Chat>> {
  return { slack: slackChat(desk), teams: teamsChat(desk) };
}

/** The other product. */
export function otherThan(name: ChatName): ChatName {
  return name === 'slack' ? 'teams' : 'slack';
}

/** Lets somebody ask or be asked in this product alone: elsewhere they have no account any more, or not our app. */
export async function liveIn(desk: TestDesk, who: string, name: ChatName): Promise<void> {
  if (name === 'slack') await desk.teams.uninstalls(who);
  else slackUser(desk, who).deleted = true;
  const provider = { slack: 'entra', teams: 'slack' }[name];
  const { email } = desk.teams.user(who);
  await desk.database.connection
    .collection('people')
    .updateOne({ email }, { $pull: { identities: { provider } } } as object);
  desk.app.forget();
}

/**
 * Undoes `liveIn` in the products; what is stored goes with `desk.reset()`. Waits for the welcome to whoever has the app
 * again, so that it does not come into the next test.
 */
export async function liveInBoth(desk: TestDesk, ...people: readonly string[]): Promise<void> {
  for (const who of people) {
    slackUser(desk, who).deleted = false;
    const isNews = (await desk.teams.installs(who)).length > 0;
    if (isNews) await vi.waitFor(() => welcomeTo(desk, who), PATIENCE);
  }
}

function welcomeTo({ teams }: TestDesk, who: string) {
  const welcome = teams.messagesSeenBy(who).find(({ text }) => text.startsWith('I am Countersign'));
  return welcome ?? missing(`${who} was not welcomed`);
}

function slackUser({ slack }: TestDesk, who: string) {
  const found = [...slack.state.users.values()].find(({ key }) => key === who);
  if (!found) throw new Error(`nobody in the simulated Slack is called ${who}`);
  return found;
}

function slackChat(desk: TestDesk): Chat {
  const { slack } = desk;
  const cards = (who: string) => desk.cards(who).map((message) => slackCard(desk, who, message));
  return {
    name: 'slack',
    ask: (who, text) => desk.ask(who, text),
    cards,
    card: (who) => newest(who, cards(who)),
    told: (who) =>
      slack
        .messagesSeenBy(who, 'dm')
        .filter(({ byBot, ephemeralTo }) => byBot && !ephemeralTo)
        .map((message) => readSlack(message))
        .filter(({ text }) => !isApprovalCard(text))
        .map(({ text }) => text),
  };
}

function slackCard(desk: TestDesk, who: string, message: SlackMessage): ChatCard {
  const { slack } = desk;
  const whispers = () =>
    slack.calls.flatMap(({ path, body }) =>
      path.endsWith('/chat.postEphemeral') ? [(body as { text: string }).text] : [],
    );
  const answered = async (tap: () => Promise<unknown>) => {
    const before = whispers().length;
    await tap();
    await desk.settled();
    return vi.waitFor(() => whispers()[before] ?? missing(`${who} was told nothing`), PATIENCE);
  };
  const { text, buttons } = readSlack(message);
  return {
    text,
    buttons,
    approve: () => answered(() => slack.clicks(who, message, 'approval_approve')),
    deny: (reason) =>
      answered(async () => {
        await slack.clicks(who, message, 'approval_deny');
        const form = await vi.waitFor(() => slack.modalOf(who) ?? missing('no form was opened'), PATIENCE);
        await slack.submits(form, reason === undefined ? {} : { reason });
      }),
  };
}

function teamsChat(desk: TestDesk): Chat {
  const { teams } = desk;
  const fromBot = (who: string) =>
    teams.messagesSeenBy(who).filter(({ from, deleted }) => from === 'bot' && !deleted);
  const cards = (who: string) =>
    fromBot(who)
      .filter(({ text }) => isApprovalCard(text))
      .map((message) => teamsCard(desk, who, message));
  return {
    name: 'teams',
    async ask(who, text) {
      await teams.says(who, 'personal', text);
      await desk.settled();
      return desk.newest();
    },
    cards,
    card: (who) => newest(who, cards(who)),
    told: (who) =>
      fromBot(who)
        .map(({ text }) => text)
        .filter((text) => !isApprovalCard(text)),
  };
}

function teamsCard(desk: TestDesk, who: string, message: SeenMessage): ChatCard {
  const { teams } = desk;
  const tap = async (verb: string, inputs: Record<string, string> = {}) => {
    await teams.clicks(who, message, verb, { inputs });
    await desk.settled();
    return teams.messagesSeenBy(who).find(({ id }) => id === message.id)?.notice?.text ?? '';
  };
  const { text, buttons } = readTeams(message);
  return {
    text,
    buttons,
    approve: () => tap('approval_approve'),
    deny: (reason) => tap('approval_deny', reason === undefined ? {} : { reason }),
  };
}

/** Every approval card, in whatever state, names its request at its foot. */
function isApprovalCard(text: string): boolean {
  return /Request [0-9A-Z]{6}$/mu.test(text);
}

function newest(who: string, cards: readonly ChatCard[]): ChatCard {
  return cards.at(-1) ?? missing(`${who} was sent no card`);
}

function missing(what: string): never {
  throw new Error(what);
}
