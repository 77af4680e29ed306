import type { Client } from '../models/client.ts';
import type { PsaName, TicketRef } from '../models/ticket.ts';
import type { Psa } from '../tools/psa.ts';

/** The PSA of that name, where it is connected. */
export function psaNamed(psas: readonly Psa[], name: PsaName | undefined): Psa | undefined {
  return name === undefined ? undefined : psas.find((psa) => psa.name === name);
}

/** The PSA that has a client's tickets, with its company there; undefined without one, or where it is not connected. */
export function psaOf(
  psas: readonly Psa[],
  client: Pick<Client, 'psa'> | undefined,
): { psa: Psa; companyId: string } | undefined {
  const psa = psaNamed(psas, client?.psa?.name);
  return psa && client?.psa ? { psa, companyId: client.psa.companyId } : undefined;
}

/** `connectwise:4711`: a ticket as logs, keys and identities of conversations name it. */
export function ticketKey({ psa, id }: Pick<TicketRef, 'psa' | 'id'>): string {
  return `${psa}:${id}`;
}
