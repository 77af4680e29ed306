import type { Identity } from '../../../../models/conversation.ts';
import { type EventEnvelope, eventInstallationKey, eventSender, type SentEvent } from '../../envelope.ts';
import { renderHome } from '../../render-home.ts';
import type { ListenerDependencies } from '../dependencies.ts';

/** Shows the person their requests as they are now. There is nothing to store, so that nobody waits for it. */
export async function openHome(
  dependencies: ListenerDependencies,
  envelope: EventEnvelope,
  event: SentEvent & { tab?: string },
): Promise<void> {
  const identity = eventSender(envelope, event);
  if (!identity || event.tab === 'messages') return;
  const key = eventInstallationKey(envelope);
  dependencies.background.run('the home', () => publishHome(dependencies, key, identity));
}

/** Puts the present list on the person's home, under `notice` where something is to be said first. */
export async function publishHome(
  { desk, api }: Pick<ListenerDependencies, 'desk' | 'api'>,
  key: string,
  identity: Identity,
  notice?: string,
): Promise<void> {
  const view = renderHome(await desk.requestsOf(identity), notice);
  await api.call(key, (client) => client.views.publish({ user_id: identity.user, view }));
}
