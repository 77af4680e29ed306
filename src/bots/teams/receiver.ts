import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { CountersignError, errorCode } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { Activity, type InvokeAnswer } from './activity.ts';
import type { InboundAdapter } from './adapter.ts';
import { looksLikeOurs } from './bearer.ts';
import type { TeamsSettings } from './settings.ts';

/** Where the Azure Bot delivers to: its messaging endpoint. */
export const ENDPOINT = '/api/messages';

/** Teams' own bodies stay far below; whoever sends more is not Teams. */
const BODY_LIMIT = '512kb';

export interface ReceiverDependencies {
  settings: TeamsSettings;
  adapter: InboundAdapter;
  /** Whether what we say in answer may go there. */
  isServiceUrl: (address: string) => boolean;
  handle(activity: Activity): Promise<InvokeAnswer | undefined>;
  logger: Logger;
}

/**
 * Receives deliveries. What is no token of the Bot Framework in form is refused before the body is read; the token is
 * checked before anything of the body is used. A delivery that could not be stored is answered 503, and comes again.
 * No answer ever holds an error's text.
 */
export function createReceiver(dependencies: ReceiverDependencies): Router {
  const router = express.Router();
  const gate = (request: Request, response: Response, next: NextFunction) => {
    if (looksLikeOurs(request.headers.authorization, dependencies.settings)) next();
    else refuse(dependencies, response, 'it had no token of the Bot Framework for this bot');
  };
  const body = express.json({ limit: BODY_LIMIT });
  router.post(ENDPOINT, gate, body, (request, response) => take(dependencies, request, response));
  router.use(ENDPOINT, (error: unknown, _request: Request, response: Response, next: NextFunction) =>
    answerBadBody(error, response, next),
  );
  return router;
}

async function take(dependencies: ReceiverDependencies, request: Request, response: Response): Promise<void> {
  const activity = Activity.safeParse(request.body).data;
  if (!activity) return void response.status(400).end();
  if (!dependencies.isServiceUrl(activity.serviceUrl))
    return refuse(dependencies, response, 'it named a connector that is not Microsoft’s');
  try {
    const answer = await dependencies.adapter.process(
      request.headers.authorization ?? '',
      request.body as Record<string, unknown>,
      () => dependencies.handle(activity),
    );
    response.status(answer?.status ?? 200);
    if (answer?.body) response.json(answer.body);
    else response.end();
  } catch (error) {
    answerFailure(dependencies, response, error);
  }
}

function answerFailure(dependencies: ReceiverDependencies, response: Response, error: unknown): void {
  if (error instanceof CountersignError && error.code === 'unauthenticated' && error.facts.vendor === 'teams')
    return refuse(dependencies, response, 'its token was not valid');
  dependencies.logger.error(
    { err: error, code: errorCode(error) },
    'a delivery from Teams could not be taken',
  );
  if (!response.headersSent) response.status(503).end();
}

function refuse({ logger }: ReceiverDependencies, response: Response, why: string): void {
  logger.info({ why }, 'a delivery to the Teams bot was refused');
  response.status(401).end();
}

/** Not JSON, or too much of it: express says so with a status. */
function answerBadBody(error: unknown, response: Response, next: NextFunction): void {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (typeof status === 'number' && status >= 400 && status < 500) response.status(status).end();
  else next(error);
}
