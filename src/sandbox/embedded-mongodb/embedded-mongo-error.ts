export type EmbeddedMongoErrorCode = 'not_installed' | 'unsupported_platform' | 'start_failed';

/** Why there is no embedded engine. The message tells whoever runs the sandbox what to set or install. */
export class EmbeddedMongoError extends Error {
  override readonly name = 'EmbeddedMongoError';
  readonly code: EmbeddedMongoErrorCode;

  constructor(code: EmbeddedMongoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
