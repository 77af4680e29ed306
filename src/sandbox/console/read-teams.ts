import { HELP_CHANNEL, type SeenMessage, type TeamsDialog, type TeamsUser } from '../teams/index.ts';
import type { SandboxWorld } from '../world.ts';
import type {
  TeamsDialogView,
  TeamsMessageView,
  TeamsPlaceName,
  TeamsPlaceView,
  TeamsView,
} from './console-state.ts';

/** What the simulated Teams calls each place. */
export const TEAMS_PLACES: Readonly<Record<TeamsPlaceName, string>> = {
  personal: 'personal',
  channel: HELP_CHANNEL,
};

/** Somebody's Teams: the chat with the bot, the help channel, and what is in front of them. */
export function readTeams(world: SandboxWorld, key: string): TeamsView {
  const { teams } = world;
  const user = teams.user(key);
  const dialog = teams.dialogOf(key);
  return {
    places: {
      personal: readPlace(world, user, 'personal'),
      channel: readPlace(world, user, 'channel'),
    },
    ...(dialog && { dialog: describeDialog(dialog) }),
  };
}

function readPlace({ teams }: SandboxWorld, user: TeamsUser, place: TeamsPlaceName): TeamsPlaceView {
  const where = TEAMS_PLACES[place];
  return {
    name: place === 'personal' ? 'Chat' : HELP_CHANNEL,
    messages: teams.messagesSeenBy(user.key, where).map((seen) => describeMessage(seen, user)),
    typing: teams.typingSeenBy(user.key, where),
  };
}

function describeMessage(seen: SeenMessage, viewer: TeamsUser): TeamsMessageView {
  const { message, id, threadId, authorName, cards, notice, edited, deleted, at } = seen;
  const isMine = message.from === viewer.id;
  return {
    id,
    ...(threadId && { threadId }),
    from: seen.from === 'bot' ? 'bot' : isMine ? 'me' : 'somebody',
    authorName,
    text: deleted ? '' : message.text,
    cards,
    ...(notice && { notice }),
    edited,
    deleted,
    at: at.toISOString(),
  };
}

function describeDialog({ id, title, shows, error }: TeamsDialog): TeamsDialogView {
  return {
    id,
    title,
    ...(shows.kind === 'card' ? { card: shows.card } : { text: shows.text }),
    ...(error !== undefined && { error }),
  };
}
