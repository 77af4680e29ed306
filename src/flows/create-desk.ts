import type { Client } from '../models/client.ts';
import type {
  IntegrationCheckStore,
  IntegrationStore,
  SlackInstallationStore,
} from '../models/integration.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { SealedValueStore } from '../models/sealed-value.ts';
import type { ClientStore, DecisionContext, MspStore, OwedFactStore, PolicyStore } from '../models/stores.ts';
import { runCommand, submitForm } from './admin/command-language.ts';
import type { IntegrationAdmin } from './admin/integration/integration-admin.ts';
import { deliver, ownEntries } from './deliver.ts';
import type { Desk, InboundMessage } from './desk.ts';
import { execute } from './execute.ts';
import { home } from './home.ts';
import type { ReceiveDependencies } from './receive.ts';
import { recordDecision } from './record-decision.ts';
import { revealSecret } from './reveal-secret.ts';
import { showCard } from './show-card.ts';
import { requestsOf } from './show-requests.ts';
import { takeMessage } from './take-message.ts';
import { takeUnreached } from './unreached.ts';
import { withdraw } from './withdraw.ts';
import { afterDelivery, diagnoseRequest, type WorkDependencies } from './work.ts';
import type { WorkQueue } from './work-queue.ts';

export type DeskDependencies = WorkDependencies & {
  clients: ClientStore;
  msp: MspStore;
  policies: PolicyStore;
  owedFacts: OwedFactStore;
  queue: WorkQueue;
  integrations: IntegrationStore;
  integrationChecks: IntegrationCheckStore;
  integrationAdmin: IntegrationAdmin;
  slackInstallations: Pick<SlackInstallationStore, 'locked'>;
  sealedValues: SealedValueStore;
  publicUrl: () => string | undefined;
  mayOpen: (senderKey: string) => Promise<boolean>;
  clientOf: (message: InboundMessage) => Promise<Client | undefined>;
};

/** The desk that surfaces talk to: each call is durable when it resolves, and what follows goes on in the work queue. */
export function createDesk(dependencies: DeskDependencies): Desk {
  const receiving = receiveDependencies(dependencies);
  const commanding = { ...dependencies, begin: beginAsked(dependencies) };
  return {
    receive: (message) => takeMessage({ ...dependencies, ...receiving }, message),
    decide: (decision) => recordDecision({ ...dependencies, begin: beginDecided(dependencies) }, decision),
    approvalCard: (by, requestId, approvalId) => showCard(dependencies, by, { requestId, approvalId }),
    withdraw: (by, requestId) => withdraw(dependencies, by, requestId),
    requestsOf: (identity) => requestsOf(dependencies, identity),
    home: (identity) => home(dependencies, identity),
    command: (by, text) => runCommand(commanding, by, text),
    submitForm: (by, form, values) => submitForm(commanding, by, { ...form, values }),
    notReached: (deliveryKey) => takeUnreached(dependencies, deliveryKey),
    revealSecret: (by, requestId, step) => revealSecret(dependencies, by, requestId, step),
  };
}

/** What taking in a message needs; ticket replies come in by the same way. */
export function receiveDependencies(dependencies: DeskDependencies): Omit<ReceiveDependencies, 'people'> {
  const { requests, clientOf, mayOpen, clock, leaseMs, queue } = dependencies;
  return {
    requests,
    clientOf,
    mayOpen,
    clock,
    leaseMs,
    begin(request, work, before) {
      queue.add(request.clientId, () =>
        work === 'diagnose'
          ? diagnoseRequest(dependencies, request)
          : deliverNew(dependencies, request, before ?? request),
      );
    },
  };
}

async function deliverNew(
  dependencies: WorkDependencies,
  request: ServiceRequest,
  before: ServiceRequest,
): Promise<void> {
  await afterDelivery(dependencies, await deliver(dependencies, request, ownEntries(request, before)));
}

/** Whatever a request that a command has made owes: asked for, it waits for people. */
function beginAsked(dependencies: DeskDependencies) {
  return (request: ServiceRequest) =>
    dependencies.queue.add(request.clientId, () =>
      deliverNew(dependencies, request, { ...request, outbox: [] }),
    );
}

function beginDecided(dependencies: DeskDependencies) {
  return (
    request: ServiceRequest,
    work: 'deliver' | 'execute',
    before: ServiceRequest,
    context: DecisionContext,
  ) => {
    dependencies.queue.add(request.clientId, () => {
      if (work === 'deliver') return deliverNew(dependencies, request, before);
      const early = deliver(dependencies, request, ownEntries(request, before));
      return execute(dependencies, { context, resumed: false, early });
    });
  };
}
