/** What every simulated vendor of the sandbox has in common. Each is a real HTTP server on the loopback interface. */
export interface SimulatedVendor {
  /** Base address, without a trailing slash. */
  readonly url: string;
  /** Every call received so far, oldest first: what tests assert on and what the sandbox page lists. */
  readonly calls: readonly ReceivedCall[];
  /** Answers the next matching calls badly; see `Fault`. */
  readonly faults: FaultPlan;
  /** Called with every call before it is processed (`stage: 'arrived'`) and after it took effect, before the answer
   * leaves (`stage: 'done'`). The call waits for the returned promise: tests stop processes at exact moments with it. */
  observe(observer: CallObserver): () => void;
  close(): Promise<void>;
}

export interface ReceivedCall {
  at: Date;
  method: string;
  /** Path without the query. */
  path: string;
  query: Readonly<Record<string, string>>;
  body: unknown;
  /** HTTP status that was answered. */
  status: number;
}

export type CallObserver = (
  stage: 'arrived' | 'done',
  call: Omit<ReceivedCall, 'status'>,
) => void | Promise<void>;

export interface Fault {
  /** Which calls: method (any when absent) and a pattern on the path. */
  method?: string;
  path: RegExp;
  /** How many calls it hits; 1 when absent. */
  times?: number;
  answer:
    | { kind: 'status'; status: number; headers?: Record<string, string>; body?: unknown }
    /** Never answers; the connection stays open until the caller gives up, or until the faults are cleared. */
    | { kind: 'hang' }
    /** Cuts the connection before anything is done, as where nobody listens. */
    | { kind: 'refuse' }
    /** Takes effect, then cuts the connection without an answer. */
    | { kind: 'effect_then_cut' };
}

export interface FaultPlan {
  add(fault: Fault): void;
  clear(): void;
  /** Faults that were planned and never hit: a test that plans one expects it. */
  readonly unused: readonly Fault[];
}
