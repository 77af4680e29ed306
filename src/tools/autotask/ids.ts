import { CountersignError } from '../../errors.ts';

/** Autotask numbers its records; anything else is no id of its. */
export function vendorId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** As above; throws `not_found` for what is no id. */
export function knownTicketId(text: string): number {
  const id = vendorId(text);
  if (id === undefined) throw new CountersignError('not_found', 'not a ticket id', { vendor: 'autotask' });
  return id;
}

/** Companies begin at 0, which is the MSP itself. Throws `invalid_input` for what is no id. */
export function knownCompanyId(text: string): number {
  const id = text === '0' ? 0 : vendorId(text);
  if (id === undefined)
    throw new CountersignError('invalid_input', 'not a company id', { vendor: 'autotask' });
  return id;
}
