import type { ConsoleCommand } from '../console-commands.ts';
import type { CommandResult, ConsoleState } from '../console-state.ts';

/** Throws when the sandbox does not answer. */
export async function readConsoleState(): Promise<ConsoleState> {
  const response = await fetch('/console/state');
  if (!response.ok) throw new Error(`state answered ${response.status}`);
  return (await response.json()) as ConsoleState;
}

/** Never throws: a sandbox that does not answer is a refusal with a sentence. */
export async function sendCommand({ kind, ...body }: ConsoleCommand): Promise<CommandResult> {
  try {
    const response = await fetch(`/console/${kind}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as CommandResult;
  } catch {
    return { kind: 'refused', sentence: 'The sandbox did not answer. Is it still running?' };
  }
}
