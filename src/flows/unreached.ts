import { handOverUnconfirmed } from './confirm-identity.ts';
import type { DeliverDependencies } from './deliver.ts';
import { tellOfUntoldCaller } from './settle.ts';

/** The key of something said about a request itself; what is said to one technician of several has a longer one. */
const OWN_KEY = /^(req_[^/]+)\/[^/]+$/;

/** A surface reports that what it had said did not arrive; the key is the delivery's. */
export async function takeUnreached(dependencies: DeliverDependencies, deliveryKey: string): Promise<void> {
  const requestId = OWN_KEY.exec(deliveryKey)?.[1];
  const request = requestId === undefined ? undefined : await dependencies.requests.find(requestId);
  if (!request) return;
  if (request.status === 'awaiting_requester' && request.requester.identification?.pending)
    await handOverUnconfirmed(
      dependencies,
      request.id,
      'The code that was to confirm who called did not arrive.',
    );
  else await tellOfUntoldCaller(dependencies, request.id);
}
