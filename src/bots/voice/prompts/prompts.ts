/** What the person on the phone is said to have said, before it counts. */
export interface ReadBack {
  request: string;
  name?: string | undefined;
  company?: string | undefined;
}

/** Everything that is said on the phone in one language, and the words that are understood in it. */
export interface Prompts {
  /** BCP-47: the voice that speaks, and the ear that listens. */
  locale: string;
  /** Said once, and never interrupted: who speaks, and that what is said is kept in writing. */
  greeting: string;
  askRequest: string;
  askCompany: string;
  askName: string;
  readBack: (what: ReadBack) => string;
  /** After the read-back, and alone when the answer was neither. */
  askCheck: string;
  nothingHeard: string;
  notUnderstood: string;
  companyUnknown: string;
  /** After a no: from the beginning. */
  onceMore: string;
  /** Said last. */
  taken: string;
  handedToHuman: string;
  silentEnd: string;
  noCompany: string;
  notTaken: string;
  /** Something is broken on our side. */
  broken: string;
  /** A call to somebody whom no text reached. */
  callBack: { opening: string; again: string; closing: string };
  /** A text to somebody whose own texts belong to nothing. */
  textHint: string;
  understood: Vocabulary;
}

/** Words in small letters and without accents, as `plainWords` gives them. */
export interface Vocabulary {
  yes: ReadonlySet<string>;
  no: ReadonlySet<string>;
  /** A human is wanted when all that was said is of these two, and one of the first at least. */
  human: ReadonlySet<string>;
  aroundHuman: ReadonlySet<string>;
  /** What people say before their name, and before their company. */
  beforeName: readonly RegExp[];
  beforeCompany: readonly RegExp[];
}
