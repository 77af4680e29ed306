import { isAdmin, type Person, signsForAdminsFrom } from '../../../models/person.ts';
import { utcText } from '../../utc-text.ts';

/** That an admin does not sign for other admins yet, and from when on; nothing for everybody else. */
export function settlingLines(person: Person, now: Date): string[] {
  const from = signsForAdminsFrom(person);
  if (!isAdmin(person) || from === undefined || from <= now) return [];
  return [
    `What other admins ask from ${utcText(from)} on they may sign, and nothing before: one admin alone could be both.`,
  ];
}
