/** A call that Autotask turns down, with its HTTP status and its list of sentences. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: { errors: readonly string[] };

  constructor(status: number, ...errors: readonly string[]) {
    super(errors.join('\n'));
    this.status = status;
    this.body = { errors };
  }
}

/** 500: how Autotask refuses a value, and most else. The words of single fields are ours where none are known. */
export function invalid(...errors: readonly string[]): Refusal {
  return new Refusal(500, ...errors);
}

/** Autotask's answer to a body without a field that it needs. */
export function missingField(field: string): Refusal {
  return invalid(`Missing Required Field: ${field} is required.`);
}

/** Autotask's answer to a reference to nothing, as it was quoted. */
export function badReference(field: string, type: string): Refusal {
  return invalid(`Reference value on field: ${field} of type: ${type} does not exist or is invalid.`);
}

/** Autotask's answer for a change of what is not there. */
export function noMatchingRecords(): Refusal {
  return invalid('No matching records found');
}

/** What reading a single record that is not there answers. */
export function noSuchItem(): Refusal {
  return new Refusal(404);
}

/** A fourth call at once to one endpoint, or one too many in an hour. */
export function tooManyThreads(): Refusal {
  return invalid('The Autotask API thread threshold of 3 threads has been exceeded. (Itgenatr005)');
}

/** What any path that Autotask does not serve answers. */
export function unknownPath(): Refusal {
  return new Refusal(404, 'No HTTP resource was found that matches the request URI.');
}
