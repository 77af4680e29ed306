import {
  MongoBulkWriteError,
  MongoClientClosedError,
  type MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { Error as MongooseErrors } from 'mongoose';
import { CountersignError } from '../../errors.ts';

/** The server's code for a unique index that refused. */
export const DUPLICATE_KEY = 11_000;

/**
 * Codes of a server that is going down, stepping down, or could not confirm a write in time. Source: MongoDB's
 * error_codes.yml, the categories RetriableError, NotPrimaryError and ShutdownError.
 */
const SERVER_IS_AWAY: ReadonlySet<number> = new Set([
  6, 7, 64, 89, 91, 189, 262, 9001, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436, 50,
]);

const CONNECTION_ERRORS = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
  MongoServerClosedError,
  MongoClientClosedError,
  MongoOperationTimeoutError,
  MongooseErrors.MongooseServerSelectionError,
];

/** A unique index refused a write. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** A bulk write wraps whatever went wrong; with a connection that failed there is no word on any document. */
function saysNothingOfDocuments({ result }: MongoBulkWriteError): boolean {
  return result.getWriteErrorCount() === 0 && result.getWriteConcernError() === undefined;
}

/** The database could not be reached or could not confirm; nothing is wrong with what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  if (CONNECTION_ERRORS.some((kind) => error instanceof kind)) return true;
  if (error instanceof MongoBulkWriteError) return saysNothingOfDocuments(error);
  // The pool's own errors (cleared, no connection free in time) are not exported; only their names are public.
  if (POOL_ERRORS.has(nameOf(error))) return true;
  return error instanceof MongoServerError && (hasAwayCode(error) || isLabelledRetryable(error));
}

const POOL_ERRORS: ReadonlySet<string> = new Set([
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
]);

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function hasAwayCode({ code }: MongoServerError): boolean {
  return typeof code === 'number' && SERVER_IS_AWAY.has(code);
}

function isLabelledRetryable(error: MongoError): boolean {
  return error.hasErrorLabel(MongoErrorLabel.RetryableWriteError);
}

/** `database_unavailable` for a database that is away; anything else as it is. */
export function databaseError(error: unknown): unknown {
  return isDatabaseAway(error)
    ? new CountersignError('database_unavailable', 'the database is not available', { cause: error })
    : error;
}

type Method = (...given: unknown[]) => Promise<unknown>;

/** The same store, its methods throwing `database_unavailable` when the database is away. */
export function withDatabaseErrors<Store extends object>(store: Store): Store {
  const methods = Object.entries(store) as [string, Method][];
  return Object.fromEntries(methods.map(([name, method]) => [name, translating(method)])) as Store;
}

function translating(method: Method): Method {
  return async (...given) => {
    try {
      return await method(...given);
    } catch (error) {
      throw databaseError(error);
    }
  };
}
