import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
  raw,
} from 'express';
import type { Logger } from '../../logger.ts';
import type { PsaHooks, PsaName } from '../../tools/psa.ts';

/** Recorded webhooks have 2 to 20 kB; one with more is answered with 413, and polling finds what it would have told. */
const MAX_BODY = '64kb';

export interface PsaHookDependencies {
  /** For the log. */
  psa: PsaName;
  hooks: PsaHooks;
  /** Something about this ticket changed. Runs after the answer has left; what it misses, polling finds. */
  onHint(ticketId: string): Promise<void>;
  logger: Logger;
}

/**
 * Receives a PSA's webhooks: POST on the router's root, or on the secret below it where the vendor can only be given an
 * address. Mount it before any body parser, since signatures are over raw bytes. Answers 200 before anything slow, 401 to
 * what is not the vendor's, 413 past 64 kB.
 */
export function psaHookRouter(dependencies: PsaHookDependencies): Router {
  const { secretPath } = dependencies.hooks;
  const router = Router();
  router.post(
    secretPath === undefined ? '/' : '/:secret',
    refuseUnproven(dependencies.hooks),
    raw({ limit: MAX_BODY, type: () => true, inflate: false }),
    (request, response) => receive(dependencies, request, response),
  );
  router.use(answerBadBody);
  return router;
}

/** Before a byte of the body is read. */
function refuseUnproven({ requiredHeader, secretPath }: PsaHooks): RequestHandler {
  return (request, response, next) => {
    const hasHeader = requiredHeader === undefined || Boolean(request.get(requiredHeader));
    const hasSecret = secretPath === undefined || isSame(secretOf(request) ?? '', secretPath);
    if (hasHeader && hasSecret) next();
    else response.status(401).end();
  };
}

async function receive(
  dependencies: PsaHookDependencies,
  request: Request,
  response: Response,
): Promise<void> {
  const { psa, logger } = dependencies;
  const secret = secretOf(request);
  const verdict = await dependencies.hooks.verify({
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    header: (name) => request.get(name),
    ...(secret !== undefined && { secret }),
  });
  if (verdict.kind === 'refused') {
    logger.warn({ psa, reason: verdict.reason }, 'PSA webhook refused');
    response.status(401).end();
    return;
  }
  response.status(200).end();
  for (const ticketId of new Set(verdict.ticketIds)) {
    try {
      await dependencies.onHint(ticketId);
    } catch (error) {
      logger.warn({ err: error, psa, ticketId }, 'PSA webhook not followed up');
    }
  }
}

function secretOf({ params }: Request): string | undefined {
  return typeof params['secret'] === 'string' ? params['secret'] : undefined;
}

/** In the same time whatever is given. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** Too large, compressed or cut off. The body parser's words are not passed on. */
const answerBadBody: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = (error as { status?: unknown } | null)?.status;
  response.status(typeof status === 'number' && status >= 400 && status < 500 ? status : 500).end();
};
