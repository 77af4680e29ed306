import type { Clock } from '../../clock.ts';
import type { DemoClient } from '../demo-client.ts';
import { GRAPH_PERMISSIONS } from './permissions.ts';
import { buildTenantState, type TenantState } from './tenant-state.ts';

/** One simulated Entra tenant: its data, and switches for what an administrator there may have done or not done. */
export class SimulatedTenant {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** Application permissions that an administrator has consented to. Take one out to see what its absence does. */
  permissions = new Set<string>(GRAPH_PERMISSIONS);
  /** False: the app was never consented to, so that it has no service principal in this tenant. */
  consented = true;
  /** False: no Entra ID P1, so that sign-in logs are refused. */
  premium = true;
  #state: TenantState;
  #replica: { state: TenantState; readsLeft: number } | undefined;
  #lagReads = 0;
  readonly #client: DemoClient;
  readonly #clock: Clock;

  constructor(client: DemoClient, clock: Clock) {
    this.key = client.key;
    this.id = client.entraTenantId;
    this.name = client.name;
    this.domain = client.domain;
    this.#client = client;
    this.#clock = clock;
    this.#state = buildTenantState(client, clock.now());
  }

  /** The truth, for writes, for the sandbox page and for tests. */
  get state(): TenantState {
    return this.#state;
  }

  /** After each write, the next `reads` reads still show the state before it, as Entra's replicas do for a while. */
  lagBehindWrites(reads: number): void {
    this.#lagReads = reads;
  }

  /** What a read is answered from: a replica that may lag. */
  readableState(): TenantState {
    if (!this.#replica || this.#replica.readsLeft <= 0) return this.#state;
    this.#replica.readsLeft -= 1;
    return this.#replica.state;
  }

  /** What a write changes. */
  writableState(): TenantState {
    this.#replica =
      this.#lagReads > 0 ? { state: structuredClone(this.#state), readsLeft: this.#lagReads } : undefined;
    return this.#state;
  }

  /** Back to the demo data, with every switch as at the start. */
  reset(): void {
    this.#state = buildTenantState(this.#client, this.#clock.now());
    this.#replica = undefined;
    this.#lagReads = 0;
    this.permissions = new Set(GRAPH_PERMISSIONS);
    this.consented = true;
    this.premium = true;
  }
}
