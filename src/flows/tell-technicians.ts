import { CountersignError, errorCode } from '../errors.ts';
import type { ServiceRequest } from '../models/request.ts';
import { ticketLabel } from '../models/ticket.ts';
import type { CarryOutDependencies } from './effect-dependencies.ts';
import { cut } from './limits.ts';
import { oneLine } from './lines.ts';
import { onFirstWay, waysTo } from './reach.ts';
import type { SurfaceDelivery } from './surface.ts';

/**
 * Tells each of the client's technicians directly what a request is about, and something of it. One who cannot be
 * reached does not keep it from the others; throws when nobody was reached, or when another try may reach more.
 */
export async function tellTechnicians(
  { addressBook, surfaces }: Pick<CarryOutDependencies, 'addressBook' | 'surfaces'>,
  request: ServiceRequest,
  text: string,
  delivery: SurfaceDelivery,
): Promise<void> {
  const client = await addressBook.client(request.clientId);
  const technicians = await addressBook.technicians(client?.technicianIds ?? []);
  if (technicians.length === 0) throw new CountersignError('bad_configuration', 'no technician is known');
  const told = await Promise.allSettled(
    technicians.map((person) =>
      onFirstWay(waysTo(surfaces, person), ({ surface, identity }) =>
        surface.tell(identity, `${requestTitle(request)}\n${text}`, {
          ...delivery,
          key: `${delivery.key}/${person.id}`,
        }),
      ),
    ),
  );
  const failures = told.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const worthAnother = failures.find((reason) => errorCode(reason) !== 'not_found');
  if (worthAnother !== undefined) throw worthAnother;
  if (failures.length === technicians.length) throw failures[0];
}

function requestTitle(request: ServiceRequest): string {
  const ticket = request.ticket ? ` · ticket ${ticketLabel(request.ticket)}` : '';
  const asked = oneLine(cut(request.messages[0]?.text ?? '', 120));
  return `${request.clientName} · ${request.requester.name}${ticket} · “${asked}”`;
}
