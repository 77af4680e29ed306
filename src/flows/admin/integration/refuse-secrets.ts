import type { TextAnswer } from '../../desk.ts';
import type { IntegrationKind } from './integration-admin.ts';

/** A word in a system's place that is more likely a key than a slip of the fingers. */
export function mayBeKey(word: string): boolean {
  return word.length >= 16 || /[=:]/.test(word);
}

/** The answer to a line with more in it than a system's name: whatever it is, it may be a key. */
export function refuseSecrets(
  system: IntegrationKind | undefined,
  command: 'connect' | 'rotate',
): TextAnswer {
  const line = system ? `integration ${command} ${system.name}` : `integration ${command}`;
  return {
    kind: 'refused',
    text: [
      'Nothing was done: settings and secrets are entered in a form, never in the line.',
      `If there was a key or a password in that line, revoke it${system ? ` in ${system.title}` : ''} and make a new one: others may have seen it, and the chat keeps it.`,
    ].join('\n'),
    choices: [{ label: 'Open the form', command: line, style: 'primary' }],
  };
}
