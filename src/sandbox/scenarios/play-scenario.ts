import type { SandboxWorld } from '../world.ts';
import { scenarios } from './index.ts';
import { ScenarioStopped } from './scenario-stopped.ts';
import { Stage } from './stage.ts';
import { tell } from './tell.ts';

/** For the process: 0 when it ended as it says, 1 when it did not, 2 when there is no such scenario. */
export type ExitCode = 0 | 1 | 2;

export interface PlayOptions {
  /** Standard output when absent. */
  print?: (text: string) => void;
  /** How long the scenario waits for whatever it waits for. */
  patienceMs?: number;
}

/** Plays a scenario in a fresh sandbox, and prints what everybody saw and whether it ended as it says. */
export async function playScenario(
  name: string,
  world: SandboxWorld,
  { print = printLine, patienceMs }: PlayOptions = {},
): Promise<ExitCode> {
  const scenario = scenarios.find((one) => one.name === name);
  if (!scenario) {
    print(`There is no scenario “${name}”. There are:\n${listScenarios()}`);
    return 2;
  }
  print(`${scenario.name}: ${scenario.story}\n`);
  const stage = new Stage(world, patienceMs);
  try {
    await scenario.play(stage);
  } catch (error) {
    if (!(error instanceof ScenarioStopped)) throw error;
    stage.holds(error.message, false);
  }
  print(tell(await stage.state(), stage.checks));
  const isAsTold = stage.checks.every(({ holds }) => holds);
  print(isAsTold ? 'It ended as it should.' : 'It did NOT end as it should.');
  return isAsTold ? 0 : 1;
}

function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One line each. */
export function listScenarios(): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, story }) => `  ${name.padEnd(width)}  ${story}`).join('\n');
}
