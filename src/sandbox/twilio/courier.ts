/** What can be wrong with a request that claims to come from Twilio. */
export type WebhookFlaw =
  | 'unsigned'
  /** Of the right length, by another auth token. */
  | 'wrong_signature'
  /** Signed as it was, then a parameter was changed on the way. */
  | 'tampered'
  /** Signed for another address. */
  | 'other_url'
  /** A JSON body with `bodySHA256`, signed as Twilio signs such. */
  | 'json';

/** How a webhook is delivered. */
export interface Delivering {
  /** What is wrong with it; nothing when absent. */
  flaw?: WebhookFlaw;
  /** Replaces or adds parameters before signing; Twilio adds new ones without notice. */
  change?: Readonly<Record<string, string>>;
  /** Delivers it so often at once, as after a lost answer. Once when absent. */
  copies?: number;
}

/** A request as it left, with everything that is needed to send it again. */
export interface WebhookRequest {
  method: 'GET' | 'POST';
  /** The address that was signed: the public one, with its query, without the fragment. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Undefined for GET. */
  body: string | undefined;
}

/** What happened to one webhook. */
export interface WebhookDelivery {
  request: WebhookRequest;
  parameters: Readonly<Record<string, string>>;
  attempts: readonly WebhookAttempt[];
  /** Of the last attempt; undefined when there was no answer. */
  answer?: { status: number; contentType: string; text: string };
}

export interface WebhookAttempt {
  /** HTTP status, or why there was none. */
  outcome: number | 'timeout' | 'unreachable';
  durationMs: number;
}
