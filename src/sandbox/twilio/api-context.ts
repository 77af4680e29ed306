import type { ApiCredentials } from './authentication.ts';
import type { CallDependencies } from './documents.ts';
import type { CallHandles } from './people.ts';
import type { TwilioState } from './state.ts';

/** So many calls to the API in a second. */
export interface ApiLimit {
  /** Off until it is switched on, so that a demo flows. */
  enabled: boolean;
  perSecond: number;
}

/** What the routes work with. */
export interface ApiContext {
  state: TwilioState;
  dependencies: CallDependencies;
  handles: CallHandles;
  credentials: ApiCredentials;
  limit: ApiLimit;
  /** Does something after the answer has left. */
  later: (deed: () => Promise<void>) => void;
}
