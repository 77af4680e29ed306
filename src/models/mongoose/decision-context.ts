import type { Collection, Document } from 'mongodb';
import { CountersignError } from '../../errors.ts';
import { type Client, THE_MSP } from '../client.ts';
import { type Identity, identityKey } from '../conversation.ts';
import { isAdministration } from '../request.ts';
import type { DecisionContext } from '../stores.ts';
import { CLIENTS, type ClientDocument, fromClientDocument } from './client-store.ts';
import { fromPersonDocument, type PersonDocument } from './person-document.ts';
import { PEOPLE } from './person-store.ts';
import { fromPolicyDocument, POLICIES, type PolicyDocument } from './policy-store.ts';
import { fromRequestDocument, type RequestDocument } from './request-document.ts';

interface Joined extends RequestDocument {
  joined: { client: ClientDocument[]; policies: PolicyDocument[]; person?: PersonDocument[] };
}

/** Everything about one click in one round trip; undefined when there is no such request. */
export async function decisionContextOf(
  requests: Collection<RequestDocument>,
  requestId: string,
  identity: Identity | undefined,
): Promise<DecisionContext | undefined> {
  const [found] = await requests.aggregate<Joined>(pipelineFor(requestId, identity)).toArray();
  if (!found) return undefined;
  const { joined, ...request } = found;
  const client = clientOf(found);
  const [person] = joined.person ?? [];
  const policies = joined.policies.map(fromPolicyDocument);
  const msp = policies.find(({ scope }) => scope === 'msp');
  const own = policies.find(({ scope }) => scope === client.id && scope !== msp?.scope);
  return {
    request: fromRequestDocument(request),
    client,
    ...(person && { person: fromPersonDocument(person) }),
    policies: { ...(msp && { msp }), ...(own && { client: own }) },
  };
}

function clientOf({ _id, clientId, joined }: Joined): Client {
  if (isAdministration({ clientId })) return THE_MSP;
  const [client] = joined.client;
  if (!client) throw new CountersignError('not_found', `the client of request ${_id} is gone`);
  return fromClientDocument(client);
}

function pipelineFor(requestId: string, identity: Identity | undefined): Document[] {
  return [
    { $match: { _id: requestId } },
    { $set: { 'joined.scopes': ['msp', '$clientId'] } },
    lookup(CLIENTS.collection, 'clientId', 'joined.client'),
    lookup(POLICIES.collection, 'joined.scopes', 'joined.policies'),
    ...(identity
      ? [
          {
            $lookup: {
              from: PEOPLE.collection,
              pipeline: [{ $match: { 'identities.key': identityKey(identity) } }],
              as: 'joined.person',
            },
          },
        ]
      : []),
  ];
}

function lookup(from: string, localField: string, as: string): Document {
  return { $lookup: { from, localField, foreignField: '_id', as } };
}
