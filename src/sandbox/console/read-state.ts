import { policyText } from '../../models/tool-policy.ts';
import type { DemoClient } from '../demo-client.ts';
import { clients as demoClients, msp } from '../demo-data.ts';
import type { SandboxClient, SandboxPolicy, SandboxWorld } from '../world.ts';
import { askedInOf } from './asked-in.ts';
import type { Baselines } from './baselines.ts';
import type { ClientView, ConsoleState, DirectoryView, PolicyName, PolicyView } from './console-state.ts';
import { describeUser } from './read-directory.ts';
import { readEmployees, readTechnicians } from './read-people.ts';
import { describeRequest } from './read-requests.ts';
import { readRunbooks } from './read-runbooks.ts';
import { readTickets } from './read-tickets.ts';

/** Enough to look back at; older ones are in the database. */
const SHOWN_REQUESTS = 40;

/** Everything that the page shows, read from the simulators and from Countersign's own records. */
export async function readConsoleState(world: SandboxWorld, baselines: Baselines): Promise<ConsoleState> {
  const [clients, requests] = await Promise.all([
    world.control.clients(),
    world.control.requests(SHOWN_REQUESTS),
  ]);
  const shown = demoClients.flatMap((demo) => {
    const client = clients.find(({ key }) => key === demo.key);
    return client ? [{ demo, client }] : [];
  });
  return {
    clockAheadMs: world.clock.offsetMs,
    clients: await Promise.all(
      shown.map(async ({ demo, client }) => ({
        ...(await readClient(world, demo, client)),
        requests: requests
          .filter(({ clientId }) => clientId === client.id)
          .map((request) => describeRequest(request, demo, baselines)),
      })),
    ),
    technicians: readTechnicians(world, msp.technicians),
  };
}

/** Everybody in a client's tenant, as they are now. */
export function readDirectory({ microsoft }: SandboxWorld, clientKey: string): DirectoryView[] {
  return microsoft.directory(clientKey).users.map(describeUser);
}

async function readClient(
  world: SandboxWorld,
  demo: DemoClient,
  client: SandboxClient,
): Promise<Omit<ClientView, 'requests'>> {
  return {
    key: client.key,
    name: client.name,
    mode: client.mode,
    psa: client.psa,
    decideByNote: client.decideByNote,
    askedIn: askedInOf(client),
    people: readEmployees(world, demo),
    tickets: readTickets(world, demo),
    runbooks: readRunbooks(world, client.key),
    directory: readDirectory(world, client.key),
    policies: (await world.control.policies(client.key)).map(describePolicy),
  };
}

function describePolicy({ policy, ...tool }: SandboxPolicy): PolicyView {
  return { ...tool, policy: policyText(policy) as PolicyName };
}
