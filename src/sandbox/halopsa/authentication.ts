import { randomUUID } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import { addMs, type Clock, SECOND_MS } from '../../clock.ts';
import { Refusal } from './refusal.ts';

const LIFETIME_SECONDS = 3_600;

/** A program that may sign in, and the agent as which it then acts. */
export interface Application {
  clientId: string;
  clientSecret: string;
  agentId: number;
}

export interface Credentials {
  tenant: string;
  clientId: string;
  clientSecret: string;
}

/** Tokens of the applications: client credentials, an hour each, no refresh. */
export class Tokens {
  readonly #applications: readonly Application[];
  readonly #tenant: string;
  readonly #clock: Clock;
  readonly #issued = new Map<string, { application: Application; until: Date }>();

  constructor(options: { applications: readonly Application[]; tenant: string; clock: Clock }) {
    this.#applications = options.applications;
    this.#tenant = options.tenant;
    this.#clock = options.clock;
  }

  /** From now on none of the tokens so far is taken. */
  revoke(): void {
    this.#issued.clear();
  }

  /** `POST /auth/token` */
  endpoint(): Router {
    const router = Router();
    router.post('/auth/token', ({ body, query }, response) => {
      if (query['tenant'] !== this.#tenant) throw tokenError('invalid_request', 'The tenant is not known.');
      const application = this.#applicationOf((body ?? {}) as Record<string, unknown>);
      const token = randomUUID();
      this.#issued.set(token, { application, until: addMs(this.#clock.now(), LIFETIME_SECONDS * SECOND_MS) });
      response.json({ access_token: token, token_type: 'Bearer', expires_in: LIFETIME_SECONDS });
    });
    return router;
  }

  /** Lets nobody in without a token that is good; `response.locals.application` is whose it is. */
  required(): RequestHandler {
    return ({ headers }, response, next) => {
      const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ');
      const held = scheme.toLowerCase() === 'bearer' ? this.#issued.get(token) : undefined;
      if (!held || held.until <= this.#clock.now()) throw new Refusal(401, '');
      response.locals['application'] = held.application;
      next();
    };
  }

  #applicationOf(body: Record<string, unknown>): Application {
    if (body['grant_type'] !== 'client_credentials')
      throw tokenError('unsupported_grant_type', 'The grant type is not supported.');
    if (body['scope'] !== 'all') throw tokenError('invalid_scope', 'The scope is not allowed.');
    const found = this.#applications.find(
      ({ clientId, clientSecret }) =>
        clientId === body['client_id'] && clientSecret === body['client_secret'],
    );
    if (!found) throw tokenError('invalid_client', 'The client credentials are not valid.');
    return found;
  }
}

function tokenError(error: string, description: string): Refusal {
  return new Refusal(400, { error, error_description: description });
}
