import { type Activity, activityIn, botAccount, type Scene } from './activities.ts';
import { type PeopleDependencies, sceneOf } from './deeds.ts';
import type { Delivery } from './delivery.ts';
import { findActor, findConversation, type Where, type Who } from './people-lookup.ts';
import { changed, nextId, type TeamsConversation, type TeamsState } from './state.ts';

/** Adds the bot to a chat or a channel's team, or takes it away, and tells it; what is so already is told nobody. */
export async function setInstalled(
  dependencies: PeopleDependencies,
  { who, where, installed }: { who: Who; where: Where; installed: boolean },
): Promise<readonly Delivery[]> {
  const { state, courier } = dependencies;
  const user = findActor(state, who);
  const conversation = findConversation(state, user, where);
  if (conversation.installed === installed) return [];
  for (const part of wholeTeam(state, conversation)) part.installed = installed;
  changed(state);
  const scene = sceneOf(dependencies, user, conversation);
  const told = installed
    ? [installationUpdate(scene, 'add'), membersChanged(scene, 'membersAdded')]
    : [membersChanged(scene, 'membersRemoved'), installationUpdate(scene, 'remove')];
  return Promise.all(told.map((activity) => courier.deliver(activity)));
}

/** An installation in a team is one in all its channels. */
function wholeTeam(state: TeamsState, conversation: TeamsConversation): TeamsConversation[] {
  const { team } = conversation;
  return team ? [...state.conversations.values()].filter((one) => one.team?.id === team.id) : [conversation];
}

function installationUpdate(scene: Scene, action: 'add' | 'remove'): Activity {
  const { id, kind } = scene.conversation;
  return activityIn(scene, {
    type: 'installationUpdate',
    id: nextId(scene.state, 'f:'),
    action,
    channelData: {
      source: { name: 'message' },
      ...(kind === 'channel' ? { settings: { selectedChannel: { id } } } : {}),
    },
  });
}

function membersChanged(scene: Scene, change: 'membersAdded' | 'membersRemoved'): Activity {
  const eventType = change === 'membersAdded' ? 'teamMemberAdded' : 'teamMemberRemoved';
  return activityIn(scene, {
    type: 'conversationUpdate',
    id: nextId(scene.state, 'f:'),
    [change]: [botAccount(scene.state)],
    ...(scene.conversation.kind === 'channel' ? { channelData: { eventType } } : {}),
  });
}
