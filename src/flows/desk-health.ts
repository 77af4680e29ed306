import type { ClientStore, RequestStore } from '../models/stores.ts';
import { type HealthDependencies, integrationHealth } from './admin/integration/health.ts';
import type { DeskHealth } from './desk.ts';
import { requestTitle } from './show-requests.ts';

const MOST_UNDELIVERED = 10;

export interface DeskHealthDependencies extends HealthDependencies {
  clients: Pick<ClientStore, 'all'>;
  requests: Pick<RequestStore, 'waitingByClient' | 'withDeadOutbox'>;
}

/** How the desk is, for an admin: one question for all clients together, and no vendor is asked anything. */
export async function deskHealth(dependencies: DeskHealthDependencies): Promise<DeskHealth> {
  const { clients, requests } = dependencies;
  const [all, waiting, dead, integrations] = await Promise.all([
    clients.all(),
    requests.waitingByClient(),
    requests.withDeadOutbox(MOST_UNDELIVERED),
    integrationHealth(dependencies),
  ]);
  return {
    clients: all.map(({ id, name, mode }) => ({
      id,
      name,
      mode,
      waitingForApproval: waiting.get(id)?.approval ?? 0,
    })),
    integrations,
    undelivered: dead.map((request) => ({
      requestId: request.id,
      title: requestTitle(request),
      clientName: request.clientName,
    })),
  };
}
