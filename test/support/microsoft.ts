import { MovableClock } from '../../src/clock.ts';
import { clients } from '../../src/sandbox/demo-data.ts';
import { type SimulatedMicrosoft, startSimulatedMicrosoft } from '../../src/sandbox/microsoft/index.ts';
import type { ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import {
  connectMicrosoftGraph,
  type MicrosoftGraph,
  MicrosoftGraphSettings,
} from '../../src/tools/microsoft-graph/index.ts';
import type { ReadTool, ToolScope, WriteTool } from '../../src/tools/tool.ts';
import { testExchangeLog } from './exchange-log.ts';

/** Ids of the demo data, by the keys that people are known by there. */
export const lakeside = idsOf('lakeside');
export const brightfield = idsOf('brightfield');

function idsOf(key: string) {
  const client = clients.find((one) => one.key === key);
  if (!client) throw new RangeError(`no demo client '${key}'`);
  const find = <One extends { key: string }>(all: readonly One[], wanted: string): One => {
    const found = all.find((one) => one.key === wanted);
    if (!found) throw new RangeError(`nothing called '${wanted}' at ${key}`);
    return found;
  };
  return {
    key,
    tenantId: client.entraTenantId,
    user: (name: string) => find(client.users, name).id,
    group: (name: string) => find(client.groups, name).id,
    application: (name: string) => find(client.applications, name).id,
    role: (application: string, name: string) => find(find(client.applications, application).roles, name).id,
    skuId: (name: string) => find(client.licences, name).skuId,
  };
}

const credentials = { appId: '0a99cafe-0000-4000-8000-000000000001', clientSecret: 'marked-client-secret' };

export interface MicrosoftBench {
  vendor: SimulatedMicrosoft;
  graph: MicrosoftGraph;
  settings: MicrosoftGraphSettings;
  clock: MovableClock;
  /** Connects once more, with other settings. */
  connectWith(settings: Partial<MicrosoftGraphSettings>): MicrosoftGraph;
  /** A scope as diagnosis and execution make them, at Lakeside unless another tenant is named. */
  scope(tenantId?: string, signal?: AbortSignal): ToolScope;
  read(name: string): ReadTool;
  write(name: string): WriteTool;
}

/** Our Microsoft Graph room connected to the simulated Microsoft over HTTP. Close `vendor` after use. */
export async function openMicrosoftBench(
  options: { certificate?: string; pageSize?: number } = {},
): Promise<MicrosoftBench> {
  const clock = new MovableClock();
  const vendor = await startSimulatedMicrosoft({ ...credentials, ...options, clients, clock });
  const urls = { loginUrl: vendor.url, graphUrl: vendor.url };
  const impatient = { backoffMs: 0, rereadAfterMs: [0, 0, 0] };
  const settings = MicrosoftGraphSettings.parse({ ...credentials, ...urls, ...impatient });
  const connectWith = (others: Partial<MicrosoftGraphSettings>) =>
    connectMicrosoftGraph({
      settings: { ...settings, ...others },
      clock,
      exchangeLog: testExchangeLog,
      allowLoopback: true,
    });
  const graph = connectWith({});
  const tool = (name: string) => {
    const found = graph.tools.find((one) => one.name === name);
    if (!found) throw new RangeError(`no tool '${name}'`);
    return found;
  };
  return {
    vendor,
    graph,
    settings,
    clock,
    connectWith,
    scope: (tenantId = lakeside.tenantId, signal = new AbortController().signal) => ({
      clientId: 'cli_test',
      tenantId,
      documentation: [],
      signal,
    }),
    read: (name) => tool(name) as ReadTool,
    write: (name) => tool(name) as WriteTool,
  };
}

/** Calls to Graph that change something, without those for tokens. */
export function writesOf(calls: readonly ReceivedCall[]): ReceivedCall[] {
  return calls.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v1.0/'));
}
