import type { Client } from '@microsoft/microsoft-graph-client';
import type { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { type EntraApp, holdEntraToken } from '../../entra-token.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { Fetch } from '../../http.ts';
import { literal, path, searchFor } from './odata.ts';
import { GraphRequests } from './requests.ts';
import {
  APPLICATION_PROPERTIES,
  Application,
  GROUP_PROPERTIES,
  Group,
  Membership,
  Organization,
  RoleAssignment,
  Sku,
  USER_PROPERTIES,
  User,
} from './schema.ts';
import { graphResource, type MicrosoftGraphSettings } from './settings.ts';
import { AuthenticationMethod, SignIn } from './sign-in-schema.ts';
import { graphClient } from './transport.ts';

/** The most that Graph puts on one page of directory objects. */
const LARGEST_PAGE = 999;

export interface Memberships {
  groups: readonly Group[];
  /** Names of the directory roles held, also through groups. */
  roles: readonly string[];
}

/** One tenant's Graph in our words: paths and bodies, no decisions. Ids that do not exist there throw `not_found`. */
export class GraphApi {
  readonly #requests: GraphRequests;
  readonly #resource: string;

  constructor(requests: GraphRequests, resource: string) {
    this.#requests = requests;
    this.#resource = resource;
  }

  async organization(): Promise<z.infer<typeof Organization> | undefined> {
    return (await this.#requests.page('/organization', Organization))[0];
  }

  /** By object id or user principal name. */
  user(key: string): Promise<User> {
    return this.#requests.get(path`/users/${key}`, User, { select: USER_PROPERTIES });
  }

  /** By mail address or user principal name, else by alias. */
  async usersByAddress(address: string): Promise<User[]> {
    const text = literal(address);
    const find = (filter: string) =>
      this.#requests.page('/users', User, { select: USER_PROPERTIES, filter, top: 5 });
    const found = await find(`mail eq ${text} or userPrincipalName eq ${text}`);
    return found.length > 0 ? found : find(`proxyAddresses/any(p:p eq ${literal(`smtp:${address}`)})`);
  }

  searchUsers(words: string, limit: number): Promise<User[]> {
    const search = searchFor(['displayName', 'mail', 'userPrincipalName'], words);
    return this.#requests.page('/users', User, { select: USER_PROPERTIES, search, top: limit });
  }

  /**
   * Undefined when the user has none. Graph answers 404 for that and for an unknown user alike, so that the user is looked
   * up before "none" is believed.
   */
  async managerOf(userId: string): Promise<User | undefined> {
    try {
      return await this.#requests.get(path`/users/${userId}/manager`, User, { select: USER_PROPERTIES });
    } catch (error) {
      if (errorCode(error) !== 'not_found') throw error;
      await this.user(userId);
      return undefined;
    }
  }

  /** `direct`: only what the user was added to. Else everything, through however many groups. */
  async membershipsOf(userId: string, reach: 'direct' | 'all'): Promise<Memberships> {
    const where =
      reach === 'direct' ? path`/users/${userId}/memberOf` : path`/users/${userId}/transitiveMemberOf`;
    const entries = await this.#requests.all(where, Membership, {
      select: GROUP_PROPERTIES,
      top: LARGEST_PAGE,
    });
    return {
      groups: entries.flatMap((entry) => (entry.type === 'group' ? [entry.group] : [])),
      roles: entries.flatMap((entry) => (entry.type === 'role' ? [entry.name] : [])),
    };
  }

  /** Of the user, and those that come through a group of which the user is a direct member. */
  roleAssignmentsOf(userId: string): Promise<RoleAssignment[]> {
    return this.#requests.all(path`/users/${userId}/appRoleAssignments`, RoleAssignment);
  }

  authenticationMethodsOf(userId: string): Promise<AuthenticationMethod[]> {
    return this.#requests.all(path`/users/${userId}/authentication/methods`, AuthenticationMethod);
  }

  /** Newest first. Throws `licence_required` where the tenant has no Entra ID P1. Ids are in lower case in the log. */
  signInsOf(userId: string, limit: number): Promise<SignIn[]> {
    const filter = `userId eq ${literal(userId.toLowerCase())}`;
    return this.#requests.page('/auditLogs/signIns', SignIn, { filter, top: limit });
  }

  group(groupId: string): Promise<Group> {
    return this.#requests.get(path`/groups/${groupId}`, Group, { select: GROUP_PROPERTIES });
  }

  searchGroups(words: string, limit: number): Promise<Group[]> {
    const search = searchFor(['displayName', 'description'], words);
    return this.#requests.page('/groups', Group, { select: GROUP_PROPERTIES, search, top: limit });
  }

  /** By the object id of its service principal in this tenant, not by its app id. */
  application(applicationId: string): Promise<Application> {
    const select = APPLICATION_PROPERTIES;
    return this.#requests.get(path`/servicePrincipals/${applicationId}`, Application, { select });
  }

  searchApplications(words: string, limit: number): Promise<Application[]> {
    const search = searchFor(['displayName'], words);
    const select = APPLICATION_PROPERTIES;
    return this.#requests.page('/servicePrincipals', Application, { select, search, top: limit });
  }

  skus(): Promise<Sku[]> {
    return this.#requests.all('/subscribedSkus', Sku);
  }

  /** Throws `already_exists` for a member. */
  addMember(groupId: string, userId: string): Promise<void> {
    const reference = { '@odata.id': `${this.#resource}/v1.0/directoryObjects/${userId}` };
    return this.#requests.send('post', path`/groups/${groupId}/members/$ref`, reference);
  }

  /** Throws `not_found` when it is no member. Without `/$ref` Graph would delete the user itself. */
  removeMember(groupId: string, userId: string): Promise<void> {
    return this.#requests.send('delete', path`/groups/${groupId}/members/${userId}/$ref`);
  }

  /** Throws `already_exists` when the user has the role. */
  assignRole(applicationId: string, userId: string, roleId: string): Promise<void> {
    return this.#requests.send('post', path`/servicePrincipals/${applicationId}/appRoleAssignedTo`, {
      principalId: userId,
      resourceId: applicationId,
      appRoleId: roleId,
    });
  }

  removeRoleAssignment(applicationId: string, assignmentId: string): Promise<void> {
    return this.#requests.send(
      'delete',
      path`/servicePrincipals/${applicationId}/appRoleAssignedTo/${assignmentId}`,
    );
  }

  /** Both lists must be in the body, also when empty. */
  changeLicences(
    userId: string,
    { add = [], remove = [] }: { add?: string[]; remove?: string[] },
  ): Promise<void> {
    return this.#requests.send('post', path`/users/${userId}/assignLicense`, {
      addLicenses: add.map((skuId) => ({ skuId, disabledPlans: [] })),
      removeLicenses: remove,
    });
  }

  /** A password that must be changed at the next sign-in. In a PATCH of its own: a refused one must not undo anything else. */
  setTemporaryPassword(userId: string, password: string): Promise<void> {
    const passwordProfile = { password, forceChangePasswordNextSignIn: true };
    return this.#requests.send('patch', path`/users/${userId}`, { passwordProfile });
  }

  setAccountEnabled(userId: string, accountEnabled: boolean): Promise<void> {
    return this.#requests.send('patch', path`/users/${userId}`, { accountEnabled });
  }

  /** Ends every session; takes a few minutes to be felt everywhere. */
  revokeSessions(userId: string): Promise<void> {
    return this.#requests.send('post', path`/users/${userId}/revokeSignInSessions`);
  }

  /** Throws `invalid_input` for the default method while others exist. */
  deleteMethod(userId: string, segment: string, methodId: string): Promise<void> {
    return this.#requests.send('delete', path`/users/${userId}/authentication/${segment}/${methodId}`);
  }
}

