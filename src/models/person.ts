import { addMs, DAY_MS } from '../clock.ts';
import type { Identity } from './conversation.ts';
import type { PsaName } from './ticket.ts';

/** What somebody of the MSP may do; employees have none. */
export type Role = 'msp_technician' | 'msp_admin';

/** A human known to us. Two accounts of one human are one person: that is what "two different people" means. */
export interface Person {
  id: string;
  displayName: string;
  email?: string;
  /** The client company they work for; absent for the MSP's own people. */
  clientId?: string;
  /** Absent: an employee of a client, or nobody in particular. */
  role?: Role;
  identities: readonly Identity[];
  /** False once they have left: everything is refused at once. */
  active: boolean;
  /** When another admin last made them an admin, or gave them as an admin one more account in chat; absent where none did. */
  entrustedAt?: Date;
  version: number;
}

/** A technician's account in a PSA. The MSP has one there, so that no tenant tells them apart; contacts have their company. */
export function technicianIdentity(psa: PsaName, user: string): Identity {
  // ConnectWise compares member identifiers without case.
  return { provider: psa, tenant: 'msp', user: psa === 'connectwise' ? user.toLowerCase() : user };
}

/** Whether they may sign as a technician; admins may. */
export function isTechnician(person: Person): boolean {
  return person.active && (person.role === 'msp_technician' || person.role === 'msp_admin');
}

/** Whether they may change modes and policies. */
export function isAdmin(person: Person): boolean {
  return person.active && person.role === 'msp_admin';
}

/** From when on an admin's signature counts for what other admins ask; undefined for always. */
export function signsForAdminsFrom({ entrustedAt }: Person): Date | undefined {
  return entrustedAt && addMs(entrustedAt, DAY_MS);
}

/**
 * Whether they may sign what another admin asked at that time. Somebody who was made an admin just before may not, nor
 * through an account of that day: one admin alone could be both.
 */
export function maySignForAdmins(person: Person, askedAt: Date): boolean {
  const from = signsForAdminsFrom(person);
  return isAdmin(person) && (from === undefined || from <= askedAt);
}

/** The account by which they are reached on a provider, in a given tenant if one is named. */
export function identityOn(
  person: Person,
  provider: Identity['provider'],
  tenant?: string,
): Identity | undefined {
  return person.identities.find(
    (one) => one.provider === provider && (tenant === undefined || one.tenant === tenant),
  );
}
