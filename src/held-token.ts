import { addMs, type Clock } from './clock.ts';

/** An access token as it was given just now. */
export interface GivenToken {
  text: string;
  lifetimeMs: number;
}

/** One access token for everybody who needs it. */
export interface HeldToken {
  /** Throws what asking for a token throws. */
  get(): Promise<string>;
  /** This token was refused: the next `get` asks for another. */
  drop(refused: string): void;
}

/** Where a token comes from, and how early it is replaced. */
export interface HeldTokenOptions {
  ask: () => Promise<GivenToken>;
  /** Renewed this long before its end, so that no call starts with a token that ends on the way. */
  renewBeforeMs: number;
  clock: Clock;
}

/** Keeps a token as long as it lasts. Callers that come while one is being asked for share that one request. */
export function holdToken({ ask, renewBeforeMs, clock }: HeldTokenOptions): HeldToken {
  let held: { text: string; renewAt: Date } | undefined;
  let pending: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const askedAt = clock.now();
    const { text, lifetimeMs } = await ask();
    held = { text, renewAt: addMs(askedAt, lifetimeMs - renewBeforeMs) };
    return text;
  };
  return {
    async get() {
      if (held && held.renewAt > clock.now()) return held.text;
      pending ??= renew().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    drop(refused) {
      if (held?.text === refused) held = undefined;
    },
  };
}
