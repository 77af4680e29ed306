import type { Language } from './client.ts';

/** A telephone call to the Voice Agent, as far as it has come. */
export interface VoiceCall {
  /** The carrier's own id of the call. */
  id: string;
  /** The number that was called, in E.164. */
  line: string;
  /** The number that calls; absent when it was withheld. It can be forged. */
  from?: string;
  /** Whose line it is, or whose number on file calls, or which company the caller named. */
  clientId?: string;
  /** The number that calls is on file as somebody's at this client. */
  onFile: boolean;
  language: Language;
  /** Answers taken so far: the next one belongs to the question with this number. */
  step: number;
  dialogue: Dialogue;
  /** Every line, where transcripts are kept. */
  transcript: readonly TranscriptLine[];
  startedAt: Date;
  /** After that nothing more is taken from it. */
  endedAt?: Date;
  /** When the record may go. */
  expiresAt: Date;
}

/** What a caller is asked, in this order; what is known already is not asked. */
export type Question = 'request' | 'company' | 'name' | 'check';

/** Where the conversation stands. What is said next follows from it alone. */
export interface Dialogue {
  /** What is asked of this caller. */
  questions: readonly Question[];
  /** The present question, or how it ended. */
  at: Question | CallEnding;
  /** Why the present question is asked once more. */
  again?: 'silence' | 'unclear' | 'no_match' | 'rejected';
  /** Answers to the present question that could not be used. */
  misses: number;
  /** How often what was read back was wrong. */
  rejections: number;
  wantsHuman?: true;
  /** In the caller's own words, as far as they were understood; gone once the call is over. */
  said: { request?: string; company?: string; name?: string };
}

/** How a call came to its end, for what is said last. */
export type CallEnding =
  /** It is a request now. */
  | 'taken'
  /** It is a request for a technician. */
  | 'human'
  /** Nothing was heard: there is no request. */
  | 'silence'
  /** No client of ours has the company's name: there is no request. */
  | 'no_company'
  /** The desk did not take it: there is no request. */
  | 'not_taken';

/** One line of a call. */
export interface TranscriptLine {
  who: 'caller' | 'agent';
  text: string;
  at: Date;
}

/** What one answer changes in a call. */
export interface CallAdvance {
  dialogue: Dialogue;
  clientId?: string;
  language?: Language;
  transcript?: readonly TranscriptLine[];
}

/** Calls, by compare-and-set on the step. */
export interface VoiceCallStore {
  /** The call that is stored: this one, or the one that was stored under the same id before. */
  begin(call: VoiceCall): Promise<VoiceCall>;
  find(id: string): Promise<VoiceCall | undefined>;
  /** Takes one answer; undefined when it was taken already, or the call has ended. */
  advance(call: VoiceCall, change: CallAdvance): Promise<VoiceCall | undefined>;
  /** The call is over: what was said is taken out of it, the transcript apart. Ending it twice is no error. */
  end(id: string, at: Date): Promise<void>;
}
