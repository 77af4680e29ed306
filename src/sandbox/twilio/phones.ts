import type { Delivering, WebhookDelivery } from './courier.ts';

/** Whose phone: a demo person's key (`dana`), or any number in E.164. */
export type Who = string;

/** What Twilio gives instead of a number that is not shown: the word, spelt on a keypad. */
export const WITHHELD = {
  anonymous: '+266696687',
  restricted: '+7378742833',
  blocked: '+2562533',
  unknown: '+8656696',
  unavailable: '+86282452253',
} as const;

/** How somebody calls. */
export interface CallOptions extends MidCall {
  /** The number is not shown; `true` is `anonymous`. */
  withheld?: boolean | keyof typeof WITHHELD;
  /** `StirVerstat` of the call, such as `TN-Validation-Passed-A`; absent as from most carriers. */
  stirVerstat?: string;
}

/** How something is done in the middle of a call. */
export interface MidCall extends Delivering {
  /** Hangs up while our webhook is still at work; its answer is heard by nobody. */
  hangsUpMeanwhile?: boolean;
}

/** How keys are pressed. */
export interface PressOptions extends MidCall {
  /** Before the prompt is over. */
  interrupting?: boolean;
}

/** How somebody speaks. */
export interface SpeakOptions extends PressOptions {
  /** From 0 to 1; 0.93 when absent. Words spoken into a prompt that cannot be interrupted are lost. */
  confidence?: number;
}

/** A line that was heard on the phone, in the order of hearing. */
export interface HeardLine {
  kind:
    | 'spoken'
    /** Twilio's own announcement that something is wrong. */
    | 'application_error'
    /** An audio file; the text is its address. */
    | 'played'
    /** A signal: ringing of a transfer, a busy tone. */
    | 'tone';
  text: string;
  /** BCP-47, such as `en-US`. */
  language: string;
  voice?: string;
  /** The caller spoke or pressed a key before it was over. */
  interrupted: boolean;
  at: Date;
}

/** What the caller did; with `heard`, both sides of a call. */
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
  /** What our webhooks were given as the person's number. */
  readonly shownAs: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly status: CallStatus;
  readonly heard: readonly HeardLine[];
  readonly deeds: readonly CallerDeed[];
  /** Undefined while something is on its way, and when the call is over. */
  readonly waitingFor: CallWaiting | undefined;
  /** Every webhook of this call, status callbacks too, in the order of their answers. */
  readonly webhooks: readonly WebhookDelivery[];
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
  /** Speaks. Where only keys are listened for, it is heard as silence. Throws when the call does not listen. */
  says(text: string, options?: SpeakOptions): Promise<void>;
  /** Presses keys: `1`, `123456#`. */
  presses(keys: string, options?: PressOptions): Promise<void>;
  /** Neither speaks nor presses a key until the timeout. */
  staysSilent(options?: MidCall): Promise<void>;
  /** Hangs up; a call that is over stays as it is. The status callback has been answered when it resolves. */
  hangsUp(): Promise<void>;
  /** Whoever the call was transferred to hangs up. Throws when nobody is there. */
  otherSideHangsUp(): Promise<void>;
}

/** A text message as a phone shows it. */
export interface PhoneMessage {
  readonly sid: string;
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
  /** A landline takes no texts: they come back with 30006. */
  kind: 'mobile' | 'landline';
  /** What happens to a call: somebody answers (and hears it), a machine does, or nobody. */
  calls: 'answered' | 'machine' | 'busy' | 'no_answer' | 'unreachable';
  /** What becomes of a text: shown, or not, with Twilio's code for the reason. */
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
