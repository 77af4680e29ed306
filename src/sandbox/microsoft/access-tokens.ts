import { randomBytes } from 'node:crypto';
import { addMs, type Clock, SECOND_MS } from '../../clock.ts';

/** What Entra gives an application, about an hour. */
export const TOKEN_LIFETIME_SECONDS = 3599;

/** The bearer tokens that the simulated login service has handed out, each good for one tenant and for a while. */
export class AccessTokens {
  readonly #issued = new Map<string, { tenantId: string; expiresAt: Date }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(tenantId: string): string {
    const token = randomBytes(48).toString('base64url');
    const expiresAt = addMs(this.#clock.now(), TOKEN_LIFETIME_SECONDS * SECOND_MS);
    this.#issued.set(token, { tenantId, expiresAt });
    return token;
  }

  check(token: string): { tenantId: string } | 'expired' | 'unknown' {
    const issued = this.#issued.get(token);
    if (!issued) return 'unknown';
    return issued.expiresAt > this.#clock.now() ? { tenantId: issued.tenantId } : 'expired';
  }

  /** As after a key roll or a Conditional Access change: everything handed out so far is refused. */
  revokeAll(): void {
    this.#issued.clear();
  }
}
