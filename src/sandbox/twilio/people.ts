import { CallRun } from './call-run.ts';
import { endCall } from './call-status.ts';
import type { CallDependencies } from './documents.ts';
import { messagesOnPhone, textLine } from './incoming-texts.ts';
import { phoneCall } from './phone-call.ts';
import { type CallOptions, type PhoneCall, type Phones, type Who, WITHHELD } from './phones.ts';
import { addCall, changed, type Line, phoneAt, type TwilioState } from './state.ts';
import { isPhoneNumber } from './wire-format.ts';

/** The handles of calls, by sid. */
export type CallHandles = Map<string, PhoneCall>;

/** People with their phones. These throw when a script names what is not there: that is a mistake in the script. */
export function createPhones(dependencies: CallDependencies, handles: CallHandles): Phones {
  const { state } = dependencies;
  const numberOf = (who: Who) => findNumber(state, who);
  const messagesOf = (who: Who) => messagesOnPhone(state, numberOf(who));
  return {
    numberOf,
    dials: async (who, line, options = {}) =>
      dial(dependencies, handles, { number: numberOf(who), line, options }),
    texts: async (who, line, body, how = {}) =>
      textLine(dependencies, { from: numberOf(who), line: findLine(state, line), body }, how),
    messagesOf,
    messagesTo: (who) => messagesOf(who).filter(({ kind }) => kind === 'received'),
    callsOf(who) {
      const number = numberOf(who);
      return [...handles.values()].filter((call) => call.number === number);
    },
    setManners(who, manners) {
      const phone = phoneAt(state, numberOf(who));
      phone.manners = { ...phone.manners, ...manners };
      changed(state);
    },
  };
}

/** A line of the account by its number. */
export function findLine(state: TwilioState, number: string): Line {
  const line = state.lines.get(number);
  if (!line) throw new Error(`this Twilio has no line ${number}`);
  return line;
}

async function dial(
  dependencies: CallDependencies,
  handles: CallHandles,
  { number, line: lineNumber, options }: { number: string; line: string; options: CallOptions },
): Promise<PhoneCall> {
  const { state } = dependencies;
  const { withheld = false, stirVerstat, hangsUpMeanwhile, ...how } = options;
  const line = findLine(state, lineNumber);
  if (!line.webhooks) throw new Error(`nobody has said where calls of ${lineNumber} go`);
  const shownAs = shownNumber(number, withheld);
  const call = addCall(state, {
    line,
    number,
    shownAs,
    stirVerstat,
    direction: 'inbound',
    status: 'ringing',
  });
  const run = new CallRun(dependencies, call);
  const handle = phoneCall(dependencies, call, run);
  handles.set(call.sid, handle);
  const begun = run.begin({ url: line.webhooks.voiceUrl, method: 'POST', parameters: {}, how });
  await Promise.all([begun, hangsUpMeanwhile ? endCall(dependencies, call, 'completed') : undefined]);
  return handle;
}

function shownNumber(number: string, withheld: NonNullable<CallOptions['withheld']>): string {
  return withheld === false ? number : WITHHELD[withheld === true ? 'anonymous' : withheld];
}

function findNumber(state: TwilioState, who: Who): string {
  if (isPhoneNumber(who)) return who;
  const phone = [...state.phones.values()].find(({ key }) => key === who);
  if (!phone) throw new Error(`nobody called ${who} has a phone`);
  return phone.number;
}
