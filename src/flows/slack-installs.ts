import type { Clock } from '../clock.ts';
import type { SlackInstallation, SlackInstallationStore } from '../models/integration.ts';
import { auditFact } from './admin/given-command.ts';
import { enterFacts, type OwedFactDependencies, sweepOwedFacts } from './owed-facts.ts';

/**
 * Where the app is installed in Slack, with the trail: a workspace that comes or goes is nobody's command, but whoever
 * answers for the product must see it. Adopting the same token again at each start is no news.
 */
export function enteredInstalls(
  store: SlackInstallationStore,
  dependencies: OwedFactDependencies & { clock: Clock },
): SlackInstallationStore {
  return {
    ...store,
    async save(installation) {
      const before = await store.find(installation.key);
      const facts =
        before?.botToken === installation.botToken ? [] : [factOf('installed', installation, dependencies)];
      await store.save(installation, facts);
      await enterFacts(dependencies, facts);
    },
    async remove(key) {
      const before = await store.find(key);
      // Entered first: it is so in Slack already, and what is removed here can owe nothing any more.
      if (before) {
        await sweepOwedFacts(dependencies);
        await dependencies.audit.append([factOf('uninstalled', before, dependencies)]);
      }
      await store.remove(key);
    },
  };
}

function factOf(
  change: 'installed' | 'uninstalled',
  { key, teamName, installedByUserId }: SlackInstallation,
  dependencies: { clock: Clock },
) {
  const details = {
    integration: 'slack',
    change,
    workspace: key,
    name: teamName,
    ...(change === 'installed' && installedByUserId !== undefined && { installedBy: installedByUserId }),
  };
  return auditFact(dependencies, 'integration_changed', details);
}
