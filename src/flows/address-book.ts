import type { Client } from '../models/client.ts';
import type { MspSettings } from '../models/msp-settings.ts';
import type { Person } from '../models/person.ts';
import type { ClientStore, MspStore, PersonStore } from '../models/stores.ts';
import { remember } from '../remember.ts';

/**
 * Who is written to and where: kept for some seconds, since every delivery needs it. Never for deciding whether somebody
 * may do something: that is read fresh.
 */
export interface AddressBook {
  client(id: string): Promise<Client | undefined>;
  person(id: string): Promise<Person | undefined>;
  /** All technicians for no ids, else those named. */
  technicians(ids: readonly string[]): Promise<Person[]>;
  /** What the MSP has set for all clients. */
  msp(): Promise<MspSettings>;
  forget(): void;
}

/** Clients and people from the stores, kept for `ttlMs`. */
export function createAddressBook(
  {
    clients,
    people,
    msp: settings,
  }: {
    clients: Pick<ClientStore, 'find'>;
    people: Pick<PersonStore, 'find' | 'technicians'>;
    msp: Pick<MspStore, 'get'>;
  },
  ttlMs: number,
): AddressBook {
  const client = remember((id: string) => clients.find(id), { ttlMs });
  const person = remember((id: string) => people.find(id), { ttlMs });
  const technicians = remember((ids: readonly string[]) => people.technicians(ids), {
    ttlMs,
    keyOf: (ids) => ids.join(),
  });
  const msp = remember((_name: 'msp') => settings.get(), { ttlMs });
  return {
    client,
    person,
    technicians,
    msp: () => msp('msp'),
    forget() {
      for (const one of [client, person, technicians, msp]) one.forget();
    },
  };
}
