import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { errorCode } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { callEventOf, fieldOf, heardIn, incomingTextOf } from './envelope.ts';
import { calledBack, callIsOver } from './listeners/call-status.ts';
import { takeStep } from './listeners/call-step.ts';
import type { ListenerDependencies } from './listeners/dependencies.ts';
import { answerCall } from './listeners/incoming-call.ts';
import { answerText } from './listeners/incoming-text.ts';
import { textReported } from './listeners/text-status.ts';
import { promptsIn } from './prompts/languages.ts';
import { PATHS, type PublicAddress } from './public-address.ts';
import type { VoiceSettings } from './settings.ts';
import { type FormFields, isSignedByTwilio, readForm } from './signature.ts';
import { farewell } from './twiml.ts';

/** Twilio's own forms stay far below; whoever sends more is not Twilio. */
const BODY_LIMIT = '64kb';

export interface ReceiverDependencies {
  settings: VoiceSettings;
  address: PublicAddress;
  listening: ListenerDependencies;
  logger: Logger;
}

/** A webhook whose signature was right. */
interface Webhook {
  form: FormFields;
  query: URLSearchParams;
}

/** What a webhook is answered: a document, or nothing. Undefined for one that says nothing to us. */
type Handler = (listening: ListenerDependencies, webhook: Webhook) => Promise<string | undefined>;

const HANDLERS: Readonly<Record<string, Handler>> = {
  [PATHS.incomingCall]: async (listening, { form }) => {
    const event = callEventOf(form);
    return event && answerCall(listening, event);
  },
  [PATHS.step]: async (listening, { form, query }) => {
    const event = callEventOf(form);
    const step = Number(query.get('step') ?? Number.NaN);
    return event && takeStep(listening, { event, step, heard: heardIn(form) });
  },
  [PATHS.callStatus]: async (listening, { form, query }) => {
    const event = callEventOf(form);
    const key = query.get('delivery');
    if (event) await (key === null ? callIsOver(listening, event) : calledBack(listening, key, event));
    return undefined;
  },
  [PATHS.incomingText]: async (listening, { form }) => {
    const text = incomingTextOf(form);
    return text && answerText(listening, text);
  },
  [PATHS.textStatus]: async (listening, { form, query }) => {
    const key = query.get('delivery');
    const [sid, status] = [fieldOf(form, 'MessageSid'), fieldOf(form, 'MessageStatus')];
    if (key !== null) await textReported(listening, { key, sid, status });
    return undefined;
  },
};

/**
 * Receives Twilio's webhooks. What has no signature is refused before its body is read; the signature is checked over the
 * public address and every field as it came, before anything is looked at or stored. Mount it before any body parser.
 */
export function createReceiver(dependencies: ReceiverDependencies): Router {
  const router = express.Router();
  const body = express.raw({ limit: BODY_LIMIT, type: 'application/x-www-form-urlencoded', inflate: false });
  for (const [path, handle] of Object.entries(HANDLERS))
    router.post(
      path,
      (request, response, next) => gate(dependencies, request, response, next),
      body,
      (request, response) => take(dependencies, handle, request, response),
    );
  router.use(Object.keys(HANDLERS), answerBadBody);
  return router;
}

function gate(
  dependencies: ReceiverDependencies,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (dependencies.address.origin === undefined) response.status(503).end();
  else if (request.get('x-twilio-signature')) next();
  else refuse(dependencies, response, 'it was not signed');
}

async function take(
  dependencies: ReceiverDependencies,
  handle: Handler,
  request: Request,
  response: Response,
): Promise<void> {
  const form = verifiedForm(dependencies, request);
  if (typeof form === 'string') return refuse(dependencies, response, form);
  const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
  try {
    const document = await handle(dependencies.listening, { form, query });
    if (document === undefined) response.status(204).end();
    else response.type('text/xml').send(document);
  } catch (error) {
    answerFailure(dependencies, request, response, error);
  }
}

/** The fields, or why they are not believed. */
function verifiedForm({ settings, address }: ReceiverDependencies, request: Request): FormFields | string {
  if (!Buffer.isBuffer(request.body)) return 'it was no form';
  const form = readForm(request.body.toString('utf8'));
  const signature = request.get('x-twilio-signature') ?? '';
  const url = `${address.origin ?? ''}${request.originalUrl}`;
  if (!isSignedByTwilio(settings.authToken, { signature, url, form })) return 'its signature was not valid';
  return fieldOf(form, 'AccountSid') === settings.accountSid ? form : 'it was of another account';
}

/** Callers hear that something is broken; everything else is answered so that Twilio's debugger shows it. */
function answerFailure(
  { settings, logger }: ReceiverDependencies,
  request: Request,
  response: Response,
  error: unknown,
): void {
  logger.error({ err: error, code: errorCode(error) }, 'a webhook of Twilio could not be taken');
  const isCalling = request.path === PATHS.incomingCall || request.path === PATHS.step;
  if (!isCalling) return void response.status(503).end();
  const prompts = promptsIn(settings.language);
  response.type('text/xml').send(farewell(prompts.broken, prompts));
}

function refuse({ logger }: ReceiverDependencies, response: Response, why: string): void {
  logger.info({ why }, 'a webhook that claims to be Twilio’s was refused');
  response.status(403).end();
}

/** Too large, compressed or cut off. The body parser's words are not passed on. */
function answerBadBody(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error);
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  response.status(typeof status === 'number' && status >= 400 && status < 500 ? status : 500).end();
}
