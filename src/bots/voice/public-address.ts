/** Where Twilio reaches us. It signs the address that it calls: another spelling of it is another signature. */
export interface PublicAddress {
  /** Undefined until it is known. */
  readonly origin: string | undefined;
  /** The address that we listen on, taken where none is configured: in the sandbox alone. */
  learn(origin: string): void;
}

/** Paths of the webhooks, below the public address. */
export const PATHS = {
  incomingCall: '/voice/incoming',
  step: '/voice/step',
  callStatus: '/voice/status',
  incomingText: '/sms/incoming',
  textStatus: '/sms/status',
} as const;

/** The configured address, or what is learned. */
export function createPublicAddress(configured: string | undefined): PublicAddress {
  let learned: string | undefined;
  return {
    get origin() {
      return configured ?? learned;
    },
    learn(origin) {
      learned = origin;
    },
  };
}
