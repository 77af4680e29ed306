import { describeForTechnician, errorCode } from '../errors.ts';
import type { Client } from '../models/client.ts';
import type { Person } from '../models/person.ts';
import type { Identification, Requester } from '../models/request.ts';
import type { Directory, DirectoryUser } from '../tools/directory.ts';
import { oneLine } from './lines.ts';
import { isSameName, nameWords } from './person-name.ts';
import { type PersonOfUserDependencies, personOfUser, withChatAccount } from './person-of-user.ts';
import { waysTo } from './reach.ts';

export interface CallerPersonDependencies extends PersonOfUserDependencies {
  directory: Directory | undefined;
}

export interface Caller {
  client: Client;
  requester: Requester;
  identification: Identification;
  /** Who has the number that called, where it is on file. */
  person: Person | undefined;
}

/**
 * Who the caller would be: whoever's number is on file, else the one person of the company who has the name that they
 * gave. It proves nothing yet; but without a way to ask that very person there is nobody to confirm it, and so a reason.
 */
export async function callerPerson(
  dependencies: CallerPersonDependencies,
  caller: Caller,
): Promise<Person | { reason: string }> {
  const found = await candidate(dependencies, caller);
  if ('reason' in found || !found.active) return found;
  return waysTo(dependencies.surfaces, found).length > 0
    ? found
    : { reason: `${found.displayName} has no channel on file by which they could be asked.` };
}

async function candidate(
  dependencies: CallerPersonDependencies,
  { client, requester, identification, person }: Caller,
): Promise<Person | { reason: string }> {
  if (requester.personId !== undefined)
    return (await dependencies.people.find(requester.personId)) ?? NOBODY_ANY_MORE;
  if (identification.how === 'number_on_file')
    return person ? withChatAccount(dependencies, client, person) : NOBODY_ANY_MORE;
  return identification.saidName === undefined
    ? { reason: 'The caller’s number is not on file, and they did not say who they are.' }
    : byName(dependencies, client, identification.saidName);
}

const NOBODY_ANY_MORE = { reason: 'The number that called is not on file any more.' };

async function byName(
  dependencies: CallerPersonDependencies,
  client: Client,
  name: string,
): Promise<Person | { reason: string }> {
  const said = `“${oneLine(name)}”`;
  if (nameWords(name).length < 2) return { reason: `The caller gave no full name, only ${said}.` };
  const users = await usersCalled(dependencies, client, name);
  if ('reason' in users) return users;
  const [user, ...others] = users;
  if (!user) return { reason: `Nobody at ${client.name} is called ${said}, as the caller says they are.` };
  if (others.length > 0) return { reason: `More than one person at ${client.name} is called ${said}.` };
  const person = await personOfUser(dependencies, client, user);
  if (person && 'reason' in person) return { reason: `${oneLine(user.displayName)} ${person.reason}` };
  return (
    person ?? { reason: `${oneLine(user.displayName)} has no channel on file by which they could be asked.` }
  );
}

/** What names are made of: no directory is asked for anything else. */
function lettersOf(name: string): string {
  return (
    name
      .toLowerCase()
      .match(/[\p{L}\p{M}'’-]+/gu)
      ?.join(' ') ?? ''
  );
}

/** Accounts that are switched off are nobody's. */
async function usersCalled(
  { directory, logger }: CallerPersonDependencies,
  client: Client,
  name: string,
): Promise<readonly DirectoryUser[] | { reason: string }> {
  if (!directory) return { reason: 'The caller could not be looked up: no directory is connected.' };
  try {
    const found = await directory.findUsersByName(client.entraTenantId, lettersOf(name));
    return found.filter((user) => user.accountEnabled && isSameName(user.displayName, name));
  } catch (error) {
    logger.warn(
      { err: error, clientId: client.id, code: errorCode(error) },
      'a caller could not be looked up',
    );
    return { reason: `The caller could not be looked up: ${describeForTechnician(error)}.` };
  }
}
