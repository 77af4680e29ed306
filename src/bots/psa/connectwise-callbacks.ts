import {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
  raw,
} from 'express';
import type { Logger } from '../../logger.ts';

/** Recorded callbacks have 2 kB; a ticket's `Entity` with every field set stays far below this. */
const MAX_BODY = '64kb';

export interface ConnectWiseCallbackDependencies {
  /** Whether ConnectWise signed it, from the raw bytes and the header. Must not throw. */
  verify(body: Uint8Array, signature: string | undefined): Promise<CallbackVerdict>;
  /** Something about this ticket changed. Runs after the answer has left; what it misses, polling finds. */
  onHint(ticketId: string): Promise<void>;
  logger: Logger;
}

export type CallbackVerdict =
  | { kind: 'accepted'; hint: { ticketId: string } }
  | { kind: 'refused'; reason: string };

/**
 * Receives ConnectWise's callbacks: POST on the router's root. Mount it before any body parser, since signatures are
 * over raw bytes. Answers 200 before anything slow; 401 without a valid signature, 413 past 64 kB.
 */
export function connectwiseCallbacks(dependencies: ConnectWiseCallbackDependencies): Router {
  const router = Router();
  router.post(
    '/',
    refuseUnsigned,
    raw({ limit: MAX_BODY, type: () => true, inflate: false }),
    (request, response) => receive(dependencies, request, response),
  );
  router.use(answerBadBody);
  return router;
}

/** Before a byte of the body is read. */
const refuseUnsigned: RequestHandler = (request, response, next) => {
  if (request.get('x-content-signature')) next();
  else response.status(401).end();
};

async function receive(
  dependencies: ConnectWiseCallbackDependencies,
  request: Request,
  response: Response,
): Promise<void> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const verdict = await dependencies.verify(body, request.get('x-content-signature'));
  if (verdict.kind === 'refused') {
    dependencies.logger.warn({ reason: verdict.reason }, 'ConnectWise callback refused');
    response.status(401).end();
    return;
  }
  response.status(200).end();
  try {
    await dependencies.onHint(verdict.hint.ticketId);
  } catch (error) {
    dependencies.logger.warn(
      { err: error, ticketId: verdict.hint.ticketId },
      'ConnectWise callback not followed up',
    );
  }
}

/** Too large, compressed or cut off. The body parser's words are not passed on. */
const answerBadBody: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = (error as { status?: unknown } | null)?.status;
  response.status(typeof status === 'number' && status >= 400 && status < 500 ? status : 500).end();
};
