import type { Identity } from '../../../models/conversation.ts';
import type { CardMessage } from '../cards/adaptive-card.ts';
import { homeCard } from '../cards/home-card.ts';
import { postPersonally } from '../messages.ts';
import type { ListenerDependencies } from './dependencies.ts';

/** What a person has with the bot as it is now, under `notice` where something is to be said first. */
export async function homeOf(
  { desk }: Pick<ListenerDependencies, 'desk'>,
  { of, teamsUserId, notice }: { of: Identity; teamsUserId?: string | undefined; notice?: string },
): Promise<CardMessage> {
  return homeCard(await desk.home(of), {
    refreshUserIds: teamsUserId === undefined ? [] : [teamsUserId],
    ...(notice === undefined ? {} : { notice }),
  });
}

/** Shows the person their requests in their own chat. There is nothing to store, so that nobody waits for it. */
export async function showHome(
  dependencies: ListenerDependencies,
  { to, key, notice }: { to: Identity; key: string; notice?: string },
): Promise<void> {
  const { messages, background } = dependencies;
  background.run('the home', () =>
    postPersonally(messages, {
      to,
      message: ({ teamsUserId }) =>
        homeOf(dependencies, { of: to, teamsUserId, ...(notice === undefined ? {} : { notice }) }),
      delivery: { key, retry: true },
    }),
  );
}
