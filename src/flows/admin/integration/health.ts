import type { Finding } from '../../../finding.ts';
import type { IntegrationCheckStore } from '../../../models/integration.ts';
import type { IntegrationHealth } from '../../desk.ts';
import type { ConnectedSystem, IntegrationAdmin } from './integration-admin.ts';

/** What the health of integrations is read from. */
export interface HealthDependencies {
  integrationAdmin: Pick<IntegrationAdmin, 'connected'>;
  integrationChecks: Pick<IntegrationCheckStore, 'all'>;
}

/** How each connected system was when it was last looked at; nobody is asked for it. */
export async function integrationHealth({
  integrationAdmin,
  integrationChecks,
}: HealthDependencies): Promise<readonly IntegrationHealth[]> {
  const checks = await integrationChecks.all();
  return integrationAdmin.connected().map((system) => {
    const check = checks.find(({ name }) => name === system.name);
    return { name: system.name, title: system.title, ...stateOf(system, check?.findings), ...at(check?.at) };
  });
}

type State = Pick<IntegrationHealth, 'state' | 'problem'>;

function stateOf({ problem }: ConnectedSystem, findings: readonly Finding[] | undefined): State {
  if (problem !== undefined) return { state: 'trouble', problem };
  if (!findings) return { state: 'not_looked_at' };
  const [first, ...others] = findings.flatMap(problemText);
  if (first === undefined) return { state: 'well' };
  return { state: 'trouble', problem: others.length > 0 ? `${first} (and ${others.length} more)` : first };
}

/** A finding that is a problem, in words: what is wrong and what to do about it. */
export function problemText(finding: Finding): string[] {
  return finding.kind === 'fine' ? [] : [`${finding.subject}: ${finding.problem}. ${finding.fix}`];
}

function at(checkedAt: Date | undefined): Pick<IntegrationHealth, 'checkedAt'> {
  return checkedAt ? { checkedAt } : {};
}
