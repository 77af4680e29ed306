import { endCall, setStatus } from './call-status.ts';
import type { Delivering } from './courier.ts';
import { type CallDependencies, fetchDocument, type NextDocument } from './documents.ts';
import { type CallerInput, emptyInput, gatherInput, isLost } from './gathered.ts';
import type { HeardLine } from './phones.ts';
import { type Call, changed, phoneAt, raiseAlert } from './state.ts';
import type { Dial, Gather, Heard, Verb } from './twiml.ts';
import { resolveUrl } from './webhook-url.ts';
import { isPhoneNumber } from './wire-format.ts';

/** So many documents without anything from the caller are a loop. */
const MOST_DOCUMENTS = 20;
const OWN_LANGUAGE = 'en-US';
const ERROR_ANNOUNCEMENT = 'An application error has occurred. Goodbye.';

/** A call as Twilio carries it out: document by document, verb by verb, until it waits for the caller or is over. */
export class CallRun {
  readonly #dependencies: CallDependencies;
  readonly #call: Call;
  #verbs: readonly Verb[] = [];
  #url = '';
  #documents = 0;
  #waitsFor: Gather | Dial | undefined;
  #atWork = false;

  constructor(dependencies: CallDependencies, call: Call) {
    this.#dependencies = dependencies;
    this.#call = call;
  }

  /** Begins with the document at this address. The call counts as answered once there is something to hear. */
  begin(next: NextDocument): Promise<void> {
    return this.#work(() => this.#goOnWith(next));
  }

