import { z } from 'zod';
import type { Identity } from '../../../models/conversation.ts';
import { identityKey } from '../../../models/conversation.ts';
import { isAdmin, type Person, signsForAdminsFrom } from '../../../models/person.ts';
import type { CommandAnswer, CommandChoice, TextAnswer } from '../../desk.ts';
import { utcText } from '../../utc-text.ts';
import { type CommandLine, deskCommand } from '../command-spec.ts';
import { CONFIRM, unconfirmed } from '../confirm.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import {
  ACCOUNT_OPTIONS,
  AccountInput,
  type AccountName,
  accountText,
  fitnessOf,
  forEachAccount,
  isInChat,
  PROVIDERS,
  readAccounts,
} from './accounts.ts';
import { findPerson } from './find-person.ts';
import { settlingLines } from './person-words.ts';
import { accountsChanged, factsOf, personChanged, personSaved } from './save-person.ts';

/** `person link PERSON --slack … --connectwise …`. */
export const linkPersonCommand = deskCommand(
  {
    name: 'person link',
    role: 'admin',
    summary: 'accounts that are somebody’s, so that they are one person wherever they write or sign',
    takes: '<person>',
    options: [...ACCOUNT_OPTIONS, CONFIRM],
    examples: [
      { line: 'person link tess --phone "+1 555 555 0199"', does: 'her telephone' },
      { line: 'person link theo --connectwise tbrandt', does: 'his member identifier in ConnectWise' },
    ],
    input: AccountInput.extend({ person: z.string(), confirm: z.string().optional() }),
  },
  async (dependencies, { caller, input: { person: word, confirm, ...input }, line }) => {
    const found = await findPerson(dependencies, word, { line, by: caller.by });
    if (found.kind === 'not_found') return found.answer;
    const accounts = readAccounts(input, caller.by);
    if ('problem' in accounts) return { kind: 'refused', text: accounts.problem };
    return link(dependencies, {
      person: found.person,
      identities: accounts.identities,
      caller,
      line,
      confirm,
    });
  },
);

interface Linking {
  person: Person;
  identities: readonly Identity[];
  caller: Entitled;
  line: CommandLine;
  confirm: string | undefined;
}

async function link(
  dependencies: CommandDependencies,
  { person, identities, caller, line, confirm }: Linking,
): Promise<TextAnswer> {
  const has = new Set(person.identities.map(identityKey));
  const fresh = identities.filter((identity) => !has.has(identityKey(identity)));
  if (identities.length === 0)
    return { kind: 'not_understood', text: 'Which account? For example `--slack T0123ABCD/U0456EFGH`.' };
  if (fresh.length === 0)
    return { kind: 'answer', text: `${person.displayName} has that already. Nothing was changed.` };
  const fitness = await fitnessOf(dependencies, person, fresh);
  if (fitness.kind === 'unfit') return { kind: 'refused', text: fitness.problem };
  const asked =
    fitness.kind === 'risky' &&
    unconfirmed({
      by: caller.person,
      line,
      confirm,
      shown: { person: person.id, version: person.version, accounts: fresh.map(identityKey) },
      text: fitness.warning,
      label: 'Link it',
    });
  if (asked) return asked;
  // Whoever gives an admin an account to write from could be that admin.
  const entrustedAt = isAdmin(person) && isInChat(fresh) ? dependencies.clock.now() : undefined;
  const texts = fresh.map(accountText).join(', ');
  const details = { linked: texts };
  const facts = factsOf(dependencies, caller.person, { action: 'person_changed', person, details });
  if ((await dependencies.people.link(person.id, fresh, { entrustedAt, facts })) === 'duplicate')
    return accountsChanged(`person show ${person.id}`);
  await personSaved(dependencies, facts);
  const settling = entrustedAt ? settlingLines({ ...person, entrustedAt }, entrustedAt) : [];
  return { kind: 'answer', text: [`${texts} is ${person.displayName}’s now.`, ...settling].join('\n') };
}

/** With what it is called there, where somebody has several. */
const UnlinkInput = z.object(forEachAccount(z.union([z.string(), z.literal(true)]).optional()));

