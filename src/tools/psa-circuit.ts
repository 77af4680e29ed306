import { addMs, type Clock, SECOND_MS } from '../clock.ts';
import { CountersignError, type ErrorCode, errorCode } from '../errors.ts';
import type { Psa, PsaApprovals } from './psa.ts';

/** So many calls in a row without an answer: the PSA is away. */
const FAILURES = 5;
/** For so long nothing is sent to it; then one call tries. */
const OPEN_MS = 15 * SECOND_MS;
const AWAY: ReadonlySet<ErrorCode> = new Set(['timeout', 'unavailable']);

/** How long a PSA that is away is left alone, and by whose clock. */
export interface CircuitOptions {
  clock: Clock;
  openMs?: number;
}

/**
 * A PSA that fails at once while it is away, instead of holding everything that needs it until each call has timed out.
 * Fails with `unavailable` and a time to wait, so that side effects are tried again later.
 */
export function withCircuit(psa: Psa, { clock, openMs = OPEN_MS }: CircuitOptions): Psa {
  const guarded = createCircuit({ clock, openMs, vendor: psa.name });
  const { approvals } = psa;
  return {
    name: psa.name,
    openTicket: (...given) => guarded(() => psa.openTicket(...given)),
    ticket: (...given) => guarded(() => psa.ticket(...given)),
    addNote: (...given) => guarded(() => psa.addNote(...given)),
    notes: (...given) => guarded(() => psa.notes(...given)),
    setStatus: (...given) => guarded(() => psa.setStatus(...given)),
    ticketsChangedSince: (...given) => guarded(() => psa.ticketsChangedSince(...given)),
    contact: (...given) => guarded(() => psa.contact(...given)),
    earlierTickets: (...given) => guarded(() => psa.earlierTickets(...given)),
    ...(approvals ? { approvals: guardedApprovals(approvals, guarded) } : {}),
  };
}

type Guarded = <Result>(call: () => Promise<Result>) => Promise<Result>;

/** By the product's clock, not the machine's: what has waited for an outage to end waits no longer than it says. */
function createCircuit({ clock, openMs, vendor }: Required<CircuitOptions> & { vendor: string }): Guarded {
  let failures = 0;
  let leftAloneUntil: Date | undefined;
  let isTrying = false;

  const answered = () => {
    failures = 0;
    leftAloneUntil = undefined;
  };
  const failed = () => {
    failures += 1;
    if (failures >= FAILURES) leftAloneUntil = addMs(clock.now(), openMs);
  };

  return async (call) => {
    const isTrial = leftAloneUntil !== undefined;
    if (leftAloneUntil && (isTrying || clock.now() < leftAloneUntil)) throw leftAlone(vendor, openMs);
    isTrying = isTrial;
    try {
      const result = await call();
      answered();
      return result;
    } catch (error) {
      if (AWAY.has(errorCode(error))) failed();
      else answered();
      throw error;
    } finally {
      if (isTrial) isTrying = false;
    }
  };
}

function leftAlone(vendor: string, retryAfterMs: number): CountersignError {
  const message = 'the PSA does not answer; it is left alone for some seconds';
  return new CountersignError('unavailable', message, { vendor, retryAfterMs });
}

function guardedApprovals(approvals: PsaApprovals, guarded: Guarded): PsaApprovals {
  return {
    ask: (...given) => guarded(() => approvals.ask(...given)),
    answerTo: (...given) => guarded(() => approvals.answerTo(...given)),
  };
}
