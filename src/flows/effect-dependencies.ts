import type { Clock } from '../clock.ts';
import type { AuditStore, Delivered } from '../models/stores.ts';
import type { Sealer } from '../seal.ts';
import type { Psa } from '../tools/psa.ts';
import type { AddressBook } from './address-book.ts';
import type { Surface } from './surface.ts';

/** What side effects are carried out with. */
export interface CarryOutDependencies {
  addressBook: AddressBook;
  audit: AuditStore;
  /** Every connected PSA; which one has a client's tickets, the client says. */
  psas: readonly Psa[];
  surfaces: readonly Surface[];
  sealer: Sealer;
  clock: Clock;
  /** Ends with the process. */
  signal: AbortSignal;
}

/** What carrying out an effect leaves in the request. */
export type Left = Omit<Delivered, 'entryId'>;
