import type { CallRun } from './call-run.ts';
import { endCall } from './call-status.ts';
import type { Delivering } from './courier.ts';
import type { CallDependencies } from './documents.ts';
import type { CallerInput } from './gathered.ts';
import type { CallerDeed, PhoneCall, SpeakOptions } from './phones.ts';
import { type Call, changed } from './state.ts';

/** How sure of its words a recognition is that nobody said anything about. */
const USUAL_CONFIDENCE = 0.93;

/** The handle of a call for the person on the phone. */
export function phoneCall(dependencies: CallDependencies, call: Call, run: CallRun): PhoneCall {
  const { state } = dependencies;
  const note = (kind: CallerDeed['kind'], text: string) => {
    call.deeds.push({ kind, text, after: call.heard.length, at: state.clock.now() });
    changed(state);
  };
  const hangUp = async () => {
    if (call.endedAt) return;
    note('hung_up', '');
    await endCall(dependencies, call, 'completed');
  };
  const act = async (
    kind: CallerDeed['kind'],
    input: CallerInput,
    { hangsUpMeanwhile = false, ...how }: Delivering & { hangsUpMeanwhile?: boolean },
  ) => {
    if (!run.listens) throw new Error(`the call does not listen now: it is ${call.status}`);
    note(kind, input.kind === 'spoken' ? input.text : input.kind === 'keys' ? input.keys : '');
    const work = run.take(input, how);
    await Promise.all([work, hangsUpMeanwhile ? hangUp() : undefined]);
  };
  return Object.assign(facts(call), {
    says: (text, { confidence = USUAL_CONFIDENCE, interrupting = false, ...how }: SpeakOptions = {}) =>
      act('spoke', { kind: 'spoken', text, confidence, interrupting }, how),
    presses: (keys, { interrupting = false, ...how } = {}) =>
      act('pressed', { kind: 'keys', keys, interrupting }, how),
    staysSilent: (how = {}) => act('silent', { kind: 'nothing' }, how),
    hangsUp: hangUp,
    otherSideHangsUp: () => run.endTransfer(),
  } satisfies Partial<PhoneCall>);
}

/** What is so now, whenever it is read. */
function facts(call: Call) {
  const { sid, number, direction, createdAt } = call;
  return {
    sid,
    line: call.line.number,
    number,
    shownAs: call.shownAs,
    direction,
    startedAt: createdAt,
    get status() {
      return call.status;
    },
    get heard() {
      return call.heard;
    },
    get deeds() {
      return call.deeds;
    },
    get waitingFor() {
      return call.waiting;
    },
    get webhooks() {
      return call.webhooks;
    },
    get endedAt() {
      return call.endedAt;
    },
  };
}