/** `person unlink PERSON --slack`; with several there, which one. */
export const unlinkPersonCommand = deskCommand(
  {
    name: 'person unlink',
    role: 'admin',
    summary: 'take an account from somebody: it is nobody’s then',
    takes: '<person>',
    options: ACCOUNT_OPTIONS.map(({ flags, does }) => ({ flags: flags.replace(/<(.*)>/u, '[$1]'), does })),
    examples: [{ line: 'person unlink theo --connectwise', does: 'his account in ConnectWise' }],
    input: UnlinkInput.extend({ person: z.string() }),
  },
  async (dependencies, { caller, input: { person: word, ...input }, line }) => {
    const found = await findPerson(dependencies, word, { line, by: caller.by });
    if (found.kind === 'not_found') return found.answer;
    const { person } = found;
    const meant = accountsMeant(person, input);
    if ('answer' in meant) return meant.answer;
    const refusal = unlinkRefusal(person, meant.identities, { by: caller.by, now: dependencies.clock.now() });
    if (refusal !== undefined) return { kind: 'refused', text: refusal };
    const texts = meant.identities.map(accountText).join(', ');
    const details = { unlinked: texts };
    const facts = factsOf(dependencies, caller.person, { action: 'person_changed', person, details });
    const saved = await dependencies.people.unlink(person, meant.identities, facts);
    if (!saved) return personChanged(person);
    await personSaved(dependencies, facts);
    return { kind: 'answer', text: `${texts} is not ${person.displayName}’s any more.` };
  },
);

type Meant = { identities: readonly Identity[] } | { answer: CommandAnswer };

function accountsMeant(person: Person, input: z.output<typeof UnlinkInput>): Meant {
  const identities: Identity[] = [];
  for (const [option, provider] of Object.entries(PROVIDERS)) {
    const wanted = input[option as AccountName];
    if (wanted === undefined) continue;
    const there = person.identities.filter((one) => one.provider === provider && isMeant(one, wanted));
    const [one, ...others] = there;
    if (!one)
      return { answer: { kind: 'refused', text: `${person.displayName} has no such account (${option}).` } };
    if (others.length > 0) return { answer: whichAccount(person, option, there) };
    identities.push(one);
  }
  if (identities.length > 0) return { identities };
  return { answer: { kind: 'not_understood', text: 'Which account? For example `--slack`.' } };
}

function isMeant({ tenant, user }: Identity, wanted: string | true): boolean {
  if (wanted === true) return true;
  const text = wanted.trim().toLowerCase();
  return [user, `${tenant}/${user}`].some((one) => one.toLowerCase() === text);
}

function whichAccount(person: Person, option: string, identities: readonly Identity[]): TextAnswer {
  const choices: CommandChoice[] = identities.map(({ tenant, user }) => ({
    label: `${tenant}/${user}`,
    command: `person unlink ${person.id} --${option} ${tenant}/${user}`,
  }));
  return { kind: 'not_understood', text: `${person.displayName} has several of these. Which one?`, choices };
}

/**
 * Nobody with a role is left without chat, and nobody takes the account away that they write from. Nor does an admin get
 * another account in place of their own within a day: they have to be there to say that it is not theirs.
 */
function unlinkRefusal(
  person: Person,
  identities: readonly Identity[],
  { by, now }: { by: Identity; now: Date },
): string | undefined {
  const gone = new Set(identities.map(identityKey));
  if (gone.has(identityKey(by)))
    return 'This is the account that you write from. Another admin can take it away.';
  const left = person.identities.filter((one) => !gone.has(identityKey(one)));
  const from = signsForAdminsFrom(person);
  if (isAdmin(person) && isInChat(identities) && from && from > now)
    return `${person.displayName} was given an account, or made an admin, less than a day ago: until ${utcText(from)} no account in chat is taken from them. If one was stolen, \`person depart ${person.id}\` takes everything at once.`;
  return person.active && person.role !== undefined && !isInChat(left)
    ? `${person.displayName} would have no account in Slack or Teams left, and has a role. Link another one first, or take the role away.`
    : undefined;
}
