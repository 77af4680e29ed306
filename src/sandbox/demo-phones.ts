import type { DemoClient, DemoUser } from './demo-client.ts';

/*
 * Telephone numbers of the demo world, in E.164. 555 numbers belong to nobody. Whoever is a contact in ConnectWise has a
 * phone, and its number follows from the contact's.
 */

/** The MSP's own line: for callers of every client. */
export const MSP_LINE = '+15555550100';

/** The Voice Agent line of each client, by the client's key. */
export const CLIENT_LINES: Readonly<Record<string, string>> = {
  lakeside: '+15555550142',
  brightfield: '+15555550143',
};

/** The Voice Agent line of a client; undefined for one that has none. */
export function lineOf({ key }: DemoClient): string | undefined {
  return CLIENT_LINES[key];
}

/** Somebody's telephone number: `+15555550501`. Undefined for those whom the PSA does not know either. */
export function phoneNumberOf({ connectwiseContactId: id }: DemoUser): string | undefined {
  return id === undefined ? undefined : `+1555555${String(id).padStart(4, '0')}`;
}
