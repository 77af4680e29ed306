import type { ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import type { Vendors } from '../../src/sandbox/start-vendors.ts';

type Call = Pick<ReceivedCall, 'method' | 'path' | 'body'>;

/** Which calls of ours, as a vendor sees them. */
export interface CallPattern {
  vendor: keyof Vendors;
  /** On `METHOD /path`. */
  call: RegExp;
  about?: (body: string) => boolean;
}

/** An exact point on the path of a request, by the calls that vendors see. */
export interface Moment extends CallPattern {
  /**
   * `arrived`: the vendor has the call and has not looked at it; it never will. `done`: it took effect, and nobody will
   * learn of it. `answered`: we know.
   */
  at: 'arrived' | 'done' | 'answered';
  /** The n-th such call; the first when absent. Later ones are never looked at. */
  nth?: number;
  /** Another call, which never gets past its arrival meanwhile. */
  holding?: CallPattern;
}

export interface Trap {
  readonly sprung: boolean;
  /** Resolves when the moment came and `act` has ended. */
  readonly done: Promise<void>;
  disarm(): void;
}

/** Lets `act` happen at that very moment, once; the vendor waits for it. */
export function trap(vendors: Vendors, moment: Moment, act: () => Promise<void>): Trap {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const state = { sprung: false, seen: 0 };
  const spring = async () => {
    if (state.sprung) return;
    state.sprung = true;
    await act().then(resolve, reject);
    disarm();
  };
  const isMeant = matcher(moment);
  const removers = [
    vendors[moment.vendor].observe(async (stage, call) => {
      if (!isMeant(call)) return;
      if (stage === 'done') return moment.at === 'done' ? spring() : undefined;
      state.seen += 1;
      const wanted = moment.nth ?? 1;
      if (state.seen < wanted) return;
      if (moment.at === 'arrived') await spring();
      if (moment.at === 'arrived' || state.seen > wanted) await never();
    }),
    ...(moment.holding ? [hold(vendors, moment.holding)] : []),
  ];
  if (moment.at === 'answered') removers.push(whenAnswered(vendors, moment, spring));
  function disarm() {
    for (const remove of removers) remove();
  }
  return {
    get sprung() {
      return state.sprung;
    },
    done,
    disarm,
  };
}

/** Keeps such calls waiting at the vendor's door. The returned function lets later ones in; those that wait stay. */
export function hold(vendors: Vendors, pattern: CallPattern): () => void {
  const isMeant = matcher(pattern);
  return vendors[pattern.vendor].observe((stage, call) =>
    stage === 'arrived' && isMeant(call) ? never() : undefined,
  );
}

export interface Pause {
  /** Resolves when the call has come. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

/** Keeps the first such call waiting until it is released: before the vendor looks at it, or once it took effect. */
export function pause(vendors: Vendors, pattern: CallPattern & { at: 'arrived' | 'done' }): Pause {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const isMeant = matcher(pattern);
  const remove = vendors[pattern.vendor].observe(async (stage, call) => {
    if (stage !== pattern.at || !isMeant(call)) return;
    remove();
    reached.resolve();
    await released.promise;
  });
  return { reached: reached.promise, release: () => released.resolve() };
}

function whenAnswered(vendors: Vendors, moment: Moment, spring: () => Promise<void>): () => void {
  const { calls } = vendors[moment.vendor];
  const from = calls.length;
  const isMeant = matcher(moment);
  const timer = setInterval(() => {
    const answered = calls.slice(from).filter((call) => call.status > 0 && isMeant(call));
    if (answered.length >= (moment.nth ?? 1)) void spring();
  }, 2);
  return () => clearInterval(timer);
}

function matcher({ call: pattern, about }: CallPattern): (call: Call) => boolean {
  return ({ method, path, body }) =>
    pattern.test(`${method} ${path}`) && (about?.(JSON.stringify(body ?? null)) ?? true);
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
