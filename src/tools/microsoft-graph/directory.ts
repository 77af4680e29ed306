import { errorCode } from '../../errors.ts';
import type { Directory, DirectoryUser } from '../directory.ts';
import type { OpenGraph } from './api.ts';
import type { User } from './schema.ts';

const MOST_FOUND = 20;

/** Entra as the flows see it: who somebody is, and who their manager is. */
export function createDirectory(graph: OpenGraph): Directory {
  return {
    async findUserByEmail(tenantId, email) {
      const [found, ...others] = await graph(tenantId).usersByAddress(email);
      // Two people with one address are nobody in particular.
      return found && others.length === 0 ? directoryUser(found) : undefined;
    },
    async findUsersByName(tenantId, name) {
      return (await graph(tenantId).searchUsers(name, MOST_FOUND)).map(directoryUser);
    },
    async user(tenantId, userId) {
      try {
        return directoryUser(await graph(tenantId).user(userId));
      } catch (error) {
        if (errorCode(error) === 'not_found') return undefined;
        throw error;
      }
    },
    async managerOf(tenantId, userId) {
      const manager = await graph(tenantId).managerOf(userId);
      return manager && directoryUser(manager);
    },
  };
}

function directoryUser({ id, displayName, email, accountEnabled }: User): DirectoryUser {
  return { id, displayName, email, accountEnabled };
}
