import type { Identity } from '../../../models/conversation.ts';
import { renderHome } from '../render-home.ts';
import type { ListenerDependencies } from './dependencies.ts';

/** Puts what the person has on their home as it is now, under `notice` where something is to be said first. */
export async function publishHome(
  { desk, api }: Pick<ListenerDependencies, 'desk' | 'api'>,
  key: string,
  identity: Identity,
  notice?: string,
): Promise<void> {
  const view = renderHome(await desk.home(identity), notice);
  await api.call(key, (client) => client.views.publish({ user_id: identity.user, view }));
}
