import { CountersignError } from '../../../errors.ts';
import { newId } from '../../../ids.ts';
import type { Client } from '../../../models/client.ts';
import type { Identity } from '../../../models/conversation.ts';
import type { Person, Role } from '../../../models/person.ts';
import type { TextAnswer } from '../../desk.ts';
import { oneLine } from '../../lines.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { PersonShape } from '../setup.ts';
import { asWritten } from '../words.ts';
import { accountText, fitnessOf, isInChat } from './accounts.ts';
import { personLabel, roleName, settlingLines } from './person-words.ts';
import { accountsChanged, factsOf, personSaved } from './save-person.ts';

/** Somebody new: with a role at the MSP, or working for a client. */
export interface NewPerson {
  name: string;
  email: string | undefined;
  role: Role | undefined;
  client: Client | undefined;
  identities: readonly Identity[];
}

/** Adds somebody, unless they are there already or have what is another's; and tells what to do next. */
export async function insertPerson(
  dependencies: CommandDependencies,
  caller: Entitled,
  given: NewPerson,
): Promise<TextAnswer> {
  const problem = await problemWith(dependencies, given);
  if (problem !== undefined) return { kind: 'refused', text: problem };
  const found = await accountByAddress(dependencies, caller.by, given);
  const person = personOf(
    { ...given, identities: [...given.identities, ...found] },
    dependencies.clock.now(),
  );
  if (person.role !== undefined && !isInChat(person.identities))
    return { kind: 'refused', text: NOT_IN_CHAT };
  const fitness = await fitnessOf(dependencies, person, person.identities);
  if (fitness.kind === 'unfit') return { kind: 'refused', text: fitness.problem };
  if (fitness.kind === 'risky')
    return { kind: 'refused', text: `${fitness.warning}\nAdd them with an account in the MSP’s own place.` };
  const accounts = person.identities.map(accountText).join(', ');
  const details = { added: true, role: roleName(person.role), accounts };
  const action = person.role === undefined ? 'person_changed' : 'role_changed';
  const facts = factsOf(dependencies, caller.person, { action, person, details });
  if ((await dependencies.people.insert(person, facts)) === 'duplicate')
    return accountsChanged('person list');
  await personSaved(dependencies, facts);
  const text = [addedText(person, given.client), ...settlingLines(person, dependencies.clock.now())].join(
    '\n',
  );
  return { kind: 'answer', text };
}

const NOT_IN_CHAT =
  'Somebody with a role needs an account in Slack or in Teams, and none was found by that address where you write from. Name it: `--slack T0123ABCD/U0456EFGH` or `--teams TENANT/OBJECT`.';

async function problemWith(
  { people }: CommandDependencies,
  { name, email, client }: NewPerson,
): Promise<string | undefined> {
  if (!PersonShape.shape.name.safeParse(name).success) return 'A name has at most 120 characters.';
  if (email === undefined) return undefined;
  if (!PersonShape.shape.email.safeParse(email).success) return `${asWritten(email)} is no mail address.`;
  const [known] = (await people.byEmail(email)).filter(({ clientId }) => clientId === client?.id);
  return known && `${personLabel(known)} has this address already: \`person show ${known.id}\`.`;
}

/** Their account where the admin writes from, by the address that the workspace or tenant has verified. */
async function accountByAddress(
  { surfaces, clients }: CommandDependencies,
  by: Identity,
  { email, role, identities }: NewPerson,
): Promise<readonly Identity[]> {
  if (email === undefined || role === undefined || isInChat(identities)) return [];
  const isClients = by.provider === 'slack' ? await clients.bySlackTeam(by.tenant) : undefined;
  const surface = surfaces.find(({ name }) => name === (by.provider === 'entra' ? 'teams' : by.provider));
  if (isClients || !surface) return [];
  try {
    const found = await surface.findByEmail(by.tenant, email);
    return found ? [found] : [];
  } catch (error) {
    if (error instanceof CountersignError) return [];
    throw error;
  }
}

function personOf({ name, email, role, client, identities }: NewPerson, now: Date): Person {
  return {
    id: newId('per'),
    displayName: oneLine(name),
    ...(email === undefined ? {} : { email: email.toLowerCase() }),
    ...(role === undefined ? {} : { role }),
    ...(role === 'msp_admin' ? { entrustedAt: now } : {}),
    ...(client === undefined ? {} : { clientId: client.id }),
    identities,
    active: true,
    version: 1,
  };
}

function addedText({ id, displayName, role, identities }: Person, client: Client | undefined): string {
  const what = client
    ? `as an employee of ${client.name}`
    : `as ${role === 'msp_admin' ? 'an admin' : 'a technician'}`;
  const accounts = identities.map((identity) => `• ${accountText(identity)}`);
  const hint =
    client === undefined
      ? `More accounts, such as the one in the PSA: \`person link ${id} --connectwise …\`.`
      : 'Their accounts are found by their address when they write or are asked.';
  return [`Added ${displayName} ${what}.`, ...accounts, hint].join('\n');
}
