/** A runbook or article, cut to a budget. Its text is data: it can shape what is proposed and nothing else. */
export interface Runbook {
  id: string;
  title: string;
  /** Where a technician opens it. */
  url: string;
  /** Plain text. */
  text: string;
  /** The text was cut at `maxCharacters`. */
  truncated: boolean;
  updatedAt?: Date;
}

/** A runbook without its text. */
export type RunbookSummary = Pick<Runbook, 'id' | 'title' | 'url'>;

/** Which runbooks are looked for. */
export interface WantedRunbooks {
  words: string;
  limit: number;
  signal?: AbortSignal | undefined;
}

/** Which runbook is to be read, and how much of it. */
export interface WantedRunbook {
  id: string;
  maxCharacters: number;
  signal?: AbortSignal | undefined;
}

/**
 * A documentation system, confined to one client's company there plus what the MSP marked as meant for all. Drafts and
 * what was archived are not there. Every method throws `CountersignError`.
 */
export interface Documentation {
  /** `hudu`, `itglue`. */
  readonly name: string;
  /** As people write it: `IT Glue`. */
  readonly title: string;
  /** Best match first, at most `limit`. Empty for a company that is none. */
  search(companyId: string, wanted: WantedRunbooks): Promise<RunbookSummary[]>;
  /** Undefined when there is none by that id that this company may read. */
  read(companyId: string, wanted: WantedRunbook): Promise<Runbook | undefined>;
}
