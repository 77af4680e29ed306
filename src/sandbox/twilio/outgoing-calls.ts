import { CallRun } from './call-run.ts';
import { endCall, setStatus, tellStatus } from './call-status.ts';
import type { CallDependencies } from './documents.ts';
import type { CallHandles } from './people.ts';
import { phoneCall } from './phone-call.ts';
import { addCall, type Call, type Line, phoneAt } from './state.ts';
import type { Verb } from './twiml.ts';

/** What the caller of the API wants a call to do once it is answered. */
export type OutgoingScript =
  | { kind: 'verbs'; verbs: readonly Verb[] }
  | { kind: 'url'; url: string; method: 'GET' | 'POST' };

export interface NewOutgoingCall {
  line: Line;
  to: string;
  script: OutgoingScript;
  statusCallback?: Call['statusCallback'];
  /** Whether it is to be found out if a machine answers. */
  detectsMachines: boolean;
}

/** A call that waits to be placed. */
export function queueCall({ state }: CallDependencies, { line, to, statusCallback }: NewOutgoingCall): Call {
  return addCall(state, {
    line,
    number: to,
    shownAs: to,
    direction: 'outbound-api',
    status: 'queued',
    statusCallback,
  });
}

/** Rings at the phone. It is answered, or not, as its owner's manners say; what is heard is on the phone's call. */
export async function placeCall(
  dependencies: CallDependencies,
  handles: CallHandles,
  call: Call,
  { script, detectsMachines }: NewOutgoingCall,
): Promise<void> {
  if (call.endedAt) return;
  const run = new CallRun(dependencies, call);
  handles.set(call.sid, phoneCall(dependencies, call, run));
  await tellStatus(dependencies, call, 'initiated');
  setStatus(dependencies, call, 'ringing');
  await tellStatus(dependencies, call, 'ringing');
  const { calls } = phoneAt(dependencies.state, call.number).manners;
  if (calls === 'busy') return endCall(dependencies, call, 'busy');
  if (calls === 'no_answer') return endCall(dependencies, call, 'no-answer');
  if (calls === 'unreachable') return endCall(dependencies, call, 'failed');
  if (detectsMachines) call.answeredBy = calls === 'machine' ? 'machine_start' : 'human';
  setStatus(dependencies, call, 'in-progress');
  await tellStatus(dependencies, call, 'answered');
  await (script.kind === 'verbs' ? run.perform(script.verbs) : run.begin({ ...script, parameters: {} }));
}