  /** Begins with verbs that are known already. Relative addresses mean nothing then. */
  perform(verbs: readonly Verb[]): Promise<void> {
    return this.#work(async () => {
      this.#verbs = verbs;
      await this.#goOn();
    });
  }

  /** Whether something can be said or pressed now. */
  get listens(): boolean {
    return !this.#atWork && !this.#call.endedAt && this.#waitsFor !== undefined;
  }

  /** What the caller does while the call waits. Throws when it does not. */
  take(input: CallerInput, how: Delivering = {}): Promise<void> {
    const waitsFor = this.listens ? this.#waitsFor : undefined;
    if (!waitsFor) throw new Error('this call does not listen now');
    if (waitsFor.verb === 'Dial') return Promise.resolve();
    this.#documents = 0;
    return this.#work(() => this.#goOnAfter(waitsFor, input, how));
  }

  /** The other side of a transfer hangs up; the document goes on. */
  endTransfer(): Promise<void> {
    const waitsFor = this.listens ? this.#waitsFor : undefined;
    if (waitsFor?.verb !== 'Dial') throw new Error('nobody else is on this call');
    this.#documents = 0;
    return this.#work(() => this.#goOnAfterDial(waitsFor, 'completed'));
  }

  async #work(deed: () => Promise<void>): Promise<void> {
    this.#atWork = true;
    this.#waitFor(undefined);
    try {
      await deed();
    } finally {
      this.#atWork = false;
    }
  }

  async #goOnAfter(gather: Gather, input: CallerInput, how: Delivering): Promise<void> {
    const parameters = gatherInput(gather, input);
    if ('interrupting' in input && input.interrupting && !isLost(gather, input)) this.#interrupt();
    if (!parameters && !gather.actionOnEmptyResult) return this.#goOn();
    await this.#goTo(gather.action, {
      method: gather.method,
      parameters: parameters ?? emptyInput(gather),
      how,
    });
  }

  /** The caller spoke into the last line of the prompt. */
  #interrupt(): void {
    const last = this.#call.heard.at(-1);
    if (last) this.#call.heard.splice(-1, 1, { ...last, interrupted: true });
  }

  /** To an address of the current document; to the document itself when there is none. */
  async #goTo(address: string | undefined, next: Omit<NextDocument, 'url'>): Promise<void> {
    const url = address ? resolveUrl(address, this.#url) : this.#url;
    if (url) return this.#goOnWith({ ...next, url });
    this.#complain(11100, `Invalid URL format: ${address}`);
    await this.#announceError();
  }

  async #goOnWith(next: NextDocument): Promise<void> {
    const call = this.#call;
    this.#documents += 1;
    if (this.#documents > MOST_DOCUMENTS) {
      this.#complain(14106, 'Document retrieval limit reached');
      return this.#announceError();
    }
    const fetched = await fetchDocument(this.#dependencies, call, next);
    // Whoever hung up meanwhile does not hear the answer.
    if (call.endedAt) return;
    if (fetched.kind === 'failed') return this.#announceError();
    this.#verbs = fetched.verbs;
    this.#url = fetched.url;
    await this.#goOn();
  }

  /** Carries out what is left of the document. */
  async #goOn(): Promise<void> {
    const call = this.#call;
    while (!call.endedAt) {
      const [verb, ...rest] = this.#verbs;
      this.#verbs = rest;
      if (verb?.verb === 'Reject' && call.status === 'ringing') return this.#reject(verb.reason);
      setStatus(this.#dependencies, call, 'in-progress');
      if (!verb || verb.verb === 'Hangup' || verb.verb === 'Reject') return this.#end();
      if (verb.verb === 'Gather') return this.#gather(verb);
      if (verb.verb === 'Dial') return this.#dial(verb);
      if (verb.verb === 'Record') return this.#refuseRecording();
      if (verb.verb === 'Redirect') return this.#goTo(verb.url, { method: verb.method, parameters: {} });
      this.#hear(verb);
    }
  }

  #gather(verb: Gather): void {
    for (const line of verb.prompt) this.#hear(line);
    this.#waitFor(verb);
  }

  async #dial(verb: Dial): Promise<void> {
    const { state } = this.#dependencies;
    if (!isPhoneNumber(verb.number)) {
      this.#complain(13223, `Dial: Invalid phone number format: ${verb.number}`, 'warning');
      return this.#goOnAfterDial(verb, 'failed');
    }
    this.#sound(`ringing ${verb.number}`);
    const { calls } = phoneAt(state, verb.number).manners;
    if (calls === 'answered' || calls === 'machine') return this.#waitFor(verb);
    if (calls === 'busy') this.#sound('busy');
    const outcomes = { busy: 'busy', no_answer: 'no-answer', unreachable: 'failed' } as const;
    await this.#goOnAfterDial(verb, outcomes[calls]);
  }

  async #goOnAfterDial(verb: Dial, outcome: string): Promise<void> {
    if (verb.action === undefined) return this.#goOn();
    await this.#goTo(verb.action, { method: verb.method, parameters: { DialCallStatus: outcome } });
  }

  async #refuseRecording(): Promise<void> {
    this.#complain(13750, 'Record: this Twilio records nobody');
    await this.#announceError();
  }

  async #reject(reason: 'rejected' | 'busy'): Promise<void> {
    this.#sound(reason === 'busy' ? 'busy' : 'not in service');
    await endCall(this.#dependencies, this.#call, reason === 'busy' ? 'busy' : 'no-answer');
  }

  async #announceError(): Promise<void> {
    setStatus(this.#dependencies, this.#call, 'in-progress');
    this.#record({ kind: 'application_error', text: ERROR_ANNOUNCEMENT, language: OWN_LANGUAGE });
    await this.#end();
  }

  #end(): Promise<void> {
    return endCall(this.#dependencies, this.#call, 'completed');
  }

  #complain(code: number, message: string, level: 'error' | 'warning' = 'error'): void {
    raiseAlert(this.#dependencies.state, { code, level, message, resource: this.#call.sid });
  }

  #hear(verb: Heard): void {
    if (verb.verb === 'Pause') return;
    if (verb.verb === 'Play') this.#record({ kind: 'played', text: verb.url, language: OWN_LANGUAGE });
    else {
      const { text, language, voice } = verb;
      this.#record({ kind: 'spoken', text, language, ...(voice ? { voice } : {}) });
    }
  }

  #sound(text: string): void {
    this.#record({ kind: 'tone', text, language: OWN_LANGUAGE });
  }

  #record(line: Omit<HeardLine, 'interrupted' | 'at'>): void {
    const { state } = this.#dependencies;
    this.#call.heard.push({ ...line, interrupted: false, at: state.clock.now() });
    changed(state);
  }

  #waitFor(verb: Gather | Dial | undefined): void {
    this.#waitsFor = verb;
    this.#call.waiting = this.#call.endedAt ? undefined : verb && describeWaiting(verb);
    changed(this.#dependencies.state);
  }
}

function describeWaiting(verb: Gather | Dial): Call['waiting'] {
  if (verb.verb === 'Dial') return { kind: 'connected', to: verb.number };
  const { speech, dtmf, language, hints, bargeIn, numDigits, finishOnKey, timeoutSeconds } = verb;
  return {
    kind: 'gather',
    speech,
    dtmf,
    language,
    hints,
    bargeIn,
    ...(numDigits === undefined ? {} : { numDigits }),
    finishOnKey,
    timeoutSeconds,
  };
}
