import { isAdmin, type Person, type Role, signsForAdminsFrom } from '../../../models/person.ts';
import type { TextAnswer } from '../../desk.ts';
import { oneLine } from '../../lines.ts';
import { utcText } from '../../utc-text.ts';

/** `Tess Tanaka (technician)`, `Dana Diaz (lakeside, dana@lakeside.example)`. */
export function personLabel({ displayName, role, clientId, email, active }: Person): string {
  const what = [
    active ? undefined : 'departed',
    role === undefined ? clientId : roleName(role),
    role === undefined ? email : undefined,
  ].filter((one) => one !== undefined);
  const name = oneLine(displayName);
  return what.length === 0 ? name : `${name} (${what.join(', ')})`;
}

/** As people say it. */
export function roleName(role: Person['role']): string {
  if (role === undefined) return 'no role';
  return role === 'msp_admin' ? 'admin' : 'technician';
}

/** `an admin` */
export function aRole(role: Person['role']): string {
  return role === 'msp_admin' ? 'an admin' : role === undefined ? 'without a role' : 'a technician';
}

/** For a word that is no role. */
export const NO_SUCH_ROLE: TextAnswer = {
  kind: 'not_understood',
  text: 'The role is `technician` or `admin`.',
};

/** As people write it: `technician`, `admins`, `msp_admin`. */
export function parseRole(text: string): Role | undefined {
  const word = text.toLowerCase().replace(/^msp_/u, '').replace(/s$/u, '');
  if (word === 'technician') return 'msp_technician';
  return word === 'admin' ? 'msp_admin' : undefined;
}

/** That an admin does not sign for other admins yet, and from when on; nothing for everybody else. */
export function settlingLines(person: Person, now: Date): string[] {
  const from = signsForAdminsFrom(person);
  if (!isAdmin(person) || from === undefined || from <= now) return [];
  return [
    `What other admins ask from ${utcText(from)} on they may sign, and nothing before: one admin alone could be both.`,
  ];
}
