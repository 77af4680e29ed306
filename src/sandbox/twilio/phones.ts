import type { Delivering, WebhookDelivery } from './courier.ts';

/** Whose phone: a demo person's key (`dana`), or any number in E.164. */
export type Who = string;

/** What is wrong with the number of a caller, as Twilio gives it: the digits spell the word on a keypad. */
export const WITHHELD = {
  anonymous: '+266696687',
  restricted: '+7378742833',
  blocked: '+2562533',
  unknown: '+8656696',
  unavailable: '+86282452253',
} as const;

/** How somebody calls. */
export interface CallOptions extends Delivering {
  /** The number is not shown; `true` is `anonymous`. */
  withheld?: boolean | keyof typeof WITHHELD;
  /** `StirVerstat` of the call, such as `TN-Validation-Passed-A`; absent as from most carriers. */
  stirVerstat?: string;
}

/** How somebody speaks. */
export interface SpeakOptions extends Delivering {
  /** From 0 to 1; 0.93 when absent. */
  confidence?: number;
  /** Begins while the prompt is still heard. Where the prompt cannot be interrupted, the words are lost. */
  interrupting?: boolean;
}

/** A line that was heard on the phone, in the order of hearing. */
export interface HeardLine {
  kind:
    | 'spoken'
    /** Twilio's own announcement that something is wrong. */
    | 'application_error'
    /** An audio file; the text is its address. */
    | 'played'
    /** A signal: ringing of a transfer, a busy tone, the tone before a recording. */
    | 'tone';
  text: string;
  /** BCP-47, such as `en-US`. */
  language: string;
  voice?: string;
  /** The caller spoke or pressed a key before it was over. */
  interrupted: boolean;
  at: Date;
}

/** What the caller did, in order; beside `heard`, so that a page can show both sides. */
export interface CallerDeed {
  kind: 'spoke' | 'pressed' | 'silent' | 'hung_up';
  text: string;
  /** So many lines had been heard before it. */
  after: number;
  at: Date;
}

/** What a call waits for. */
export type CallWaiting =
  | {
      kind: 'gather';
      speech: boolean;
      dtmf: boolean;
      /** BCP-47 of what is recognised. */
      language: string;
      hints: string;
      bargeIn: boolean;
      numDigits?: number;
      /** Empty when no key ends the input. */
      finishOnKey: string;
      timeoutSeconds: number;
    }
  /** Talks to somebody else: a transfer that was answered. */
  | { kind: 'connected'; to: string };

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

/** A call as the person on the phone has it. Each deed resolves when the call waits for them again, or is over. */
export interface PhoneCall {
  readonly sid: string;
  /** The line of ours that was called, or that calls. */
  readonly line: string;
  /** The person's number, even when it was withheld. */
  readonly number: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly status: CallStatus;
  readonly heard: readonly HeardLine[];
  readonly deeds: readonly CallerDeed[];
  /** Undefined when the call is over. */
  readonly waitingFor: CallWaiting | undefined;
  /** Every webhook of this call, status callbacks too, in the order of sending. */
  readonly webhooks: readonly WebhookDelivery[];
  readonly startedAt: Date;
  readonly endedAt?: Date;
  /** Speaks. Throws when the call does not listen for speech: over, or for keys only. */
  says(text: string, options?: SpeakOptions): Promise<void>;
  /** Presses keys: `1`, `123456#`. */
  presses(digits: string, options?: Delivering): Promise<void>;
  /** Neither speaks nor presses a key until the timeout. */
  staysSilent(options?: Delivering): Promise<void>;
  /** Hangs up. The status callback has been answered when it resolves. */
  hangsUp(): Promise<void>;
}

/** A text message as a phone shows it. */
export interface PhoneMessage {
  readonly sid: string;
  /** The other number: one of our lines, or Twilio's own answer to STOP. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** `received` by the phone, or `written` on it. */
  readonly kind: 'received' | 'written';
  readonly at: Date;
}

/** What became of a text. */
export interface Texted {
  message: PhoneMessage;
  /** The webhook; undefined when the line has none. */
  delivery: WebhookDelivery | undefined;
}

/** What a phone does with what comes in. */
export interface PhoneManners {
  /** A landline takes no texts. */
  kind: 'mobile' | 'landline';
  /** What happens to a call: somebody answers (and hears it), a machine does, or nobody. */
  calls: 'answered' | 'machine' | 'busy' | 'no_answer' | 'unreachable';
  /** What becomes of a text: shown, or not delivered, with Twilio's code for the reason. */
  texts: 'delivered' | { undelivered: number } | { failed: number };
}

/** What people do with their phones, and what they show. */
export interface Phones {
  /** Calls one of our lines (`calls` are what came to the API); resolves when the call waits for the caller, or is over. */
  dials(who: Who, line: string, options?: CallOptions): Promise<PhoneCall>;
  /** Writes a text to one of our lines. */
  texts(who: Who, line: string, body: string, options?: Delivering): Promise<Texted>;
  /** Everything that this phone shows, oldest first. */
  messagesOf(who: Who): readonly PhoneMessage[];
  /** What came to this phone, oldest first. */
  messagesTo(who: Who): readonly PhoneMessage[];
  /** Calls of this phone, made and taken, oldest first. */
  callsOf(who: Who): readonly PhoneCall[];
  /** E.164. Throws for somebody who has no phone. */
  numberOf(who: Who): string;
  /** Changes what a phone does from now on: an answered mobile until then. */
  setManners(who: Who, manners: Partial<PhoneManners>): void;
}
