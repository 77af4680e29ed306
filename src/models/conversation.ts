/** Surfaces and identity providers on which a person can be known. */
export type SurfaceName = 'slack' | 'teams' | 'psa' | 'voice' | 'console';

const PROVIDERS = [
  'slack',
  'entra',
  'connectwise',
  'halopsa',
  'autotask',
  'jira',
  'phone',
  'console',
] as const;
/** Where somebody has an account. */
export type IdentityProvider = (typeof PROVIDERS)[number];

/** One account of one person: provider, the provider's tenant (workspace, Entra tenant, PSA company), and the user id there. */
export interface Identity {
  provider: IdentityProvider;
  tenant: string;
  user: string;
}

/** Where a conversation takes place. `thread` is where replies go. */
export interface ConversationRef {
  surface: SurfaceName;
  tenant: string;
  conversation: string;
  thread?: string;
}

/** One message that we sent or received, so that it can be updated, reacted to and found again. */
export interface MessageRef {
  surface: SurfaceName;
  tenant: string;
  conversation: string;
  message: string;
}

/** `slack:T1:U1`: what identities are compared, indexed and looked up by. */
export function identityKey({ provider, tenant, user }: Identity): string {
  return joinKey([provider, tenant, user]);
}

/** The account behind an `identityKey`; undefined for what is none. */
export function identityOfKey(key: string): Identity | undefined {
  const [provider = '', tenant, user, ...more] = key.split(':').map(unescaped);
  const known = PROVIDERS.find((one) => one === provider);
  return known && tenant !== undefined && user !== undefined && more.length === 0
    ? { provider: known, tenant, user }
    : undefined;
}

/** `slack:T1:C1:1712.33`: one thread, or one conversation where there are no threads. */
export function conversationKey({ surface, tenant, conversation, thread }: ConversationRef): string {
  return joinKey([surface, tenant, conversation, ...(thread === undefined ? [] : [thread])]);
}

/** Colons inside a part (Teams ids have them) are escaped: no two accounts or threads share a key. */
function joinKey(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('%', '%25').replaceAll(':', '%3A')).join(':');
}

function unescaped(part: string): string {
  return part.replaceAll('%3A', ':').replaceAll('%25', '%');
}
