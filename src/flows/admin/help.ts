import { z } from 'zod';
import type { CommandAnswer } from '../desk.ts';
import { type CommandShape, type CommandSpec, hasRole, openCommand } from './command-spec.ts';
import type { Caller } from './given-command.ts';

/** `help` lists what the person may use; `help policy` teaches one command with examples. */
export function helpCommand(commands: readonly CommandSpec[]): CommandSpec {
  const shape = {
    name: 'help',
    summary: 'what there is; `help policy` shows examples',
    takes: '[words...]',
    examples: [{ line: 'help policy', does: 'everything about policies, with examples' }],
    input: z.object({ words: z.array(z.string()).default([]) }),
  };
  return openCommand(shape, async (_dependencies, { caller, input }) => {
    const usable = commands.filter(({ role }) => hasRole(caller.person, role));
    const [noun] = input.words;
    return noun === undefined ? overview(usable, caller) : about(noun, usable);
  });
}

function overview(commands: readonly CommandShape[], { person }: Caller): CommandAnswer {
  const lines = commands.map(({ name, summary }) => `• \`${name}\`: ${summary}`);
  const forWhom = hasRole(person, 'technician') ? 'You can also write:' : 'You can also ask me for:';
  return {
    kind: 'answer',
    text: ['Write me a message to ask for something.', forWhom, ...lines].join('\n'),
  };
}

function about(noun: string, commands: readonly CommandShape[]): CommandAnswer {
  const wanted = noun.toLowerCase();
  const found = commands.filter(({ name }) => name.split(' ')[0] === wanted);
  if (found.length === 0)
    return {
      kind: 'not_understood',
      text: `There is no help on “${noun.slice(0, 40)}”. \`help\` lists all.`,
    };
  return { kind: 'answer', text: found.map(usageOf).join('\n\n') };
}

/** How one command is written, with its options and examples. */
export function usageOf({ name, takes, summary, options = [], examples }: CommandShape): string {
  const written = [name, takes].filter((one) => one !== undefined).join(' ');
  return [
    `\`${written}\`: ${summary}`,
    ...options.map(({ flags, does }) => `• \`${flags}\`: ${does}`),
    ...examples.map(({ line, does }) => `• Example: \`${line}\`: ${does}`),
  ].join('\n');
}
