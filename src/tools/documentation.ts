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

/** A documentation system, confined to one client's company there plus what the MSP marked as meant for all. */
export interface Documentation {
  /** `hudu`, `itglue`. */
  readonly name: string;
  /** Best match first, at most `limit`. */
  search(companyId: string, words: string, limit: number): Promise<RunbookSummary[]>;
  /** Undefined when there is none by that id that this company may read. */
  read(companyId: string, runbookId: string, maxCharacters: number): Promise<Runbook | undefined>;
}
