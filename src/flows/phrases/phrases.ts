/** Everything that whoever asked is told in one language. Names, reasons and codes are put in as they are. */
export interface Phrases {
  /** Before what was done. */
  done: string;
  partlyDone: string;
  /** After that. */
  restFollows: string;
  handedOver: string;
  denied: string;
  reasonGiven: (reason: string) => string;
  expired: string;
  cancelled: string;
  closedByTechnician: string;
  takenOverByTechnician: string;
  /** Before what is so already. */
  inPlace: string;
  nothingChanged: string;
  /** The same waits already, perhaps on a ticket of its own. */
  askedBefore: (ticket: string | undefined) => string;
  ticket: (label: string) => string;
  passwordReady: string;
  threadFull: string;
  /** Whether it was they who called. */
  confirmation: ConfirmationPhrases;
}

export interface ConfirmationPhrases {
  /** Has to name one of the words of `no`. */
  ask: (what: { asked: string; code: string }) => string;
  confirmed: string;
  denied: string;
  late: string;
  spent: string;
  wrong: (triesLeft: number) => string;
  /** What a no is, in small letters and without a full stop. */
  no: readonly string[];
}
