export interface RefusalDetail {
  code: string;
  message: string;
  resource: string;
  field: string;
}

/** A call that ConnectWise turns down, with its HTTP status and error body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: { code: string; message: string; errors?: readonly RefusalDetail[] };

  constructor(status: number, body: { code: string; message: string; errors?: readonly RefusalDetail[] }) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** 400 `InvalidObject`, as recorded for contacts and callbacks. */
export function invalidObject(resource: string, ...errors: Omit<RefusalDetail, 'resource'>[]): Refusal {
  return new Refusal(400, {
    code: 'InvalidObject',
    message: `${resource} object is invalid`,
    errors: errors.map((error) => ({ ...error, resource })),
  });
}

/** ConnectWise's answer to an object without a field that it needs. */
export function missingField(resource: string, field: string): Refusal {
  return invalidObject(resource, {
    code: 'MissingRequiredField',
    message: `The ${field} field is required.`,
    field,
  });
}

/** ConnectWise's answer for an id that is no record's. */
export function recordNotFound(kind: string, id: number | string): Refusal {
  return new Refusal(404, { code: 'NotFound', message: `${kind} ${id} not found` });
}

/** What any path that ConnectWise does not serve answers. */
export function endpointDoesNotExist(): Refusal {
  return new Refusal(404, { code: 'ConnectWiseApi', message: 'The endpoint does not exist.' });
}

/** 400 for a `conditions` text that cannot be read; the code is ConnectWise's, the words are ours. */
export function badCondition(message: string): Refusal {
  return new Refusal(400, { code: 'ApiFindCondition', message });
}