/** Opens a tenant's Graph; `signal` ends every call made through what is returned. */
export type OpenGraph = (tenantId: string, signal?: AbortSignal) => GraphApi;

export interface GraphDependencies {
  settings: MicrosoftGraphSettings;
  fetch: Fetch;
  clock: Clock;
}

/** One client and one token cache for each tenant, kept as long as the process and never shared between two. */
export function connectGraph({ settings, fetch, clock }: GraphDependencies): OpenGraph {
  const clients = new Map<string, Client>();
  const clientOf = (tenantId: string): Client => {
    const known = clients.get(tenantId);
    if (known) return known;
    const token = holdEntraToken(tenantApp(settings, tenantId), { fetch, clock });
    const client = graphClient({ graphUrl: settings.graphUrl, backoffMs: settings.backoffMs, token, fetch });
    clients.set(tenantId, client);
    return client;
  };
  return (tenantId, signal) => {
    const client = clientOf(checkedTenantId(tenantId));
    const requests = new GraphRequests({ client, graphUrl: settings.graphUrl, signal });
    return new GraphApi(requests, graphResource(settings));
  };
}

/** A token is bound to the tenant it was asked for. */
function tenantApp(settings: MicrosoftGraphSettings, tenant: string): EntraApp {
  const { loginUrl, appId, clientSecret: secret, certificate } = settings;
  const scope = `${graphResource(settings)}/.default`;
  return { vendor: 'microsoft_graph', loginUrl, tenant, appId, secret, certificate, scope };
}

/** It becomes part of the token endpoint's address. */
function checkedTenantId(tenantId: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenantId)) return tenantId.toLowerCase();
  throw new CountersignError('bad_configuration', 'the Entra tenant id of a client is no GUID', {
    vendor: 'microsoft_graph',
  });
}
