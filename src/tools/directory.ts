import type { Target } from '../models/plan.ts';

/** A person in a client's directory, as far as the flows need them. */
export interface DirectoryUser {
  /** The directory's own id (Entra object id). */
  id: string;
  displayName: string;
  /** Mail address, else the user principal name. */
  email: string;
  accountEnabled: boolean;
}

/** What the flows ask a client's directory: who wrote to us, and who their manager is. */
export interface Directory {
  /** By mail address, alias or user principal name; undefined when the tenant has nobody by it. */
  findUserByEmail(tenantId: string, email: string): Promise<DirectoryUser | undefined>;
  /** Whoever has these words in their name, at most twenty; which of them is meant, the caller decides. */
  findUsersByName(tenantId: string, name: string): Promise<readonly DirectoryUser[]>;
  user(tenantId: string, userId: string): Promise<DirectoryUser | undefined>;
  /** The direct manager, now; undefined when none is set. Throws when it cannot be read: that is not "no manager". */
  managerOf(tenantId: string, userId: string): Promise<DirectoryUser | undefined>;
}

/** A user as the target of a step. */
export function userTarget(user: DirectoryUser): Target {
  return { kind: 'user', id: user.id, label: user.displayName };
}
