/** What a route answers; a body is absent with 204. */
export interface Answer {
  status: number;
  body?: Readonly<Record<string, unknown>>;
}

/** Done, and nothing to say. */
export const NO_CONTENT: Answer = { status: 204 };

/** An answer with a body. */
export function ok(body: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, body };
}

/** An answer with what was made. */
export function created(body: Readonly<Record<string, unknown>>): Answer {
  return { status: 201, body };
}

/** Graph's error body (https://learn.microsoft.com/graph/errors); the dispatcher adds `innerError`. */
export function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/** Graph's answer to what it cannot take, or what is so already. */
export function badRequest(message: string): Answer {
  return refusal(400, 'Request_BadRequest', message);
}

/** Graph's answer to query options that it does not have there. */
export function unsupportedQuery(message: string): Answer {
  return refusal(400, 'Request_UnsupportedQuery', message);
}

/** Graph's answer for an id that is nobody's. */
export function noSuchObject(id: string): Answer {
  return refusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** Graph's answer to an app without the permission. */
export function insufficientPrivileges(): Answer {
  return refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** For users and groups that a local Active Directory is the master of. */
export function masteredOnPremises(): Answer {
  return badRequest(
    'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
  );
}

/** Graph answers 400, not 404, for a path it does not have. */
export function noSuchSegment(path: string): Answer {
  const segment = path.split('/').findLast(Boolean) ?? '';
  return refusal(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
}

/** A filter over a refusal or a value: refusals of the query parsers. */
export function isAnswer(value: object): value is Answer {
  return 'status' in value && typeof value.status === 'number';
}
