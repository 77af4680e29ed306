import type { MovableClock } from '../clock.ts';
import { setMode } from '../flows/admin/mode.ts';
import { savePolicies } from '../flows/admin/policy/apply-change.ts';
import { changeOf } from '../flows/admin/policy/policy-change.ts';
import { contextOf, readPolicies } from '../flows/admin/policy/policy-state.ts';
import { type ToolCatalog, toolPolicy } from '../flows/catalog.ts';
import type { TextAnswer } from '../flows/desk.ts';
import type { Client } from '../models/client.ts';
import type { Person } from '../models/person.ts';
import type {
  AuditStore,
  ClientStore,
  OwedFactStore,
  PersonStore,
  PolicyStore,
  RequestStore,
} from '../models/stores.ts';
import type { PolicySet } from '../models/tool-policy.ts';
import type { Tool } from '../tools/tool.ts';
import type { DemoClient } from './demo-client.ts';
import { clients as demoClients, msp } from './demo-data.ts';
import { companyOf } from './demo-setup.ts';
import type { ControlAnswer, SandboxControl, SandboxPolicy, SandboxTickets } from './world.ts';

export interface ControlDependencies {
  clock: MovableClock;
  catalog: ToolCatalog;
  clients: ClientStore;
  people: PersonStore;
  policies: PolicyStore;
  audit: AuditStore;
  owedFacts: OwedFactStore;
  requests: RequestStore;
  recentRequests(limit: number): ReturnType<SandboxControl['requests']>;
  runDue(): Promise<void>;
  reset(): Promise<void>;
  /** Drops what is kept in memory of clients. */
  forget(): void;
}

/** The admin's side of the page, by the product's own admin flows, as the demo MSP's admin. */
export function createControl(dependencies: ControlDependencies): SandboxControl {
  const { clients, clock, catalog } = dependencies;
  return {
    clients: async () =>
      (await clients.all()).map(({ id, name, mode, psa, decideByNote, approvalChannels }) => ({
        key: id,
        id,
        name,
        mode,
        psa: psa?.name ?? 'connectwise',
        decideByNote,
        ...(approvalChannels && { approvalChannels }),
      })),
    async setTickets(clientKey, tickets) {
      const client = await clients.find(clientKey);
      const demo = demoClients.find(({ key }) => key === clientKey);
      if (!client || !demo) return { kind: 'refused', sentence: 'There is no such client.' };
      const saved = await clients.save(withTickets(client, demo, tickets));
      dependencies.forget();
      return saved ? { kind: 'done' } : { kind: 'refused', sentence: 'Somebody else changed this client.' };
    },
    async setMode(clientKey, mode) {
      const client = await clients.find(clientKey);
      if (!client) return { kind: 'refused', sentence: 'There is no such client.' };
      return controlAnswer(await setMode(dependencies, client, mode, await demoAdmin(dependencies)));
    },
    async policies(clientKey) {
      const state = await readPolicies(dependencies, clientKey);
      return state ? catalog.all.map((tool) => describePolicy(tool, contextOf(state))) : [];
    },
    async setPolicy(clientKey, toolName, policy) {
      const tool = catalog.all.find(({ name }) => name === toolName);
      const state = await readPolicies(dependencies, clientKey);
      if (!tool || !state) return { kind: 'refused', sentence: 'There is no such tool or client.' };
      const change = changeOf(state, [{ tool, policy }]);
      return controlAnswer(await savePolicies(dependencies, change, await demoAdmin(dependencies)));
    },
    requests: (limit) => dependencies.recentRequests(limit),
    async advance(by) {
      clock.advance(by);
      await dependencies.runDue();
    },
    reset: () => dependencies.reset(),
  };
}

function withTickets(client: Client, demo: DemoClient, tickets: SandboxTickets): Client {
  const { psa, decideByNote, approvalChannels } = tickets;
  const { approvalChannels: before, ...rest } = client;
  const channels = approvalChannels === undefined ? before : (approvalChannels ?? undefined);
  return {
    ...rest,
    ...(psa ? { psa: { name: psa, companyId: companyOf(demo, psa) } } : {}),
    ...(decideByNote === undefined ? {} : { decideByNote }),
    ...(channels ? { approvalChannels: channels } : {}),
  };
}

async function demoAdmin({ people }: ControlDependencies): Promise<Person> {
  const admin = msp.technicians.find(({ role }) => role === 'msp_admin');
  const person =
    admin &&
    (await people.byIdentity({ provider: 'slack', tenant: msp.slackTeamId, user: admin.slackUserId }));
  if (!person) throw new Error('the demo has no admin');
  return person;
}

function controlAnswer({ kind, text }: TextAnswer): ControlAnswer {
  return kind === 'answer' ? { kind: 'done' } : { kind: 'refused', sentence: text };
}

function describePolicy(tool: Tool, sets: { msp?: PolicySet; client?: PolicySet }): SandboxPolicy {
  const has = (set: PolicySet | undefined) => set !== undefined && Object.hasOwn(set.tools, tool.name);
  return {
    tool: tool.name,
    title: tool.kind === 'write' ? tool.title : tool.name.replaceAll('_', ' '),
    integration: tool.integration,
    kind: tool.kind,
    policy: toolPolicy(tool, sets),
    source: has(sets.client) ? 'client' : has(sets.msp) ? 'msp' : 'default',
    highRisk: tool.kind === 'write' && tool.highRisk,
  };
}
