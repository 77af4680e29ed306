/** A call that Jira turns down, with its HTTP status, headers and error body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    body: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/**
 * Jira sends its error body with every refusal of the platform API (recorded ones do), while the published contract has
 * one for few of them: the check of exchanges is told that such an answer is not of the contract.
 */
const BEYOND_CONTRACT = { 'x-simulated-fault': 'true' };

/** The platform API's refusal with a sentence. */
export function refused(status: number, sentence: string): Refusal {
  return new Refusal(status, { errorMessages: [sentence], errors: {} }, BEYOND_CONTRACT);
}

/** 400 with a sentence for a field, as recorded for new issues. */
export function wrongField(field: string, sentence: string): Refusal {
  return new Refusal(400, { errorMessages: [], errors: { [field]: sentence } }, BEYOND_CONTRACT);
}

/** Recorded; also for an issue that the account may not see. */
export function issueNotFound(): Refusal {
  return refused(404, 'Issue does not exist or you do not have permission to see it.');
}

/** 400 for a search that cannot be read. */
export function badJql(sentence: string): Refusal {
  return new Refusal(400, { errorMessages: [sentence], warningMessages: [] }, BEYOND_CONTRACT);
}

/** The service desk API's refusal; the key of the sentence is ours. */
export function serviceRefused(status: number, i18nKey: string, sentence: string): Refusal {
  return new Refusal(status, { errorMessage: sentence, i18nErrorMessage: { i18nKey, parameters: [] } });
}

/** What an address that Jira does not serve answers. */
export function unknownAddress(path: string): Refusal {
  return new Refusal(404, { message: `null for uri: ${path}`, 'status-code': 404 }, BEYOND_CONTRACT);
}

/** What Atlassian's gateway answers for a site that it does not know, as recorded. */
export function unknownSite(path: string, at: Date): Refusal {
  return new Refusal(
    404,
    { timestamp: at.toISOString(), status: 404, error: 'Not Found', message: 'No message available', path },
    BEYOND_CONTRACT,
  );
}

/** 429 with the headers of Atlassian's rate limits. */
export function tooManyWrites(resetAt: Date, seconds: number): Refusal {
  return new Refusal(
    429,
    { errorMessages: ['Rate limit exceeded.'], errors: {} },
    {
      ...BEYOND_CONTRACT,
      'retry-after': String(seconds),
      'x-ratelimit-reset': resetAt.toISOString(),
      'ratelimit-reason': 'jira-per-issue-on-write',
    },
  );
}
