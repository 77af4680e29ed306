import { type EventEnvelope, eventInstallationKey, eventSender, type SentEvent } from '../../envelope.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { publishHome } from '../publish-home.ts';

/** Shows the person their home as it is now. There is nothing to store, so that nobody waits for it. */
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
