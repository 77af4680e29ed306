import { addMs } from '../clock.ts';
import { type Identity, identityKey } from '../models/conversation.ts';
import type { ServiceRequest, StepResult } from '../models/request.ts';
import { sealedFor } from '../models/sealed-for.ts';
import { sealedUnder } from '../seal.ts';
import type { SecretAnswer } from './desk.ts';
import type { ExecuteDependencies } from './execute.ts';
import { SECRET_LIFETIME_MS } from './limits.ts';

export type RevealDependencies = Pick<ExecuteDependencies, 'requests' | 'audit' | 'clock' | 'sealer'>;

const GONE: SecretAnswer = {
  kind: 'gone',
  sentence: 'This was shown already, or its time is over. Please ask again if you need a new one.',
};

/** It stays where it is: with the key put back it can be shown. */
const LOCKED: SecretAnswer = {
  kind: 'refused',
  sentence: 'This cannot be opened at the moment. Please tell your technicians, or ask again for a new one.',
};

/** Shows a one-time secret to the requester. The sealed value is removed in a compare-and-set before anybody sees it. */
export async function revealSecret(
  dependencies: RevealDependencies,
  by: Identity,
  requestId: string,
  step: number,
): Promise<SecretAnswer> {
  const { requests, audit, clock, sealer } = dependencies;
  const context = await requests.decisionContext(requestId, by);
  if (!context?.person?.active || context.person.id !== context.request.requester.personId) {
    return { kind: 'refused', sentence: 'This is meant for somebody else.' };
  }
  const { request, person } = context;
  const result = request.execution?.results[step];
  const now = clock.now();
  if (result?.kind !== 'done' || !result.sealedSecret || addMs(result.at, SECRET_LIFETIME_MS) < now)
    return GONE;
  if (!sealer.keyIds.includes(sealedUnder(result.sealedSecret) ?? '')) return LOCKED;
  if (!(await requests.save(request, { set: { execution: { results: withoutSecret(request, step) } } })))
    return GONE;
  await audit.append([
    {
      key: `${requestId}/secret/${step}`,
      at: now,
      action: 'secret_shown',
      clientId: request.clientId,
      requestId,
      by: { personId: person.id, name: person.displayName },
      details: { step: step + 1, identity: identityKey(by) },
    },
  ]);
  return {
    kind: 'shown',
    secret: sealer.open(result.sealedSecret, sealedFor.step(requestId, step)),
    forWhat: request.plan?.steps[step]?.summary ?? '',
  };
}

function withoutSecret(request: ServiceRequest, step: number): StepResult[] {
  return (request.execution?.results ?? []).map((result, index) =>
    index === step && result.kind === 'done' ? { kind: 'done', at: result.at } : result,
  );
}
