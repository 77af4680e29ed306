import type { Conclusion } from './conclusion.ts';
import type { Facts } from './conversation.ts';
import type { Looking } from './looking.ts';

/** One kind of request that the scripted model can solve. */
export interface Scenario {
  name: string;
  /** By the wording of the request, loosely. */
  recognises(text: string): boolean;
  /** Looks, and concludes; undefined while a look-up is still to be answered. */
  solve(asked: Asked, looking: Looking): Conclusion | undefined;
}

/** What the requester wants, in their words. */
export interface Asked {
  requester: Facts['requester'];
  /** The request. */
  text: string;
  /** What they wrote later, answers to questions among it; empty at first. */
  later: string;
}
