import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ObservedCall } from './http.ts';

/** What is counted and measured, and how it is shown to Prometheus. */
export interface Metrics {
  /** Prometheus text. */
  render(): Promise<string>;
  readonly contentType: string;
  vendorCall: (call: ObservedCall) => void;
  received(kind: string): void;
  decided(kind: string): void;
  acknowledged(route: string, durationMs: number): void;
}

/** What is asked when somebody looks. */
export interface MetricsSources {
  /** Requests by status; read at every scrape, and left out of it when they cannot be read. */
  requestsByStatus(): Promise<Readonly<Record<string, number>>>;
  /** Work waiting or under way in this process. */
  workInHand(): number;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of one process. Labels are ours alone, never text from outside. */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'countersign_' });
  const calls = new Histogram({
    name: 'countersign_vendor_call_seconds',
    help: 'Calls to vendors by outcome',
    labelNames: ['vendor', 'method', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const acknowledgements = new Histogram({
    name: 'countersign_acknowledgement_seconds',
    help: 'From a delivery to its acknowledgement',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  const messages = new Counter({
    name: 'countersign_messages_total',
    help: 'Messages received by what became of them',
    labelNames: ['kind'],
    registers,
  });
  const decisions = new Counter({
    name: 'countersign_decisions_total',
    help: 'Clicks on approvals by what became of them',
    labelNames: ['kind'],
    registers,
  });
  const requests = new Gauge({
    name: 'countersign_requests',
    help: 'Requests by status',
    labelNames: ['status'],
    registers: [],
    async collect() {
      this.reset();
      // When the database is away the rest is wanted all the more: this one is left out then.
      const counts = await sources.requestsByStatus().catch(() => ({}));
      for (const [status, count] of Object.entries(counts)) this.set({ status }, count);
    },
  });
  const workInHand = new Gauge({
    name: 'countersign_work_in_hand',
    help: 'Requests that this process works on or has queued',
    registers: [],
    collect() {
      this.set(sources.workInHand());
    },
  });
  registry.registerMetric(requests);
  registry.registerMetric(workInHand);
  return {
    render: () => registry.metrics(),
    contentType: registry.contentType,
    vendorCall: ({ vendor, method, outcome, durationMs }) =>
      calls.observe({ vendor, method, outcome: String(outcome) }, durationMs / 1_000),
    received: (kind) => messages.inc({ kind }),
    decided: (kind) => decisions.inc({ kind }),
    acknowledged: (route, durationMs) => acknowledgements.observe({ route }, durationMs / 1_000),
  };
}
