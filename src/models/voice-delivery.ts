import type { Language } from './client.ts';

/**
 * Something said to somebody by telephone, by its idempotency key. The carrier keeps no key of ours, and what it accepted
 * may still not arrive: this record tells a retry whether there was an earlier attempt, and a status report what to do.
 */
export interface VoiceDelivery {
  key: string;
  /** In E.164. */
  to: string;
  /** Empty when it is never to be spoken: a code is kept nowhere in plain text. */
  text: string;
  /** In which the text is, and a call is spoken. */
  language: Language;
  /** Never to be spoken, since a machine may answer. */
  writtenOnly: boolean;
  state: VoiceDeliveryState;
  /** The carrier's id of the text, or of the call that took its place. Absent while nobody knows whether it was accepted. */
  sid?: string;
  /** When the latest attempt began. */
  at: Date;
}

/** `texting`, `calling`: an attempt is under way. `lost`: neither way reached them. */
export type VoiceDeliveryState = 'texting' | 'calling' | 'reached' | 'lost';

/** What was said by telephone. */
export interface VoiceDeliveryStore {
  /** An attempt begins; replaces the record of an earlier one. */
  begin(delivery: VoiceDelivery): Promise<void>;
  find(key: string): Promise<VoiceDelivery | undefined>;
  /** The carrier has accepted the attempt that is under way in this state; no effect once it has moved on. */
  accepted(key: string, state: VoiceDeliveryState, sid: string): Promise<void>;
  /** Moves on from a state; undefined when somebody else did. */
  move(
    key: string,
    from: VoiceDeliveryState,
    to: VoiceDeliveryState,
    at: Date,
  ): Promise<VoiceDelivery | undefined>;
  /** The attempt certainly took no effect. */
  forget(key: string): Promise<void>;
}
