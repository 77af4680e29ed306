/** What is stored sealed: tokens of Slack, secrets of integrations, one-time secrets and codes that wait in requests. */
const SEALED_KINDS = ['slack_installation', 'integration', 'one_time_secret', 'confirmation_code'] as const;
/** What is stored sealed. */
export type SealedKind = (typeof SEALED_KINDS)[number];

/** How many values of a kind one key has sealed. */
export interface SealedCount {
  kind: SealedKind;
  keyId: string;
  count: number;
}

/** What a batch of resealing came to. */
export interface Resealed {
  resealed: number;
  /** Changed by somebody else at the same moment: they are looked at again the next time. */
  changed: number;
  /** Their key is not configured, or they were tampered with: left as they are. */
  unopened: number;
  /** There are more that were not looked at yet. */
  more: boolean;
}

/** Everything that is stored sealed, wherever it is. */
export interface SealedValueStore {
  /** By the keys that sealed them. */
  counts(): Promise<SealedCount[]>;
  /** Seals at most so many values anew that another key than the present one has sealed; each is compared and set by itself. */
  reseal(limit: number): Promise<Resealed>;
}
