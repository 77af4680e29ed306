import { errorCode } from '../../../../errors.ts';
import type { EventEnvelope } from '../../envelope.ts';
import type { ListenerDependencies } from '../dependencies.ts';

/**
 * The app was removed, or its token revoked. Such an event can come late, after the app was installed again: an
 * installation is removed only when Slack does not take its token any more. Throws when Slack could not be asked.
 */
export async function forgetWorkspace(
  { installations, api, logger }: ListenerDependencies,
  envelope: EventEnvelope,
): Promise<void> {
  for (const key of [envelope.team_id, envelope.enterprise_id]) {
    if (!key) continue;
    installations.forget(key);
    const installation = await installations.find(key);
    if (!installation || (await isAlive(api, installation.botToken))) continue;
    await installations.remove(key);
    logger.warn({ workspace: key }, 'the bot was removed from a Slack workspace');
  }
}

async function isAlive(api: ListenerDependencies['api'], token: string): Promise<boolean> {
  try {
    await api.callWith(token, (client) => client.auth.test());
    return true;
  } catch (error) {
    if (errorCode(error) === 'unauthenticated') return false;
    throw error;
  }
}
