import { Command } from 'commander';
import { scenarios } from '../src/sandbox/scenarios/index.ts';
import { listScenarios, playScenario } from '../src/sandbox/scenarios/play-scenario.ts';
import { startOwnSandbox } from './own-sandbox.ts';

const command = new Command('npm run scenario --')
  .description('Plays a story through the sandbox without a browser, and prints what everybody saw.')
  .argument('[name]', 'which story; without it, the stories are listed')
  .addHelpText('after', `\nStories:\n${listScenarios()}`)
  .action(async (name: string | undefined) => {
    if (name === undefined) console.log(`npm run scenario -- NAME plays one of:\n${listScenarios()}`);
    else process.exitCode = await play(name);
  });
async function play(name: string): Promise<number> {
  if (!scenarios.some((one) => one.name === name)) {
    console.error(`There is no story “${name}”. There are:\n${listScenarios()}`);
    return 2;
  }
  const sandbox = await startOwnSandbox();
  try {
    return await playScenario(name, sandbox.world);
  } finally {
    await sandbox.close();
  }
}

await command.parseAsync();
// What its libraries have left running, such as timers of jobs, would keep the process.
process.exit();
