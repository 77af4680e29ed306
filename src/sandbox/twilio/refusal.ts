import type { ErrorRequestHandler } from 'express';

/** A call to the API that Twilio turns down, with its own code. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, sentence: string) {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}

/** A mistake in what was sent. */
export function badRequest(code: number, sentence: string): Refusal {
  return new Refusal(400, code, sentence);
}

/** Twilio's answer for an address that is nothing's. */
export function notFound(path: string): Refusal {
  return new Refusal(404, 20404, `The requested resource ${path} was not found`);
}

/** Twilio's published description knows no errors: the header keeps them out of the comparison with it. */
export const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (!(error instanceof Refusal)) return next(error);
  const { status, code, message } = error;
  response
    .status(status)
    .set('x-simulated-fault', 'true')
    .json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
};
