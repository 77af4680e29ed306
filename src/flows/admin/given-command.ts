import { newId } from '../../ids.ts';
import type { AuditAction, AuditFact } from '../../models/audit.ts';
import { type Identity, identityKey } from '../../models/conversation.ts';
import type {
  IntegrationCheckStore,
  IntegrationStore,
  SlackInstallationStore,
} from '../../models/integration.ts';
import type { Person } from '../../models/person.ts';
import type { ServiceRequest } from '../../models/request.ts';
import type { SealedValueStore } from '../../models/sealed-value.ts';
import type { ClientStore, MspStore, OwedFactStore, PersonStore, PolicyStore } from '../../models/stores.ts';
import type { ToolCatalog } from '../catalog.ts';
import type { DeliverDependencies } from '../deliver.ts';
import type { IntegrationAdmin } from './integration/integration-admin.ts';

/** What commands look at and change; ending a request delivers what that owes. */
export interface CommandDependencies extends DeliverDependencies {
  clients: ClientStore;
  msp: MspStore;
  people: PersonStore;
  policies: PolicyStore;
  owedFacts: OwedFactStore;
  catalog: ToolCatalog;
  integrations: IntegrationStore;
  integrationChecks: IntegrationCheckStore;
  integrationAdmin: IntegrationAdmin;
  slackInstallations: Pick<SlackInstallationStore, 'locked'>;
  sealedValues: SealedValueStore;
  /** Where people's browsers reach this product, without a slash at its end; undefined where nobody has said it. */
  publicUrl: () => string | undefined;
  /** Delivers what a request that a command has just stored owes; does not wait for it. */
  begin(request: ServiceRequest): void;
}

/** Who gave a command or sent a form, looked up just now from the verified identity. */
export interface Caller {
  by: Identity;
  /** Absent: nobody we know. */
  person: Person | undefined;
}

/** Somebody whose role lets them do this. */
export interface Entitled extends Caller {
  person: Person;
}

/** A fact about an admin's deed, with a key of its own: a command is one deed each time it is given. */
export function auditFact(
  { clock }: Pick<CommandDependencies, 'clock'>,
  action: AuditAction,
  details: AuditFact['details'],
  person?: Person,
): AuditFact {
  const by = person ? { by: { personId: person.id, name: person.displayName } } : {};
  return { key: newId('aud'), at: clock.now(), action, details, ...by };
}

/** Records that somebody tried what their role does not let them do. */
export async function auditRefusal(
  dependencies: Pick<CommandDependencies, 'audit' | 'clock'>,
  { by, person }: Caller,
  command: string,
): Promise<void> {
  const details = { command, identity: identityKey(by) };
  await dependencies.audit.append([auditFact(dependencies, 'command_refused', details, person)]);
}
