import type { Client } from '../../models/client.ts';
import type { FormOption } from '../form.ts';
import { cut, MAX_OPTION_LABEL, MAX_OPTIONS } from '../limits.ts';

/** For the option that is none of those that there are; no id has such a character. */
export const SOMETHING_NEW = '+new';

/** One thing to choose, with a label that fits. */
export function option(value: string, label: string): FormOption {
  return { value, label: cut(label, MAX_OPTION_LABEL) };
}

/** How clients are listed in a field. */
export interface ClientListing {
  /** Other options of the same field. */
  beside: number;
  /** The one that the form was opened for is not left out. */
  first?: string;
  labelOf: (client: Client) => string;
  /** What to write for one that is not listed: `mode NAME`. */
  line: string;
}

/** As many clients as fit into a field, and a sentence about the rest; empty where there is none. */
export function clientOptions(
  all: readonly Client[],
  { beside, first, labelOf, line }: ClientListing,
): { options: readonly FormOption[]; notListed: string } {
  const most = MAX_OPTIONS - beside;
  const isFirst = ({ id }: Client) => id === first;
  const wanted = all.length > most ? [...all.filter(isFirst), ...all.filter((one) => !isFirst(one))] : all;
  return {
    options: wanted.slice(0, most).map((client) => option(client.id, labelOf(client))),
    notListed: notListed(all.length - most, line),
  };
}

function notListed(left: number, line: string): string {
  if (left <= 0) return '';
  return left === 1
    ? `1 more client is not listed: \`${line}\` is for it.`
    : `${left} more clients are not listed: \`${line}\` is for them.`;
}
