import { CountersignError } from './errors.ts';
import type { ConnectedSystem } from './flows/admin/integration/integration-admin.ts';
import type { Logger } from './logger.ts';
import type { Integration, IntegrationName, IntegrationStore } from './models/integration.ts';
import type { Settings } from './settings.ts';
import { SYSTEM_TITLES } from './system-titles.ts';
import type { Documentation } from './tools/documentation.ts';
import { type SwitchedMicrosoftGraph, switchedMicrosoftGraph } from './tools/microsoft-graph/index.ts';
import type { Psa, PsaHooks } from './tools/psa.ts';
import { type Connection, VENDOR_SYSTEMS, type VendorSystem, type Watched } from './vendor-systems.ts';

/** What is connected now, from configuration and by admins. */
export interface LiveVendors {
  /** These lists stay the same ones; what is in them changes. Look into them each time. */
  readonly psas: readonly Psa[];
  readonly documentations: readonly Documentation[];
  /** Always there; without an app every call fails as in an outage. */
  readonly graph: SwitchedMicrosoftGraph;
  hooksOf(psa: Psa['name']): PsaHooks | undefined;
  /** In the order in which systems are listed, those that cannot be used with the reason. */
  connected(): readonly ConnectedSystem[];
  connection(name: IntegrationName): Connection | undefined;
  /** Takes up what is stored now. */
  refresh(): Promise<void>;
}

/** What they are connected with. */
export interface LiveVendorsInput {
  watched: Watched;
  /** What is configured goes before what is stored. */
  settings: Settings;
  integrations: IntegrationStore;
}

/** A system that should be connected, and whether it is. */
interface Live {
  from: ConnectedSystem['from'];
  /** Of what is stored: another mark is another connection. */
  mark?: string;
  state: { kind: 'usable'; connection: Connection } | { kind: 'unusable'; problem: string };
}

/**
 * Connects what is configured; what is stored comes with the first `refresh`. Throws `bad_configuration` when something
 * configured cannot be as it is.
 */
export function createLiveVendors(input: LiveVendorsInput): LiveVendors {
  const { watched, settings, integrations } = input;
  const graph = switchedMicrosoftGraph(watched);
  const live = new Map<IntegrationName, Live>();
  const psas: Psa[] = [];
  const documentations: Documentation[] = [];

  const connection = (name: IntegrationName) => {
    const state = live.get(name)?.state;
    return state?.kind === 'usable' ? state.connection : undefined;
  };
  const spread = () => {
    const connections = VENDOR_SYSTEMS.flatMap(({ room }) => connection(room.name) ?? []);
    psas.splice(0, psas.length, ...connections.flatMap((one) => (one.kind === 'psa' ? one.psa : [])));
    documentations.splice(
      0,
      documentations.length,
      ...connections.flatMap((one) => (one.kind === 'documentation' ? one.documentation : [])),
    );
    graph.use(connections.find((one) => one.kind === 'directory')?.settings);
  };
  const takeUp = async () => {
    const stored = await integrations.all();
    for (const system of VENDOR_SYSTEMS) {
      const record = stored.find(({ name }) => name === system.room.name);
      takeUpOne(live, system, record, watched);
    }
    spread();
  };

  for (const system of VENDOR_SYSTEMS) {
    const given = settings[system.part];
    if (given) live.set(system.room.name, configured(system, given, watched));
  }
  spread();
  return {
    psas,
    documentations,
    graph,
    hooksOf(psa) {
      const found = connection(psa);
      return found?.kind === 'psa' ? found.hooks : undefined;
    },
    connected: () => VENDOR_SYSTEMS.flatMap(({ room }) => describe(room, live.get(room.name))),
    connection,
    refresh: inTurn(takeUp),
  };
}

/** Takes up what other processes have stored, until the signal. While the database is away everything stays connected as it is. */
export function keepUp(
  live: LiveVendors,
  { everyMs, logger, signal }: { everyMs: number; logger: Logger; signal: AbortSignal },
): void {
  let isUnderWay = false;
  const look = async () => {
    if (isUnderWay) return;
    isUnderWay = true;
    try {
      await live.refresh();
    } catch (error) {
      logger.warn({ err: error }, 'what admins have connected could not be looked up');
    } finally {
      isUnderWay = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  signal.addEventListener('abort', () => clearInterval(timer));
}

/** One after the other: whoever asks gets what was stored when they asked, or later. */
function inTurn(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(work, work);
    return last;
  };
}

function configured(system: VendorSystem, given: object, watched: Watched): Live {
  const connecting = system.connect(watched, { ...given });
  if (connecting.kind === 'connected')
    return { from: 'configuration', state: { kind: 'usable', connection: connecting.connection } };
  // Read once already by the same schema: what does not fit now is the address.
  throw new CountersignError('bad_configuration', Object.values(connecting.problems).join('; '));
}

function takeUpOne(
  live: Map<IntegrationName, Live>,
  system: VendorSystem,
  record: Integration | undefined,
  watched: Watched,
): void {
  const { name } = system.room;
  const present = live.get(name);
  if (present?.from === 'configuration') return;
  if (!record) {
    live.delete(name);
    return;
  }
  const mark = `${record.id}:${record.version}`;
  if (present?.mark !== mark)
    live.set(name, { from: 'admins', mark, state: usable(system, record, watched) });
}

function usable(system: VendorSystem, { settings, secrets }: Integration, watched: Watched): Live['state'] {
  if (secrets.kind === 'locked')
    return {
      kind: 'unusable',
      problem: `Its secrets are sealed under the key “${secrets.keyId}”, which is not configured. Put the key back into SEALING_KEYS, or enter the secrets again.`,
    };
  if (secrets.kind === 'damaged')
    return {
      kind: 'unusable',
      problem: 'Its secrets were changed in the database. Enter them again.',
    };
  const connecting = system.connect(watched, { ...settings, ...secrets.values });
  if (connecting.kind === 'connected') return { kind: 'usable', connection: connecting.connection };
  const settingsThatDoNotFit = Object.keys(connecting.problems).join(', ');
  return {
    kind: 'unusable',
    problem: `This version wants other settings (${settingsThatDoNotFit}). Connect it again.`,
  };
}

function describe({ name }: VendorSystem['room'], live: Live | undefined): ConnectedSystem[] {
  if (!live) return [];
  const { from, state } = live;
  return [
    { name, title: SYSTEM_TITLES[name], from, ...(state.kind === 'unusable' && { problem: state.problem }) },
  ];
}
