import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import { changedMeanwhile } from '../changed-meanwhile.ts';
import type { CommandLine } from '../command-spec.ts';
import type { CommandDependencies } from '../given-command.ts';
import { match } from '../matching.ts';
import { whichOne } from '../which-one.ts';
import type { ConnectedSystem, IntegrationKind } from './integration-admin.ts';

type FoundIntegration =
  | { kind: 'found'; system: IntegrationKind }
  | { kind: 'not_found'; answer: CommandAnswer };

/** The system that a word names. */
export function findIntegration(
  { integrationAdmin: { kinds } }: Pick<CommandDependencies, 'integrationAdmin'>,
  word: string,
  line: CommandLine,
): FoundIntegration {
  const found = match(word, kinds, ({ name, title }) => [name, title]);
  if (found.kind === 'one') return { kind: 'found', system: found.item };
  const answer = whichOne({
    noun: 'system',
    word,
    line,
    match: found,
    all: kinds,
    optionOf: ({ name, title }) => ({ label: title, word: name }),
  });
  return { kind: 'not_found', answer };
}

/** The system's connection as it is now; undefined when there is none. */
export function connectedSystem(
  { integrationAdmin }: Pick<CommandDependencies, 'integrationAdmin'>,
  { name }: IntegrationKind,
): ConnectedSystem | undefined {
  return integrationAdmin.connected().find((one) => one.name === name);
}

/** What is configured is not for commands. */
export function isConfigured({ title }: IntegrationKind): TextAnswer {
  return {
    kind: 'refused',
    text: `${title} is connected from configuration (environment variables), so it cannot be changed in chat. Change it there and restart; or take it out there, restart, and connect it here.`,
  };
}

/** There is nothing to show, check, rotate or disconnect. */
export function notConnected({ name, title }: IntegrationKind): TextAnswer {
  return {
    kind: 'refused',
    text: `${title} is not connected.`,
    choices: [{ label: `Connect ${title}`, command: `integration connect ${name}`, style: 'primary' }],
  };
}

/** Somebody else was faster. */
export function integrationChanged({ name, title }: IntegrationKind): TextAnswer {
  return changedMeanwhile(title, `integration show ${name}`);
}
