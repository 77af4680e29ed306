/** Every way in which something outside, or the person in front of us, can fail us. Closed: a new one is added here. */
export type ErrorCode =
  | 'bad_configuration'
  | 'invalid_input'
  | 'not_found'
  | 'already_exists'
  | 'conflict'
  | 'unauthenticated'
  | 'forbidden'
  | 'licence_required'
  | 'rate_limited'
  | 'timeout'
  | 'unavailable'
  | 'unexpected_response'
  | 'unsupported'
  | 'note_visible'
  | 'database_unavailable';

/** What is known about a failure, besides its code. */
export interface ErrorFacts {
  /** The vendor's name as in the tool list: `slack`, `microsoft_graph`, `connectwise`, `openai`. */
  vendor?: string;
  /** HTTP status, where there was an answer. */
  status?: number;
  /** The vendor's own error code, such as `Request_ResourceNotFound`. Never a message: those may carry data. */
  vendorCode?: string;
  /** How long the vendor asked us to wait. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** The one error class. `message` is for engineers; people read the sentence that their audience's function makes of `code`. */
export class CountersignError extends Error {
  override readonly name = 'CountersignError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.facts = facts;
  }
}

/** The code of any thrown value: what is not ours is `unexpected_response`. */
export function errorCode(error: unknown): ErrorCode {
  return error instanceof CountersignError ? error.code : 'unexpected_response';
}

const PASSING: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'timeout',
  'unavailable',
  'database_unavailable',
]);

/** Whether the same call may go through later. */
export function isPassing(error: unknown): boolean {
  return PASSING.has(errorCode(error));
}

/** For a technician's or an admin's eyes: what went wrong with whom, without data from outside. */
export function describeForTechnician(error: unknown): string {
  const facts = error instanceof CountersignError ? error.facts : {};
  const who = facts.vendor ?? 'a connected system';
  const detail = [facts.status && `HTTP ${facts.status}`, plainCode(facts.vendorCode)]
    .filter(Boolean)
    .join(', ');
  return `${TECHNICIAN_SENTENCES[errorCode(error)](who)}${detail ? ` (${detail})` : ''}`;
}

/** The same of a code that was written down, such as a failed delivery's. */
export function describeCode(code: string): string {
  return isErrorCode(code) ? describeForTechnician(new CountersignError(code, code)) : code;
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(TECHNICIAN_SENTENCES, text);
}

/** A code is one word; what is not has been put there by somebody else. */
function plainCode(vendorCode: string | undefined): string | undefined {
  return vendorCode !== undefined && /^[\w.:-]{1,80}$/.test(vendorCode) ? vendorCode : undefined;
}

const TECHNICIAN_SENTENCES: Record<ErrorCode, (who: string) => string> = {
  bad_configuration: (who) => `${who} is not set up completely`,
  invalid_input: (who) => `${who} did not accept what was sent`,
  not_found: (who) => `${who} does not know what was asked for`,
  already_exists: (who) => `${who} has this already`,
  conflict: (who) => `${who} was changed by somebody else at the same moment`,
  unauthenticated: (who) => `${who} did not accept our credentials`,
  forbidden: (who) => `${who} does not let us do this; a permission or a role is missing`,
  licence_required: (who) => `${who} needs a licence for this that the tenant does not have`,
  rate_limited: (who) => `${who} asked us to slow down and did not recover in time`,
  timeout: (who) => `${who} did not answer in time`,
  unavailable: (who) => `${who} is not available`,
  unexpected_response: (who) => `${who} answered in an unexpected way`,
  unsupported: (who) => `${who} cannot do this through its API`,
  note_visible: (who) => `a note meant to be internal turned out to be visible in ${who}`,
  database_unavailable: () => 'the database is not available',
};
