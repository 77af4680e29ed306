import { z } from 'zod';
import type { CommandAnswer } from '../desk.ts';
import { type CommandShape, type CommandSpec, hasRole, openCommand } from './command-spec.ts';
import { meantCommands, nounOf } from './did-you-mean.ts';
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
    return input.words.length === 0 ? overview(usable, caller) : about(input.words, usable);
  });
}

function overview(commands: readonly CommandShape[], { by, person }: Caller): CommandAnswer {
  const lines = commands.map(({ name, summary }) => `• \`${name}\`: ${summary}`);
  const also = hasRole(person, 'technician') ? 'You can also write' : 'You can also ask me for';
  // In Slack these words alone would be a request.
  const how = by.provider === 'slack' ? ', with `/countersign` in front' : '';
  return {
    kind: 'answer',
    text: ['Write me a message to ask for something.', `${also}${how}:`, ...lines].join('\n'),
  };
}

/** As many as a phone shows whole; of more, each is taught by itself. */
const MOST_TAUGHT = 8;

function about(words: readonly string[], commands: readonly CommandShape[]): CommandAnswer {
  const wanted = words.join(' ').toLowerCase();
  const isOne = words.length > 1;
  const found = commands.filter((one) => (isOne ? one.name : nounOf(one)) === wanted);
  if (found.length === 0) return unknown(words, commands);
  if (found.length <= MOST_TAUGHT) return { kind: 'answer', text: found.map(usageOf).join('\n\n') };
  const shown = found.map((one) => usageOf({ ...one, options: [] })).join('\n');
  return { kind: 'answer', text: `${shown}\nWhat else one takes: \`help ${found.at(-1)?.name}\`.` };
}

function unknown(words: readonly string[], commands: readonly CommandShape[]): CommandAnswer {
  const text = `There is no help on “${words.join(' ').slice(0, 40)}”. \`help\` lists all.`;
  const choices = meantCommands(words, commands).map(({ label }) => ({ label, command: `help ${label}` }));
  return choices.length === 0
    ? { kind: 'not_understood', text }
    : { kind: 'not_understood', text: `${text}\nDid you mean:`, choices };
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
