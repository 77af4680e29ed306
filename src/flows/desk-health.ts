import type { ClientStore, RequestStore } from '../models/stores.ts';
import type { DeskHealth } from './desk.ts';
import { requestTitle } from './show-requests.ts';

const MOST_UNDELIVERED = 10;

/** How the desk is, for an admin: one question for all clients together. */
export async function deskHealth({
  clients,
  requests,
}: {
  clients: Pick<ClientStore, 'all'>;
  requests: Pick<RequestStore, 'waitingByClient' | 'withDeadOutbox'>;
}): Promise<DeskHealth> {
  const [all, waiting, dead] = await Promise.all([
    clients.all(),
    requests.waitingByClient(),
    requests.withDeadOutbox(MOST_UNDELIVERED),
  ]);
  return {
    clients: all.map(({ id, name, mode }) => ({
      id,
      name,
      mode,
      waitingForApproval: waiting.get(id)?.approval ?? 0,
    })),
    integrations: [],
    undelivered: dead.map((request) => ({
      requestId: request.id,
      title: requestTitle(request),
      clientName: request.clientName,
    })),
  };
}
