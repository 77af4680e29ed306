import type { Conversation } from './conversation.ts';
import { type Misbehaviour, misbehaviours } from './misbehaviours.ts';
import { badRequest } from './refusal.ts';
import { followScenario } from './scripted-model.ts';
import type { Script, SimulatedTurn } from './turn.ts';

/**
 * Who plays the model from now on: `scenarios` recognises requests and solves them; a misbehaviour is played by its
 * name; a function decides each turn; a list is played in order, one entry a call, and then no further call is expected.
 */
export type Casting = 'scenarios' | Misbehaviour | Script | readonly (SimulatedTurn | Script)[];

/** Holds the casting, and what a test asks afterwards: was there a call too many, or one too few? */
export class ScriptBook {
  #script: Script = followScenario;
  #turns: (SimulatedTurn | Script)[] | undefined;
  readonly #unexpected: string[] = [];

  cast(casting: Casting): void {
    this.#turns = undefined;
    if (casting === 'scenarios') this.#script = followScenario;
    else if (typeof casting === 'string') this.#script = misbehaviours[casting];
    else if (typeof casting === 'function') this.#script = casting;
    else this.#turns = [...casting];
  }

  get unexpected(): readonly string[] {
    return this.#unexpected;
  }

  get unusedTurns(): readonly (SimulatedTurn | Script)[] {
    return this.#turns ?? [];
  }

  /** Throws a 400 when the list of turns is used up: the client does not retry that. */
  play(conversation: Conversation): SimulatedTurn {
    const turn = this.#turns ? this.#turns.shift() : this.#script;
    if (turn === undefined) {
      this.#unexpected.push(`a call about ${JSON.stringify(conversation.said.at(-1) ?? '')}`);
      throw badRequest('The test that runs this model expected no further call.', null, 'unexpected_call');
    }
    return typeof turn === 'function' ? turn(conversation) : turn;
  }
}
