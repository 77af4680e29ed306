import { CountersignError, errorCode } from '../../errors.ts';
import type { SurfacePerson } from '../../flows/surface.ts';
import type { Identity } from '../../models/conversation.ts';
import type { SlackApi } from './api.ts';

/** What Slack tells about an account, as far as we use it. */
interface Account {
  id?: string;
  team_id?: string;
  real_name?: string;
  name?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_stranger?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_email_confirmed?: boolean;
  enterprise_user?: { enterprise_id?: string };
  profile?: { real_name?: string; display_name?: string; email?: string };
}

/** Undefined for an account that we do not serve: unknown, a bot, deactivated, a guest, or of a connected workspace. */
export async function findPerson(api: SlackApi, identity: Identity): Promise<SurfacePerson | undefined> {
  const account = await unlessNotFound(
    api.call(identity.tenant, (client) => client.users.info({ user: identity.user })),
  );
  if (!account?.user || !isServed(account.user, identity.tenant)) return undefined;
  const { profile, real_name: realName, name, is_email_confirmed: isConfirmed } = account.user;
  const email = isConfirmed === false ? undefined : profile?.email?.toLowerCase();
  return {
    displayName: profile?.real_name || realName || name || identity.user,
    ...(email ? { email } : {}),
  };
}

/** The member of a workspace with this address; undefined when there is none. */
export async function findByEmail(
  api: SlackApi,
  tenant: string,
  email: string,
): Promise<Identity | undefined> {
  const answer = await unlessNotFound(api.call(tenant, (client) => client.users.lookupByEmail({ email })));
  const user = answer?.user;
  if (!user?.id || !isServed(user, tenant)) return undefined;
  return { provider: 'slack', tenant, user: user.id };
}

/** A guest's account is managed by whoever invited them, and a stranger's by another company: neither is an employee. */
function isServed(account: Account, tenant: string): boolean {
  const ofTenant = account.team_id === tenant || account.enterprise_user?.enterprise_id === tenant;
  const guest = account.is_stranger || account.is_restricted || account.is_ultra_restricted;
  return ofTenant && !guest && !account.is_bot && !account.deleted;
}

async function unlessNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

/** The direct conversation with a person. It never changes, so that it is asked for once. */
export function createDirectChannels(api: SlackApi): (identity: Identity) => Promise<string> {
  const known = new Map<string, string>();
  return async ({ tenant, user }) => {
    const remembered = known.get(`${tenant}:${user}`);
    if (remembered) return remembered;
    const answer = await api.call(tenant, (client) => client.conversations.open({ users: user }));
    const channel = answer.channel?.id;
    if (!channel)
      throw new CountersignError('unexpected_response', 'Slack named no channel', { vendor: 'slack' });
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(`${tenant}:${user}`, channel);
    return channel;
  };
}

const MOST_REMEMBERED = 10_000;
