import type { Collection, Filter } from 'mongodb';
import type { Logger } from '../../logger.ts';
import { REQUEST_SCHEMA_VERSION } from '../request.ts';
import type { RequestDocument } from './request-document.ts';

/**
 * Sweeps ask for documents of our own schema version only, so that strangers neither choke them nor fill their limit.
 * The returned function looks whether a stranger matches `due` too, and logs each one once in this process's life:
 * somebody has to run the version that knows it. A stranger already reported is not asked for again.
 */
export function watchForStrangers(
  requests: Collection<RequestDocument>,
  logger: Logger,
): (due: Filter<RequestDocument>) => Promise<void> {
  const reported = new Set<string>();
  return async (due) => {
    const stranger = await requests.findOne(
      { schemaVersion: { $ne: REQUEST_SCHEMA_VERSION }, _id: { $nin: [...reported] }, ...due },
      { projection: { schemaVersion: 1 } },
    );
    if (!stranger || reported.size >= MOST_REPORTED) return;
    reported.add(stranger._id);
    logger.error(
      { requestId: stranger._id, schemaVersion: stranger.schemaVersion },
      'request of an unknown schema version is due and left alone',
    );
  };
}

const MOST_REPORTED = 100;
