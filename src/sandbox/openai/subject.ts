import { askRequester, type Conclusion, handOver } from './conclusion.ts';
import type { Looking } from './looking.ts';
import { readings, type User } from './readings.ts';
import type { Asked } from './scenario.ts';
import { personIn, plain } from './wording.ts';

/** Whom a request is about, or how it ends because nobody can say. */
export type Subject =
  | { kind: 'known'; id: string; name: string; isRequester: boolean }
  | { kind: 'unclear'; conclusion: Conclusion };

/** The person named in the request, else the requester; undefined while looking. */
export function subjectOf(asked: Asked, looking: Looking): Subject | undefined {
  const name = personIn(asked.text);
  return name === undefined ? requesterOf(asked, looking) : namedPerson(name, asked, looking);
}

/** The requester themselves, by the directory id in the facts, else by their address. */
export function requesterOf({ requester }: Asked, looking: Looking): Subject | undefined {
  const { directoryId, email, name } = requester;
  if (directoryId !== null) return { kind: 'known', id: directoryId, name, isRequester: true };
  const users = readings.users(looking, email ?? name);
  if (!users) return undefined;
  const [found] = users.filter((user) => plain(user.email) === plain(email ?? ''));
  if (!found) return unclear(handOver('', `I could not find ${name} in the directory.`));
  return { kind: 'known', id: found.userId, name: found.name, isRequester: true };
}

function namedPerson(name: string, asked: Asked, looking: Looking): Subject | undefined {
  const users = readings.users(looking, name);
  if (!users) return undefined;
  const [found, ...others] = narrowed(users, name, asked.later);
  if (!found) return unclear(handOver('', `The directory knows nobody called ${name}.`));
  if (others.length > 0) return unclear(whichOne(name, [found, ...others]));
  return {
    kind: 'known',
    id: found.userId,
    name: found.name,
    isRequester: found.userId === asked.requester.directoryId,
  };
}

/** A full name beats a part of it, and an answer with the address beats both. */
function narrowed(users: readonly User[], name: string, later: string): readonly User[] {
  const answered = users.filter(({ email }) => later.toLowerCase().includes(email.toLowerCase()));
  if (answered.length > 0) return answered;
  const exact = users.filter((user) => plain(user.name) === plain(name));
  return exact.length > 0 ? exact : users;
}

function whichOne(name: string, users: readonly User[]): Conclusion {
  const choices = users.map((user) => `${user.name} (${user.email})`).join(', ');
  return askRequester(
    `${users.length} people in the directory match "${name}".`,
    `Whom do you mean by ${name}: ${choices}? Please answer with the e-mail address.`,
  );
}

function unclear(conclusion: Conclusion): Subject {
  return { kind: 'unclear', conclusion };
}
