/**
 * Telephones as the page shows them. Types only: the page's bundle and the server share them. Instants are ISO 8601 text.
 */

/** An employee's telephones: their own, whose number is on file, and one that is nobody's. */
export interface PhoneView {
  /** Their own number, E.164. */
  number: string;
  /** Of the telephone that is on file nowhere. */
  otherNumber: string;
  /** Numbers that can be called from here. */
  lines: readonly LineView[];
  /** Calls of both telephones, oldest first. */
  calls: readonly CallView[];
  /** Texts of both telephones, oldest first. */
  texts: readonly TextView[];
}

/** A number of the service desk. */
export interface LineView {
  number: string;
  name: string;
}

/** One of an employee's telephones. */
export type PhoneName = 'own' | 'other';

export interface CallView {
  id: string;
  phone: PhoneName;
  lineName: string;
  /** `out`: the employee called; `in`: they were called. */
  direction: 'out' | 'in';
  /** The number that the service desk was shown; absent when it was withheld. */
  shownNumber?: string;
  state: 'working' | 'listening' | 'connected' | 'over';
  /** How it ended, in words; absent while it has not. */
  ending?: string;
  /** What it listens for; absent while it listens for nothing. */
  listensFor?: { speech: boolean; keys: boolean; interruptible: boolean };
  /** Both sides, in order. */
  lines: readonly SpokenLineView[];
  startedAt: string;
}

export interface SpokenLineView {
  side: 'desk' | 'caller';
  kind: 'words' | 'keys' | 'silence' | 'hung_up' | 'signal' | 'error';
  text: string;
  /** BCP-47; of words of the desk. */
  language?: string;
  /** The caller spoke before it was over. */
  interrupted: boolean;
  at: string;
}

export interface TextView {
  id: string;
  phone: PhoneName;
  from: 'me' | 'desk';
  lineName: string;
  body: string;
  at: string;
}
