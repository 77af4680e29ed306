import { type Client, THE_MSP } from '../models/client.ts';
import { isAdmin, type Person } from '../models/person.ts';

/** Ids of the clients that have technicians of their own, of whom this person is none: they sign nothing there. */
export function clientsOfOthers(clients: readonly Client[], personId: string): string[] {
  return clients
    .filter(({ technicianIds }) => technicianIds.length > 0 && !technicianIds.includes(personId))
    .map(({ id }) => id);
}

/**
 * Ids of the clients whose requests somebody who runs the desk does not see: admins see all, technicians neither those
 * of clients that others serve nor what admins ask of the product itself.
 */
export function hiddenFrom(person: Person, clients: readonly Client[]): readonly string[] {
  return isAdmin(person) ? [] : [...clientsOfOthers(clients, person.id), THE_MSP.id];
}
