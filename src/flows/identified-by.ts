import type { SurfaceName } from '../models/conversation.ts';
import type { Identification, Requester, ServiceRequest } from '../models/request.ts';
import { oneLine } from './lines.ts';

/** How somebody who called was identified, in plain words for technicians; undefined for whoever wrote from their account. */
export function identifiedBy({ identification }: Requester): string | undefined {
  return identification && `By phone, ${whatTells(identification)}; ${proof(identification)}`;
}

function whatTells({ how, saidName, calledFrom }: Identification): string {
  if (how === 'number_on_file') return 'from the number on file';
  const name = saidName === undefined ? 'without a name' : `by the name “${oneLine(saidName)}”`;
  return `${name}, ${calledFrom === undefined ? 'the number withheld' : `from ${calledFrom}, which is not on file`}`;
}

const CHANNELS: Readonly<Record<SurfaceName, string>> = {
  slack: 'in Slack',
  teams: 'in Teams',
  voice: 'by text message from the number on file',
  psa: 'on a ticket',
  console: 'in the console',
};

function proof({ confirmed }: Identification): string {
  return confirmed
    ? `confirmed with a code ${CHANNELS[confirmed.by]}`
    : 'not confirmed, and a number or a name can be made up';
}

/** As whoever reads a ticket has to understand it: a caller is who they say only once it is confirmed. */
export function askedBy({ name, identification }: Requester): string {
  return identification && !identification.confirmed ? `${name} (a caller, not confirmed)` : name;
}

/**
 * Whether it is known who asked for everything that was asked: always for an account; for a caller once they have
 * confirmed it, and only for what had been said by then.
 */
export function isSureWhoAsks({
  requester,
  messages,
}: Pick<ServiceRequest, 'requester' | 'messages'>): boolean {
  if (!requester.identification) return true;
  const { confirmed } = requester.identification;
  return (
    confirmed !== undefined &&
    messages.every(({ from, at }) => from === 'agent' || at.getTime() <= confirmed.at.getTime())
  );
}

/** Confirmed by text message alone: whoever has their number has that too, so that nothing is done on it without a signature. */
export function isKnownByNumberAlone({
  identification,
}: {
  identification?: Identification | undefined;
}): boolean {
  return identification !== undefined && identification.confirmed?.by === 'voice';
}
