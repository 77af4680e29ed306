import { z } from 'zod';
import type { CommandAnswer, CommandChoice } from '../desk.ts';
import { type CommandShape, type CommandSpec, hasRole, openCommand } from './command-spec.ts';
import { meantCommands, nounOf } from './did-you-mean.ts';
import type { Caller } from './given-command.ts';
import { asWritten } from './words.ts';

/** `help` lists what the person may use; `help policy` teaches one command with examples. */
export function helpCommand(commands: readonly CommandSpec[]): CommandSpec {
  const shape = {
    name: 'help',
    summary: 'what you can write',
    takes: '[words...]',
    examples: [{ line: 'help policy', does: 'everything about policies, with examples' }],
    input: z.object({ words: z.array(z.string()).default([]) }),
  };
  return openCommand(shape, async (_dependencies, { caller, input }) => {
    const usable = commands.filter(({ role }) => hasRole(caller.person, role));
    return input.words.length === 0 ? overview(usable, caller) : about(input.words, usable);
  });
}

/** What each noun is about, in as few words as a line on a phone has; `help` with the noun tells the rest. */
const NOUNS: Readonly<Record<string, string>> = {
  status: 'how things stand',
  requests: 'who holds each request, and what is next',
  request: 'the story of one',
  withdraw: 'take one back',
  retry: 'what could not be delivered',
  mode: 'whether the agent acts, or only looks',
  client: 'companies, and who is asked there',
  person: 'people, their roles and accounts',
  policy: 'what needs whose signature',
  integration: 'connected systems',
  keys: 'what seals secrets',
  audit: 'who did what',
};

function overview(commands: readonly CommandShape[], { by, person }: Caller): CommandAnswer {
  const nouns = Map.groupBy(commands, nounOf);
  const isStaff = hasRole(person, 'technician');
  // In Slack these words alone would be a request.
  const prefix = by.provider === 'slack' ? '/countersign ' : '';
  const how = prefix ? ', with `/countersign` in front' : '';
  const taught = nouns.has('policy') ? 'policy' : 'requests';
  return {
    kind: 'answer',
    text: [
      // Requests come from clients' people.
      ...(isStaff ? [] : ['Write me a message to ask for something.']),
      `You can ${isStaff ? '' : 'also '}write${how}:`,
      ...[...nouns].map(([noun, of]) => `• \`${noun}\`: ${NOUNS[noun] ?? of[0]?.summary}`),
      `More about each, with examples: \`${prefix}help ${taught}\`.`,
    ].join('\n'),
    choices: [...nouns].flatMap(([noun, of]) => offered(noun, of)),
  };
}

/** A noun of several commands is taught; one that needs nothing else is given. */
function offered(noun: string, [only, ...more]: readonly CommandShape[]): CommandChoice[] {
  if (more.length > 0) return [{ label: `help ${noun}`, command: `help ${noun}` }];
  return only?.takes?.startsWith('<') ? [] : [{ label: noun, command: noun }];
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
  const text = `There is no help on ${asWritten(words.join(' '))}. \`help\` lists all.`;
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
