import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { type Identity, identityKey } from '../../models/conversation.ts';
import { isAdmin, type Person } from '../../models/person.ts';
import type { AuditStore, PersonStore } from '../../models/stores.ts';
import { auditFact } from './given-command.ts';
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
  dependencies: { people: PersonStore; audit: AuditStore; clock: Clock },
  first: FirstAdmin,
): Promise<void> {
  const { people, audit } = dependencies;
  const admins = await people.list({ kind: 'msp', role: 'msp_admin' }, MOST_ADMINS);
  if (admins.some(isAdmin)) return;
  const identity = identityOf(first);
  const known = await people.byIdentity(identity);
  if (known?.clientId !== undefined)
    throw new CountersignError('bad_configuration', 'FIRST_ADMIN: this account is an employee’s of a client');
  const person = known ? await promoted(people, known) : await added(people, first.name, identity);
  // Another instance that starts at the same moment was faster.
  if (!person) return;
  const details = {
    person: person.displayName,
    personId: person.id,
    to: 'msp_admin',
    identity: identityKey(identity),
    why: 'FIRST_ADMIN',
  };
  await audit.append([auditFact(dependencies, 'role_changed', details)]);
}

const MOST_ADMINS = 1_000;

function identityOf({ slack, teams }: FirstAdmin): Identity {
  if (slack) return { provider: 'slack', tenant: slack.team, user: slack.user };
  return { provider: 'entra', tenant: teams?.tenant ?? '', user: teams?.user ?? '' };
}

async function promoted(people: PersonStore, known: Person): Promise<Person | undefined> {
  if (isAdmin(known)) return undefined;
  const active = known.active ? known : await people.setActive(known, true);
  return active && people.setRole(active, 'msp_admin');
}

async function added(people: PersonStore, name: string, identity: Identity): Promise<Person | undefined> {
  const person: Person = {
    id: newId('per'),
    displayName: name,
    role: 'msp_admin',
    identities: [identity],
    active: true,
    version: 1,
  };
  return (await people.insert(person)) === 'inserted' ? person : undefined;
}
