import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { SECOND_MS } from '../clock.ts';
import { CountersignError, type ErrorCode, errorCode } from '../errors.ts';
import type { Psa, PsaApprovals } from './psa.ts';

/** So many calls in a row without an answer: the PSA is away. */
const FAILURES = 5;
/** For so long nothing is sent to it; then one call tries. */
const OPEN_MS = 15 * SECOND_MS;
const AWAY: ReadonlySet<ErrorCode> = new Set(['timeout', 'unavailable']);

/**
 * A PSA that fails at once while it is away, instead of holding everything that needs it until each call has timed out.
 * Fails with `unavailable` and a time to wait, so that side effects are tried again later.
 */
export function withCircuit(psa: Psa, openMs: number = OPEN_MS): Psa {
  const circuit = circuitBreaker(
    handleWhen((error) => AWAY.has(errorCode(error))),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(FAILURES) },
  );
  const guarded = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    try {
      return await circuit.execute(call);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new CountersignError(
        'unavailable',
        'the PSA does not answer; it is left alone for some seconds',
        {
          vendor: psa.name,
          retryAfterMs: openMs,
        },
      );
    }
  };
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

function guardedApprovals(
  approvals: PsaApprovals,
  guarded: <Result>(call: () => Promise<Result>) => Promise<Result>,
): PsaApprovals {
  return {
    ask: (...given) => guarded(() => approvals.ask(...given)),
    answerTo: (...given) => guarded(() => approvals.answerTo(...given)),
  };
}
