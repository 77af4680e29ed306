import type { Stage } from './stage.ts';

/** A story that the sandbox plays by itself, with how it has to end. */
export interface Scenario {
  /** Kebab-case, for the command line. */
  name: string;
  /** What happens, in a sentence or two. */
  story: string;
  /** Acts as the people would, and states what must hold. Throws `ScenarioStopped` when it cannot go on. */
  play(stage: Stage): Promise<void>;
}
