import type { SimulatedCall } from './turn.ts';

/** A change as a plan names it. */
export interface Step {
  tool: string;
  arguments: Readonly<Record<string, unknown>>;
}

/** How a diagnosis ends: one call of one of the four concluding functions. */
export type Conclusion = SimulatedCall & { steps?: readonly Step[] };

/** Ends a diagnosis in a plan. */
export function proposePlan(diagnosis: string, steps: readonly Step[]): Conclusion {
  return { name: 'propose_plan', arguments: { diagnosis, steps }, steps };
}

/** Ends a diagnosis in an answer. */
export function answer(diagnosis: string, text: string): Conclusion {
  return { name: 'answer', arguments: { diagnosis, text } };
}

/** Ends a diagnosis in a question. */
export function askRequester(diagnosis: string, question: string): Conclusion {
  return { name: 'ask_requester', arguments: { diagnosis, question } };
}

/** Ends a diagnosis in a hand-over. */
export function handOver(diagnosis: string, reason: string): Conclusion {
  return { name: 'hand_over', arguments: { diagnosis, reason } };
}
