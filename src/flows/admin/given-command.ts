import type { Clock } from '../../clock.ts';
import { newId } from '../../ids.ts';
import type { AuditAction, AuditFact } from '../../models/audit.ts';
import type { Identity } from '../../models/conversation.ts';
import type { Person } from '../../models/person.ts';
import type { AuditStore, ClientStore, PersonStore, PolicyStore, RequestStore } from '../../models/stores.ts';
import type { ToolCatalog } from '../catalog.ts';

/** What commands look at and change. */
export interface CommandDependencies {
  clients: ClientStore;
  people: PersonStore;
  policies: PolicyStore;
  requests: RequestStore;
  audit: AuditStore;
  catalog: ToolCatalog;
  clock: Clock;
}

/** Who gave a command, looked up from the verified identity, and its words. */
export interface Command {
  by: Identity;
  person: Person | undefined;
  words: readonly string[];
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
