import ky, { HTTPError, type KyInstance } from 'ky';
import { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { Fetch } from '../../http.ts';
import { failureOf, retryAfter } from './failures.ts';
import type { VoiceSettings } from './settings.ts';

/** A text to be sent. */
export interface OutgoingText {
  to: string;
  body: string;
  /** Where Twilio reports what became of it. */
  statusCallback: string | undefined;
}

/** A call to be made. */
export interface OutgoingCall {
  to: string;
  from: string;
  /** What is said. */
  twiml: string;
  statusCallback: string | undefined;
}

/** A number of the account, and where it delivers. */
export interface AccountNumber {
  number: string;
  voiceUrl: string;
  smsUrl: string;
  statusCallback: string;
}

/** Twilio's API, as the account of the settings. Every method throws `CountersignError`. */
export interface TwilioApi {
  /** Gives the text's sid. With `unlogged`, without a trace of it in the exchange log. */
  sendText(text: OutgoingText, options?: { unlogged: boolean }): Promise<string>;
  /** Gives the call's sid. */
  call(call: OutgoingCall): Promise<string>;
  numbers(): Promise<readonly AccountNumber[]>;
}

const Sent = z.object({ sid: z.string().min(1) });
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const NumbersPage = z.object({
  incoming_phone_numbers: z.array(
    z.object({ phone_number: z.string(), voice_url: text, sms_url: text, status_callback: text }),
  ),
});

const MOST_RETRIES = 2;
/** A longer wait is not sat out here: the caller is told and comes back. */
const LONGEST_WAIT_MS = 5 * SECOND_MS;
const MOST_NUMBERS = 1_000;

/** Calls in the name of the account. Reads are repeated, writes only after a 429, which took no effect. */
export function createTwilioApi(
  settings: VoiceSettings,
  { fetch, unloggedFetch }: { fetch: Fetch; unloggedFetch: Fetch },
): TwilioApi {
  const client = createClient(settings, fetch);
  const unlogged = createClient(settings, unloggedFetch);
  const sender = settings.messagingServiceSid
    ? { MessagingServiceSid: settings.messagingServiceSid }
    : { From: settings.smsFrom };
  const post = async (through: KyInstance, path: string, form: Record<string, string | undefined>) => {
    const answer = await ask(() => through.post(path, { body: formOf(form) }).json());
    return parse(Sent, answer).sid;
  };
  return {
    sendText: ({ to, body, statusCallback }, options) =>
      post(options?.unlogged ? unlogged : client, 'Messages.json', {
        To: to,
        ...sender,
        Body: body,
        StatusCallback: statusCallback,
      }),
    call: ({ to, from, twiml, statusCallback }) =>
      post(client, 'Calls.json', { To: to, From: from, Twiml: twiml, StatusCallback: statusCallback }),
    async numbers() {
      const page = client.get('IncomingPhoneNumbers.json', { searchParams: { PageSize: MOST_NUMBERS } });
      const { incoming_phone_numbers: found } = parse(NumbersPage, await ask(() => page.json()));
      return found.map(({ phone_number: number, voice_url, sms_url, status_callback }) => ({
        number,
        voiceUrl: voice_url,
        smsUrl: sms_url,
        statusCallback: status_callback,
      }));
    },
  };
}

function createClient(
  { apiUrl, accountSid, authToken, apiKeySid, apiKeySecret }: VoiceSettings,
  fetch: Fetch,
): KyInstance {
  const user = apiKeySid ?? accountSid;
  const credential = Buffer.from(`${user}:${apiKeySecret ?? authToken}`).toString('base64');
  return ky.create({
    prefix: `${apiUrl}/2010-04-01/Accounts/${accountSid}`,
    fetch,
    timeout: false,
    headers: { authorization: `Basic ${credential}` },
    retry: {
      limit: MOST_RETRIES,
      methods: ['get', 'post'],
      afterStatusCodes: [429],
      shouldRetry: ({ error }) => shouldRetry(error),
    },
  });
}

function shouldRetry(error: Error): boolean {
  if (!(error instanceof HTTPError)) return false;
  const { status, headers } = error.response;
  if ((retryAfter(headers) ?? 0) > LONGEST_WAIT_MS) return false;
  return status === 429 || (error.request.method === 'GET' && status >= 500);
}

function formOf(fields: Record<string, string | undefined>): URLSearchParams {
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given);
}

async function ask(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    throw failureOf(error);
  }
}

function parse<Output>(schema: z.ZodType<Output>, answer: unknown): Output {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new CountersignError('unexpected_response', 'Twilio answered in another shape', { vendor: 'twilio' });
}
