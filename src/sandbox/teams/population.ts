import type { clients as demoClients, msp as demoMsp } from '../demo-data.ts';
import {
  type ConversationKind,
  opaqueId,
  type TeamsConversation,
  type TeamsState,
  type TeamsTeam,
  type TeamsTenant,
  type TeamsUser,
} from './state.ts';

/** The channel of every tenant's team in which requests may be written; the bot is in that team. */
export const HELP_CHANNEL = 'IT help';
/** A channel of a team in which the bot is not installed. */
export const OTHER_CHANNEL = 'Announcements';
/** A group chat of everybody in the tenant, with the bot in it. */
export const GROUP_CHAT = 'Front desk';

export interface NewTenant {
  id: string;
  name: string;
  /** People (keys) who have the bot in their personal scope; everybody when absent. */
  installedFor?: readonly string[];
  /** The bot is in the team of the help channel and in the group chat; it is when absent. */
  installed?: boolean;
  users: readonly { key: string; aadObjectId: string; name: string; email: string }[];
}

/** The organizations of the demo data. */
export function demoTenants(clients: typeof demoClients, msp: typeof demoMsp): NewTenant[] {
  const own = {
    id: msp.entraTenantId,
    name: msp.name,
    users: msp.technicians.map(({ key, entraUserId, name, email }) => ({
      key,
      aadObjectId: entraUserId,
      name,
      email,
    })),
  };
  const others = clients.map(({ entraTenantId, name, users }) => ({
    id: entraTenantId,
    name,
    users: users.map((user) => ({
      key: user.key,
      aadObjectId: user.id,
      name: user.name,
      email: user.email,
    })),
  }));
  return [own, ...others];
}

/** Adds an organization: its people with their personal chats, a group chat, and two teams with a channel each. */
export function addTenant(state: TeamsState, added: NewTenant): TeamsTenant {
  const { id, name, installedFor, installed = true } = added;
  const tenant: TeamsTenant = { id, name, botDisabled: false };
  state.tenants.set(id, tenant);
  const people = added.users.map((user) =>
    addUser(state, { ...user, tenantId: id, guest: false }, installedFor?.includes(user.key) ?? true),
  );
  const members = people.map((user) => user.id);
  addShared(state, { kind: 'groupChat', name: GROUP_CHAT, tenantId: id, members, installed });
  const [work, company] = [`${name} team`, `All of ${name}`].map((teamName) => newTeam(id, teamName));
  addShared(state, { kind: 'channel', name: HELP_CHANNEL, tenantId: id, members, installed, team: work });
  const elsewhere = { tenantId: id, members, installed: false, team: company };
  addShared(state, { kind: 'channel', name: OTHER_CHANNEL, ...elsewhere });
  return tenant;
}

/** Lets somebody of another organization in as a guest, with an object id of this directory, into what is shared. */
export function addGuest(state: TeamsState, user: TeamsUser, tenantId: string): TeamsUser {
  const [, ...rest] = opaqueId('guest', user.id, tenantId).slice(0, 12);
  const guest = addUser(
    state,
    {
      key: `${user.key}-guest`,
      aadObjectId: `${tenantId.slice(0, 24)}9${rest.join('')}`,
      name: user.name,
      email: user.email,
      tenantId,
      guest: true,
    },
    false,
  );
  for (const conversation of state.conversations.values())
    if (conversation.kind !== 'personal' && conversation.tenantId === tenantId)
      conversation.members.add(guest.id);
  return guest;
}

function addUser(
  state: TeamsState,
  added: Omit<TeamsUser, 'id' | 'disabled'>,
  installed: boolean,
): TeamsUser {
  const user: TeamsUser = {
    ...added,
    id: `29:1${opaqueId(state.appId, added.tenantId, added.aadObjectId)}`,
    disabled: false,
  };
  state.users.set(user.id, user);
  keep(state, {
    id: personalChatId(state, user),
    kind: 'personal',
    tenantId: user.tenantId,
    members: new Set([user.id]),
    installed,
    blocked: false,
  });
  return user;
}

/** The one chat of a person and the bot. */
export function personalChatId(state: TeamsState, user: TeamsUser): string {
  return `a:1${opaqueId('personal', state.appId, user.id)}`;
}

interface NewShared {
  kind: Exclude<ConversationKind, 'personal'>;
  name: string;
  tenantId: string;
  members: readonly string[];
  installed: boolean;
  team?: TeamsTeam | undefined;
}

function addShared(state: TeamsState, { team, members, ...rest }: NewShared): void {
  const suffix = rest.kind === 'channel' ? 'thread.tacv2' : 'thread.v2';
  keep(state, {
    ...rest,
    ...(team ? { team } : {}),
    id: `19:${opaqueId(rest.kind, rest.tenantId, rest.name).slice(0, 32)}@${suffix}`,
    members: new Set(members),
    blocked: false,
  });
}

function newTeam(tenantId: string, name: string): TeamsTeam {
  const id = opaqueId('team', tenantId, name);
  return {
    id: `19:${id.slice(0, 32)}@thread.tacv2`,
    aadGroupId: `${tenantId.slice(0, 24)}8${id.slice(0, 11)}`,
    name,
  };
}

function keep(state: TeamsState, conversation: TeamsConversation): void {
  state.conversations.set(conversation.id, conversation);
}
