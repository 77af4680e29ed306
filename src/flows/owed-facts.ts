import type { OwedFacts } from '../models/audit.ts';
import type { AuditStore, OwedFactStore } from '../models/stores.ts';

/** What takes a fact from the change that owes it into the trail. */
export interface OwedFactDependencies {
  audit: Pick<AuditStore, 'append'>;
  owedFacts: OwedFactStore;
}

/** Enters what a change was stored with. Should this process die before, the sweep does it. */
export async function enterFacts(
  { audit, owedFacts }: OwedFactDependencies,
  facts: OwedFacts,
): Promise<void> {
  await audit.append(facts);
  await owedFacts.settle(facts);
}

const BATCH = 200;

/**
 * Enters what is still owed; what is more comes with the next sweep. Each fact stands once in the trail, whoever else
 * enters it at the same moment.
 */
export async function sweepOwedFacts(dependencies: OwedFactDependencies): Promise<void> {
  const facts = await dependencies.owedFacts.owed(BATCH);
  if (facts.length > 0) await enterFacts(dependencies, facts);
}
