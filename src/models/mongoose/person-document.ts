import { type Identity, identityKey } from '../conversation.ts';
import type { Person } from '../person.ts';
import type { OwingDocument } from './owed-facts.ts';

/** A person as they are stored, with what the indexes need. */
export interface PersonDocument extends Omit<Person, 'id' | 'identities'>, OwingDocument {
  _id: string;
  identities?: readonly IdentityDocument[];
  /** The name and what of it begins with each further word, in small letters: what people are looked for by. */
  names: readonly string[];
  /** Somebody is about to take their admin's role away: they are not counted on as an admin meanwhile. */
  leavingAt?: Date;
}

interface IdentityDocument extends Identity {
  /** `identityKey`, for the unique index. */
  key: string;
}

/** Addresses are told apart by no mail system in their letters' case. */
export function toPersonDocument({ id, identities, email, ...rest }: Person): PersonDocument {
  const byKey = new Map(identities.map(toIdentityDocument).map((identity) => [identity.key, identity]));
  return {
    _id: id,
    ...rest,
    names: namesOf(rest.displayName),
    ...(email !== undefined && { email: email.toLowerCase() }),
    ...(byKey.size > 0 && { identities: [...byKey.values()] }),
  };
}

/** A name as it is compared. */
export function comparedName(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function namesOf(displayName: string): string[] {
  const words = comparedName(displayName).split(' ');
  return words.map((_, index) => words.slice(index).join(' '));
}

/** Fields in one fixed order: `$addToSet` compares byte by byte. */
export function toIdentityDocument({ provider, tenant, user }: Identity): IdentityDocument {
  return { key: identityKey({ provider, tenant, user }), provider, tenant, user };
}

/** A stored person in the model's words. */
export function fromPersonDocument(document: PersonDocument): Person {
  const { _id, identities = [], names: _, leavingAt: __, owedFacts: ___, ...rest } = document;
  return { id: _id, ...rest, identities: identities.map(fromIdentityDocument) };
}

function fromIdentityDocument({ provider, tenant, user }: IdentityDocument): Identity {
  return { provider, tenant, user };
}
