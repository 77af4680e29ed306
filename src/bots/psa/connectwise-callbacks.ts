import type { Router } from 'express';
import type { Logger } from '../../logger.ts';
import type { HookVerdict } from '../../tools/psa.ts';
import { psaHookRouter } from './hook-router.ts';

export interface ConnectWiseCallbackDependencies {
  verify(body: Uint8Array, signature: string | undefined): Promise<HookVerdict>;
  onHint(ticketId: string): Promise<void>;
  logger: Logger;
}

/** ConnectWise's callbacks by the router of all PSAs, for a composition root that does not know it yet. */
export function connectwiseCallbacks(dependencies: ConnectWiseCallbackDependencies): Router {
  const requiredHeader = 'x-content-signature';
  return psaHookRouter({
    ...dependencies,
    psa: 'connectwise',
    hooks: {
      requiredHeader,
      verify: (hook) => dependencies.verify(hook.body, hook.header(requiredHeader)),
    },
  });
}
