import { isDeepStrictEqual } from 'node:util';
import type { Conversation } from './conversation.ts';
import type { SimulatedCall } from './turn.ts';

/**
 * What a scenario looks at. A scenario asks for everything it can ask for, each time anew: what was answered in an
 * earlier turn is given back, what was not is noted and asked for by the next turn, all of it side by side.
 */
export class Looking {
  readonly #conversation: Conversation;
  readonly #wanted: SimulatedCall[] = [];
  readonly #problems: string[] = [];

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /** The function's output; undefined while it is not known, and when it cannot be (see `problems`). */
  at(name: string, given: Readonly<Record<string, unknown>>): unknown {
    const lookup = this.#conversation.lookups.find(
      (made) => made.name === name && isDeepStrictEqual(made.arguments, given),
    );
    if (lookup) return this.#outputOf(name, lookup.output);
    if (!this.canLook(name)) this.#problems.push(`I may not use ${name} here`);
    else if (!this.#isWanted(name, given)) this.#wanted.push({ name, arguments: given });
    return undefined;
  }

  /** A disabled tool is not offered. */
  canLook(name: string): boolean {
    return this.#conversation.functions.has(name);
  }

  /** Of an output that is not what the function promises. */
  cannotUse(name: string): void {
    this.#problems.push(`I cannot make sense of what ${name} returned`);
  }

  /** Asked for when it is offered; what comes back, or does not, changes nothing. */
  besides(name: string, given: Readonly<Record<string, unknown>>): void {
    const isMade = this.#conversation.lookups.some((made) => made.name === name);
    if (!isMade && this.canLook(name) && !this.#isWanted(name, given)) {
      this.#wanted.push({ name, arguments: given });
    }
  }

  /** What the first such look besides came back with; undefined while it has not. */
  sawBesides(name: string): unknown {
    return this.#conversation.lookups.find((made) => made.name === name)?.output;
  }

  /** Calls for the next turn; empty when everything is known. */
  get wanted(): readonly SimulatedCall[] {
    return this.#wanted;
  }

  /** Why something stays unknown, in words for a technician. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  get isWaiting(): boolean {
    return this.#wanted.length > 0 || this.#problems.length > 0;
  }

  #isWanted(name: string, given: Readonly<Record<string, unknown>>): boolean {
    return this.#wanted.some((call) => call.name === name && isDeepStrictEqual(call.arguments, given));
  }

  #outputOf(name: string, output: unknown): unknown {
    const error = (output as { error?: unknown } | null)?.error;
    if (typeof error !== 'string') return output;
    this.#problems.push(`${name} did not work (${error})`);
    return undefined;
  }
}
