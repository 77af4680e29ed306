import { addMs, type Clock } from '../../../clock.ts';
import { describeForTechnician } from '../../../errors.ts';
import { type Finding, trouble } from '../../../finding.ts';
import type { Logger } from '../../../logger.ts';
import type { IntegrationCheckStore, IntegrationName } from '../../../models/integration.ts';
import type { IntegrationAdmin } from './integration-admin.ts';

/** What looking after integrations needs. */
export interface CheckIntegrationsDependencies {
  integrationAdmin: Pick<IntegrationAdmin, 'connected' | 'check'>;
  integrationChecks: Pick<IntegrationCheckStore, 'all' | 'save'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Looks at every connected system that was never looked at, or not since `everyMs`, and keeps what was found for whoever
 * asks how they are. One that hangs keeps none of the others.
 */
export async function checkIntegrations(
  dependencies: CheckIntegrationsDependencies,
  everyMs: number,
): Promise<void> {
  const { integrationAdmin, integrationChecks, clock } = dependencies;
  const recent = (await integrationChecks.all()).filter(({ at }) => addMs(at, everyMs) > clock.now());
  const due = integrationAdmin
    .connected()
    .filter(({ name, problem }) => problem === undefined && !recent.some((check) => check.name === name));
  await Promise.all(due.map(({ name }) => checkIntegration(dependencies, name)));
}

/** Looks at one and keeps what was found; undefined when it is not connected. */
export async function checkIntegration(
  dependencies: CheckIntegrationsDependencies,
  name: IntegrationName,
): Promise<readonly Finding[] | undefined> {
  const findings = await lookAt(dependencies, name);
  if (findings) await dependencies.integrationChecks.save({ name, at: dependencies.clock.now(), findings });
  return findings;
}

async function lookAt(
  { integrationAdmin, logger }: CheckIntegrationsDependencies,
  name: IntegrationName,
): Promise<readonly Finding[] | undefined> {
  try {
    return await integrationAdmin.check(name);
  } catch (error) {
    logger.error({ err: error, integration: name }, 'a connected system could not be looked at');
    return [trouble('Connection', describeForTechnician(error), 'Look for this check in the log.')];
  }
}
