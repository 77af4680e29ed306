import { CountersignError, errorCode } from '../errors.ts';
import type { Identity, IdentityProvider, SurfaceName } from '../models/conversation.ts';
import { identityOn, type Person } from '../models/person.ts';
import type { Surface } from './surface.ts';

/** Where people have their accounts on each surface; a ticket belongs to a PSA and nobody is written to there directly. */
const PROVIDERS: Readonly<Record<SurfaceName, IdentityProvider | undefined>> = {
  slack: 'slack',
  teams: 'entra',
  psa: undefined,
  voice: 'phone',
  console: 'console',
};

/** Whether a person has an account on a surface. */
export function isOn(person: Person, surface: SurfaceName): boolean {
  const provider = PROVIDERS[surface];
  return provider !== undefined && identityOn(person, provider) !== undefined;
}

/** One way to write to somebody directly. */
export interface Way {
  surface: Surface;
  identity: Identity;
}

/** Every way to reach a person directly, the preferred surface first. Empty for somebody who has left. */
export function waysTo(
  surfaces: readonly Surface[],
  person: Person | undefined,
  preferred?: SurfaceName,
): readonly Way[] {
  const ways = (person?.active ? surfaces : []).flatMap((surface) => {
    const provider = surface.can.directMessages ? PROVIDERS[surface.name] : undefined;
    const identity = provider && person ? identityOn(person, provider) : undefined;
    return identity ? [{ surface, identity }] : [];
  });
  return ways.toSorted(
    (one, other) => Number(other.surface.name === preferred) - Number(one.surface.name === preferred),
  );
}

/** The way to one account, whoever's it is; undefined where nobody can be written to directly. */
export function wayTo(surfaces: readonly Surface[], identity: Identity): Way | undefined {
  const surface = surfaces.find(
    ({ name, can }) => can.directMessages && PROVIDERS[name] === identity.provider,
  );
  return surface && { surface, identity };
}

/**
 * Says something on the first surface on which the person can be reached. Throws `not_found` when there is none, and
 * whatever else went wrong as it is: another surface is tried only for somebody who is not on this one.
 */
export async function onFirstWay<Said>(
  ways: readonly Way[],
  say: (way: Way) => Promise<Said>,
): Promise<Said> {
  for (const way of ways) {
    try {
      return await say(way);
    } catch (error) {
      if (errorCode(error) !== 'not_found') throw error;
    }
  }
  throw new CountersignError('not_found', 'the person cannot be reached on any connected surface');
}
