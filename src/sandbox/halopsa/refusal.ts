import type { ErrorRequestHandler } from 'express';

/** A call that Halo turns down. Its bodies are of several shapes; there is no code in any of them. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: object | string;

  constructor(status: number, body: object | string) {
    super(`answered with ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** A business rule: 400 with a sentence. The class is invented. */
export function brokenRule(sentence: string): Refusal {
  return new Refusal(400, { ClassName: 'System.Exception', Message: sentence });
}

/** Halo's answer for an id that is no record's. */
export function notFound(kind: string): Refusal {
  return new Refusal(404, { Message: `${kind} not found` });
}

/** Halo's published description knows no answers but 200: the header keeps what it does not describe out of the comparison with it. */
export const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (!(error instanceof Refusal)) return next(error);
  response.status(error.status).set('x-simulated-fault', 'true');
  if (typeof error.body === 'string') response.type('text').send(error.body);
  else response.json(error.body);
};
