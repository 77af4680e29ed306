import type { Request } from 'express';
import type { ApiContext } from './api-context.ts';
import { endsOf } from './call-parameters.ts';
import { endCall } from './call-status.ts';
import { type Form, readForm } from './form.ts';
import { isWebAddress } from './message-routes.ts';
import { type NewOutgoingCall, type OutgoingScript, placeCall, queueCall } from './outgoing-calls.ts';
import { listPage } from './pages.ts';
import { badRequest, notFound } from './refusal.ts';
import { presentCall } from './represent.ts';
import type { Call, Line, TwilioState } from './state.ts';
import { parseTwiml } from './twiml.ts';
import { isPhoneNumber } from './wire-format.ts';

const LONGEST_TWIML = 4_000;
const EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

/** `POST /Calls.json`: answers at once; the phone rings afterwards. */
export function createCall({ state, dependencies, handles, later }: ApiContext, request: Request): object {
  const asked = readNewCall(state, readForm(request));
  const call = queueCall(dependencies, asked);
  const answer = presentCall(state, call);
  later(() => placeCall(dependencies, handles, call, asked));
  return answer;
}

/** `GET /Calls.json`, filtered by `To`, `From` and `Status`. */
export function listCalls({ state }: ApiContext, request: Request): object {
  const { To, From, Status } = request.query;
  const found = [...state.calls.values()].toReversed().filter((call) => {
    const { from, to } = endsOf(call);
    return (!To || To === to) && (!From || From === from) && (!Status || Status === call.status);
  });
  return listPage(
    request,
    'calls',
    found.map((call) => presentCall(state, call)),
  );
}

/** `GET /Calls/{Sid}.json`. */
export function readCall({ state }: ApiContext, request: Request): object {
  return presentCall(state, findCall(state, request));
}

/** `POST /Calls/{Sid}.json`: takes a call back, or ends it. */
export async function updateCall({ state, dependencies }: ApiContext, request: Request): Promise<object> {
  const call = findCall(state, request);
  const status = readForm(request).text('Status');
  if (status !== 'completed' && status !== 'canceled')
    throw badRequest(21218, 'Only Status can be changed here, to completed or canceled.');
  if (call.endedAt) throw badRequest(21220, 'Call is not in-progress. Cannot redirect.');
  const isUnanswered = call.status === 'queued' || call.status === 'ringing';
  await endCall(dependencies, call, isUnanswered ? 'canceled' : 'completed');
  return presentCall(state, call);
}

/** `GET /Calls/{Sid}/Recordings.json`: this Twilio records nobody. */
export function listRecordings({ state }: ApiContext, request: Request): object {
  findCall(state, request);
  return listPage(request, 'recordings', []);
}

function findCall(state: TwilioState, request: Request): Call {
  const call = state.calls.get(String(request.params['sid']));
  if (!call) throw notFound(request.path);
  return call;
}

function readNewCall(state: TwilioState, form: Form): NewOutgoingCall {
  const to = form.text('To');
  if (!to) throw badRequest(21201, "No 'To' number is specified");
  if (!isPhoneNumber(to)) throw badRequest(21211, `Invalid 'To' Phone Number: ${to}`);
  return {
    line: callerOf(state, form),
    to,
    script: scriptOf(form),
    statusCallback: statusCallbackOf(form),
    detectsMachines: form.text('MachineDetection') !== undefined,
  };
}

function callerOf(state: TwilioState, form: Form): Line {
  const from = form.text('From');
  if (!from) throw badRequest(21213, "No 'From' number is specified");
  const line = state.lines.get(from);
  if (!line)
    throw badRequest(
      21210,
      `The source phone number provided, ${from}, is not yet verified for your account. You may only make calls from phone numbers that you've verified or purchased from Twilio.`,
    );
  return line;
}

/** TwiML in the call itself goes before an address. */
function scriptOf(form: Form): OutgoingScript {
  const twiml = form.text('Twiml');
  if (twiml !== undefined) return { kind: 'verbs', verbs: verbsOf(twiml) };
  const url = form.text('Url');
  if (!url || !isWebAddress(url)) throw badRequest(21205, `Url is not a valid URL: ${url ?? ''}`);
  return { kind: 'url', url, method: methodOf(form, 'Method') };
}

function verbsOf(twiml: string): Extract<OutgoingScript, { kind: 'verbs' }>['verbs'] {
  if (twiml.length > LONGEST_TWIML)
    throw badRequest(21264, `Twiml is longer than ${LONGEST_TWIML} characters`);
  const parsed = parseTwiml(twiml);
  if (parsed.kind === 'broken') throw badRequest(12100, `Document parse failure: ${parsed.reason}`);
  const [warning] = parsed.warnings;
  if (warning) throw badRequest(warning.code, warning.message);
  return parsed.verbs;
}

function statusCallbackOf(form: Form): Call['statusCallback'] {
  const url = form.text('StatusCallback');
  if (!url) return undefined;
  if (!isWebAddress(url)) throw badRequest(21609, `Invalid 'StatusCallback' URL: ${url}`);
  const asked = form.all('StatusCallbackEvent');
  const unknown = asked.find((event) => !EVENTS.includes(event));
  if (unknown) throw badRequest(21626, `Invalid StatusCallbackEvent: ${unknown}`);
  return {
    url,
    method: methodOf(form, 'StatusCallbackMethod'),
    events: asked.length > 0 ? asked : ['completed'],
  };
}

function methodOf(form: Form, field: string): 'GET' | 'POST' {
  return form.text(field)?.toUpperCase() === 'GET' ? 'GET' : 'POST';
}
