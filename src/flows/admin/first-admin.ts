import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { OwedFacts } from '../../models/audit.ts';
import { type Identity, identityKey } from '../../models/conversation.ts';
import { isAdmin, type Person } from '../../models/person.ts';
import type { PersonStore } from '../../models/stores.ts';
import { enterFacts, type OwedFactDependencies } from '../owed-facts.ts';
import { auditFact } from './given-command.ts';
import { roleName } from './person/person-words.ts';
import { PersonShape } from './setup.ts';

const { slack: Slack, teams: Teams, name: Name } = PersonShape.shape;

const Read = z
  .strictObject({ name: Name, slack: Slack, teams: Teams })
  .refine(({ slack, teams }) => slack !== undefined || teams !== undefined);

/** Who administers before anybody else can: their account and their name, in a line. */
export const FirstAdmin = z.string().transform((text, context): z.output<typeof Read> => {
  const [place = '', tenant = '', user = '', ...name] = text.split(':').map((part) => part.trim());
  const account = place === 'slack' ? { team: tenant, user } : { tenant, user };
  const read = Read.safeParse({ name: name.join(':'), [place]: account });
  if (read.success) return read.data;
  const message =
    'must be slack:WORKSPACE-ID:MEMBER-ID:NAME or teams:TENANT-ID:OBJECT-ID:NAME, such as slack:T0123ABCD:U0456EFGH:Ada Okafor';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
export type FirstAdmin = z.output<typeof FirstAdmin>;

/**
 * Makes the person whom the configuration names an admin, if nobody is one: an empty database has its first. It gives nobody a way
 * back whose account is lost while they are an admin. Throws `bad_configuration` when the account is a client's employee's.
 */
export async function applyFirstAdmin(
  dependencies: OwedFactDependencies & { people: PersonStore; clock: Clock },
  first: FirstAdmin,
): Promise<void> {
  const { people } = dependencies;
  const admins = await people.list({ kind: 'msp', role: 'msp_admin' }, MOST_ADMINS);
  if (admins.some(isAdmin)) return;
  const identity = identityOf(first);
  const known = await people.byIdentity(identity);
  if (known?.clientId !== undefined)
    throw new CountersignError('bad_configuration', 'FIRST_ADMIN: this account is an employee’s of a client');
  const person = known ?? personOf(first.name, identity);
  const details = {
    person: person.displayName,
    personId: person.id,
    to: roleName('msp_admin'),
    identity: identityKey(identity),
    why: 'FIRST_ADMIN',
  };
  const facts = [auditFact(dependencies, 'role_changed', details)];
  const isSaved = known ? await promote(people, known, facts) : await add(people, person, facts);
  // Otherwise another instance that starts at the same moment was faster.
  if (isSaved) await enterFacts(dependencies, facts);
}

const MOST_ADMINS = 1_000;

function identityOf({ slack, teams }: FirstAdmin): Identity {
  if (slack) return { provider: 'slack', tenant: slack.team, user: slack.user };
  return { provider: 'entra', tenant: teams?.tenant ?? '', user: teams?.user ?? '' };
}

async function promote(people: PersonStore, known: Person, facts: OwedFacts): Promise<boolean> {
  if (isAdmin(known)) return false;
  const active = known.active ? known : await people.setActive(known, true);
  return active !== undefined && (await people.setRole(active, 'msp_admin', { facts })) !== undefined;
}

async function add(people: PersonStore, person: Person, facts: OwedFacts): Promise<boolean> {
  return (await people.insert(person, facts)) === 'inserted';
}

function personOf(name: string, identity: Identity): Person {
  return {
    id: newId('per'),
    displayName: name,
    role: 'msp_admin',
    identities: [identity],
    active: true,
    version: 1,
  };
}
