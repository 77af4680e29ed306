import { createHash } from 'node:crypto';
import { keyText } from '../psa-text.ts';

/** Autotask takes no longer one. */
const MAX_LENGTH = 50;
const PREFIX = 'countersign:';

/** What a ticket of ours carries as `externalID`: the key, or its hash where it is too long. */
export function externalIdOf(key: string): string {
  const plain = `${PREFIX}${keyText(key)}`;
  if (plain.length <= MAX_LENGTH) return plain;
  const hash = createHash('sha256').update(key).digest('base64url');
  return `${PREFIX}${hash.slice(0, MAX_LENGTH - PREFIX.length)}`;
}

/** Whether we opened the ticket, for whatever request. */
export function isOurExternalId(externalId: string): boolean {
  return externalId.startsWith(PREFIX);
}
