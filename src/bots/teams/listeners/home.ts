import type { HomeView } from '../../../flows/desk.ts';
import type { Identity } from '../../../models/conversation.ts';
import type { CardMessage } from '../cards/adaptive-card.ts';
import { homeCard } from '../cards/home-card.ts';
import { postPersonally } from '../messages.ts';
import type { Place } from '../places.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { orAskToInstall, type Said } from './say.ts';

/** What a person has with the bot as it is now, under `notice` where something is to be said first. */
export async function homeOf(
  { desk }: Pick<ListenerDependencies, 'desk'>,
  { of, teamsUserId, notice }: { of: Identity; teamsUserId?: string | undefined; notice?: Notice },
): Promise<CardMessage> {
  const home = await desk.home(of);
  return homeCard(home, {
    refreshUserIds: teamsUserId === undefined ? [] : [teamsUserId],
    ...(notice === undefined ? {} : { notice: typeof notice === 'string' ? notice : notice(home) }),
  });
}

/** What is said above a home; it may depend on whose it is. */
export type Notice = string | ((home: HomeView) => string);

/** Shows the person their requests in their own chat. There is nothing to store, so that nobody waits for it. */
export async function showHome(
  dependencies: ListenerDependencies,
  { to, key, notice, wroteIn }: Pick<Said, 'to' | 'key' | 'wroteIn'> & { notice?: Notice },
): Promise<void> {
  const message = ({ teamsUserId }: Place) =>
    homeOf(dependencies, { of: to, teamsUserId, ...(notice === undefined ? {} : { notice }) });
  const delivery = { key, retry: true };
  dependencies.background.run('the home', () =>
    orAskToInstall(
      dependencies,
      { key, wroteIn },
      postPersonally(dependencies.messages, { to, message, delivery }),
    ),
  );
}
