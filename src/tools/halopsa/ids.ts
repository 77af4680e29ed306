import { CountersignError } from '../../errors.ts';

/** Halo numbers its records; anything else is no id of its. */
export function vendorId(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** Throws `not_found` for what is no ticket's id. */
export function knownTicketId(text: string): number {
  const id = vendorId(text);
  if (id === undefined) throw new CountersignError('not_found', 'not a ticket id', { vendor: 'halopsa' });
  return id;
}
