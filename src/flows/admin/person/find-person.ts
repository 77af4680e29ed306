import type { Identity } from '../../../models/conversation.ts';
import type { Person } from '../../../models/person.ts';
import type { PersonStore } from '../../../models/stores.ts';
import type { CommandAnswer } from '../../desk.ts';
import type { CommandLine } from '../command-spec.ts';
import { type Match, match } from '../matching.ts';
import { whichOne } from '../which-one.ts';
import { asWritten } from '../words.ts';
import { mentionedMember } from './accounts.ts';
import { personLabel } from './person-words.ts';

export type FoundPerson = { kind: 'found'; person: Person } | { kind: 'not_found'; answer: CommandAnswer };

const MOST_BY_NAME = 30;
const MOST_ALIKE = 300;
/** Of a name, to look among those that begin alike. */
const ALIKE_LETTERS = 2;

/**
 * By mention, id or mail address, else by the beginning of the name or of a word in it; several are offered instead of
 * guessed among.
 */
export async function findPerson(
  { people }: { people: PersonStore },
  word: string,
  { line, by }: { line: CommandLine; by: Identity },
): Promise<FoundPerson> {
  const certain = await byAccount(people, word, by);
  if (certain) return { kind: 'found', person: certain };
  const named = word.includes('@') ? await people.byEmail(word) : await people.byName(word, MOST_BY_NAME);
  const found = matchAmong(word, named);
  if (found.kind === 'one') return { kind: 'found', person: found.item };
  const meant = found.kind === 'several' ? found : closeTo(word, await alike(people, word));
  if (meant.kind === 'none' && meant.close.length === 0)
    return {
      kind: 'not_found',
      answer: {
        kind: 'not_understood',
        text: `I know nobody called ${asWritten(word)}. \`person list\` shows the MSP’s own people, \`person list --client …\` a client’s, and \`person add\` adds somebody.`,
      },
    };
  const optionOf = (person: Person) => ({ label: personLabel(person), word: person.id });
  const answer = whichOne({ noun: 'person', word, line, match: meant, all: [], optionOf });
  return { kind: 'not_found', answer };
}

async function byAccount(people: PersonStore, word: string, by: Identity): Promise<Person | undefined> {
  const user = mentionedMember(word);
  if (user !== undefined && by.provider === 'slack')
    return people.byIdentity({ provider: 'slack', tenant: by.tenant, user });
  return word.startsWith('per_') ? people.find(word) : undefined;
}

/** Everybody here begins with the word already; whoever is called exactly that is meant. */
function matchAmong(word: string, named: readonly Person[]): Match<Person> {
  const exact = named.filter((person) => namesOf(person).includes(word.trim().toLowerCase()));
  const found = exact.length > 0 ? exact : named;
  const [item] = found;
  if (item && found.length === 1) return { kind: 'one', item };
  return found.length > 1 ? { kind: 'several', items: found } : { kind: 'none', close: [] };
}

function namesOf({ displayName, email }: Person): string[] {
  return [displayName.toLowerCase(), ...(email === undefined ? [] : [email.toLowerCase()])];
}

/** A first name is compared with first names: who types `tes` or `Teess` may mean Tess Tanaka. */
function closeTo(word: string, all: readonly Person[]): Exclude<Match<Person>, { kind: 'one' }> {
  const found = match(word, all, (person) => [...namesOf(person), ...person.displayName.split(' ')]);
  if (found.kind === 'one') return { kind: 'none', close: [found.item] };
  return found;
}

async function alike(people: PersonStore, word: string): Promise<Person[]> {
  const [own, same] = await Promise.all([
    people.list({ kind: 'msp' }, MOST_ALIKE),
    people.byName(word.slice(0, ALIKE_LETTERS), MOST_ALIKE),
  ]);
  return [...new Map([...own, ...same].map((person) => [person.id, person])).values()];
}
