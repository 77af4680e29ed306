import { callParameters } from './call-parameters.ts';
import type { Courier, Delivering, WebhookDelivery } from './courier.ts';
import { type Call, changed, raiseAlert, type TwilioState } from './state.ts';
import { parseTwiml, type Verb } from './twiml.ts';

export interface CallDependencies {
  state: TwilioState;
  courier: Courier;
}

/** A document that a call goes on with. */
export interface NextDocument {
  url: string;
  method: 'GET' | 'POST';
  /** Beside those that every webhook about a call has. */
  parameters: Readonly<Record<string, string>>;
  how?: Delivering;
}

/** What a call does next. */
export type Fetched =
  | { kind: 'verbs'; verbs: readonly Verb[]; url: string }
  | { kind: 'failed'; code: number };

/** TwiML answers above this size are refused. */
const LARGEST_ANSWER = 64 * 1_024;
const XML_TYPES = new Set(['text/xml', 'application/xml', 'text/html']);

/** Asks our webhook what to do. After a failure the line's fallback address is asked, once. */
export async function fetchDocument(
  dependencies: CallDependencies,
  call: Call,
  next: NextDocument,
): Promise<Fetched> {
  const fetched = await fetchOnce(dependencies, call, next);
  const fallback = call.direction === 'inbound' ? call.line.webhooks?.voiceFallbackUrl : undefined;
  if (fetched.kind === 'verbs' || !fallback || call.endedAt) return fetched;
  const parameters = { ErrorCode: String(fetched.code), ErrorUrl: next.url };
  return fetchOnce(dependencies, call, { url: fallback, method: 'POST', parameters });
}

async function fetchOnce(
  { state, courier }: CallDependencies,
  call: Call,
  { url, method, parameters, how }: NextDocument,
): Promise<Fetched> {
  const all = { ...callParameters(state, call), ...parameters };
  const delivery = await courier.deliver({ url, method, parameters: all }, how);
  call.webhooks.push(delivery);
  changed(state);
  const read = readAnswer(delivery);
  for (const { code, message } of read.warnings)
    raiseAlert(state, { code, level: 'warning', message, resource: call.sid });
  if (read.kind === 'verbs') return { kind: 'verbs', verbs: read.verbs, url };
  raiseAlert(state, { code: read.code, level: 'error', message: read.message, resource: call.sid });
  return { kind: 'failed', code: read.code };
}

type Warnings = readonly { code: number; message: string }[];
type ReadAnswer = { warnings: Warnings } & (
  | { kind: 'verbs'; verbs: readonly Verb[] }
  | { kind: 'failed'; code: number; message: string }
);

const failed = (code: number, message: string): ReadAnswer => ({
  kind: 'failed',
  code,
  message,
  warnings: [],
});

/** TwiML by its content type; plain text is read out, audio is played. */
function readAnswer({ answer, attempts }: WebhookDelivery): ReadAnswer {
  if (!answer) return failed(11205, `HTTP connection failure: ${attempts.at(-1)?.outcome ?? 'no attempt'}`);
  const { status, contentType, text } = answer;
  if (status < 200 || status > 299) return failed(11200, `HTTP retrieval failure: ${status}`);
  if (Buffer.byteLength(text) > LARGEST_ANSWER) return failed(11750, 'TwiML response body too large');
  if (contentType === 'text/plain') return heard({ verb: 'Say', text, language: 'en-US' });
  if (contentType.startsWith('audio/')) return heard({ verb: 'Play', url: contentType });
  if (!XML_TYPES.has(contentType)) return failed(12300, `Invalid Content-Type: ${contentType || 'none'}`);
  const parsed = parseTwiml(text);
  return parsed.kind === 'broken'
    ? failed(12100, `Document parse failure: ${parsed.reason}`)
    : { kind: 'verbs', verbs: parsed.verbs, warnings: parsed.warnings };
}

function heard(verb: Verb): ReadAnswer {
  return { kind: 'verbs', verbs: [verb], warnings: [] };
}
