import { compileAhead } from './node-process.ts';

/** Beside the start of everything else: nobody waits for it but the end of the run. */
export function setup(): () => Promise<void> {
  const compiled = compileAhead();
  compiled.catch(() => undefined);
  return () => compiled;
}
