import { randomBytes } from 'node:crypto';
import type { Express, Request } from 'express';
import type { Clock } from '../../clock.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { type AnsweringTurn, responseObject } from './answer.ts';
import { readConversation } from './conversation.ts';
import {
  answerRefusal,
  badRequest,
  quotaSpent,
  Refusal,
  rateLimited,
  serverError,
  unknownUrl,
} from './refusal.ts';
import { parseRequestBody, type RequestBody } from './request-body.ts';
import { type Casting, ScriptBook } from './script-book.ts';
import type { Script, SimulatedTurn } from './turn.ts';
import { TokenMeter } from './usage.ts';

export type { Conversation } from './conversation.ts';
export type { Casting } from './script-book.ts';
export { followScenario } from './scripted-model.ts';
export { calls, type Script, type SimulatedTurn } from './turn.ts';

/** Its models: one that takes a temperature, one that reasons, seals its thoughts and takes none. */
export const SIMULATED_MODELS = { plain: 'scripted', reasoning: 'scripted-reasoning' } as const;

/** Tokens; more is refused with `context_length_exceeded`. */
const CONTEXT_WINDOW = 128_000;

export interface SimulatedOpenAiOptions {
  /** The key that works. With `-restricted`, `-limited` or `-spent` behind it: 403, 429, and 429 for a spent quota. */
  apiKey: string;
  clock: Clock;
  port?: number;
}

export interface SimulatedOpenAi extends SimulatedVendor {
  /** Replaces whoever plays the model, from the next call on. */
  script(casting: Casting): void;
  /** Calls that came after the last turn of a list. */
  readonly unexpected: readonly string[];
  /** Turns of a list that were never asked for. */
  readonly unusedTurns: readonly (SimulatedTurn | Script)[];
}

/** OpenAI's Responses API at `{url}/v1`, with a scripted model that knows only what each request tells it. */
export async function startSimulatedOpenAi(options: SimulatedOpenAiOptions): Promise<SimulatedOpenAi> {
  const { clock } = options;
  const book = new ScriptBook();
  const server = await startSimulatedServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    now: () => clock.now(),
    routes: (app) => addRoutes(app, { apiKey: options.apiKey, clock, book, meter: new TokenMeter() }),
  });
  return {
    ...server,
    script: (casting) => book.cast(casting),
    get unexpected() {
      return book.unexpected;
    },
    get unusedTurns() {
      return book.unusedTurns;
    },
  };
}

interface Provider {
  apiKey: string;
  clock: Clock;
  book: ScriptBook;
  meter: TokenMeter;
}

function addRoutes(app: Express, provider: Provider): void {
  app.use((request, _response, next) => {
    requireKey(request, provider.apiKey);
    next();
  });
  app.post('/v1/responses', (request, response) => {
    const answer = respond(provider, request.body);
    if (answer) response.json(answer);
  });
  app.get('/v1/models', (_request, response) => {
    response.json({ object: 'list', data: Object.values(SIMULATED_MODELS).map(modelObject) });
  });
  app.get('/v1/models/:model', (request, response) => {
    response.json(modelObject(requireModel(request.params.model, 404)));
  });
  app.post('/v1/chat/completions', () => {
    throw badRequest('This model is only supported in v1/responses and not in v1/chat/completions.', 'model');
  });
  app.use((request) => {
    throw unknownUrl(request.method, request.path);
  });
  app.use(answerRefusal);
}

function requireKey(request: Request, apiKey: string): void {
  const [, given] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (given === apiKey) return;
  if (given === `${apiKey}-limited`) throw rateLimited(0);
  if (given === `${apiKey}-spent`) throw quotaSpent();
  if (given === `${apiKey}-restricted`) {
    throw new Refusal(
      'You have insufficient permissions for this operation. Missing scopes: api.responses.write.',
      {
        status: 403,
        type: 'invalid_request_error',
        code: 'missing_scope',
      },
    );
  }
  const message =
    given === undefined
      ? "You didn't provide an API key."
      : `Incorrect API key provided: ${given.slice(0, 6)}***.`;
  throw new Refusal(message, {
    status: 401,
    type: 'invalid_request_error',
    code: given ? 'invalid_api_key' : null,
  });
}

/** Undefined when the model is to stall. */
function respond({ book, meter, clock }: Provider, given: unknown): Record<string, unknown> | undefined {
  const body = parseRequestBody(given);
  const reasons = requireModel(body.model, 400) === SIMULATED_MODELS.reasoning;
  requireFits(body, reasons, meter);
  const turn = book.play(readConversation(body));
  if (turn.kind === 'stall') return undefined;
  if (turn.kind === 'rate_limited') throw rateLimited(turn.retryAfterSeconds);
  if (turn.kind === 'server_error') throw serverError();
  const usage = meter.usage(body, outputText(turn));
  return responseObject({ body, turn, usage, clock, reasons, newId });
}

/** The Responses API answers 400 for an unknown model, the list of models 404. */
function requireModel(model: string, status: 400 | 404): string {
  if (Object.values<string>(SIMULATED_MODELS).includes(model)) return model;
  throw new Refusal(`The requested model '${model}' does not exist.`, {
    status,
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  });
}

function requireFits(body: RequestBody, reasons: boolean, meter: TokenMeter): void {
  if (reasons && typeof body.temperature === 'number') {
    throw badRequest("Unsupported parameter: 'temperature' is not supported with this model.", 'temperature');
  }
  if (meter.inputTokens(body) <= CONTEXT_WINDOW) return;
  throw badRequest(
    'Your input exceeds the context window of this model. Please adjust your input and try again.',
    'input',
    'context_length_exceeded',
  );
}

function outputText(turn: AnsweringTurn): unknown {
  if (turn.kind === 'calls') return turn.calls;
  return 'text' in turn ? turn.text : turn.kind;
}

function modelObject(id: string): Record<string, unknown> {
  return { id, object: 'model', created: 1_767_225_600, owned_by: 'countersign-sandbox' };
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(20).toString('hex')}`;
}
