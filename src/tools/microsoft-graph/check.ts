import { CountersignError, describeForTechnician, errorCode } from '../../errors.ts';
import type { GraphApi, OpenGraph } from './api.ts';
import type { MicrosoftGraphSettings } from './settings.ts';

/**
 * `fix` is for the person who configures the product: one sentence for each thing to do. `signedIn`: the app is known there,
 * and its credential right.
 */
export type GraphCheck =
  | { kind: 'working'; detail: string }
  | { kind: 'broken'; signedIn: boolean; fix: string };

/** A read for each permission that can be tried without changing anything; an id that nobody has will do. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const PROBES: readonly { permission: string; read(api: GraphApi): Promise<unknown> }[] = [
  { permission: 'User.Read.All', read: (api) => api.user(NOBODY) },
  { permission: 'Directory.Read.All', read: (api) => api.membershipsOf(NOBODY, 'direct') },
  { permission: 'Application.Read.All', read: (api) => api.application(NOBODY) },
  { permission: 'LicenseAssignment.ReadWrite.All', read: (api) => api.skus() },
  {
    permission: 'UserAuthenticationMethod.ReadWrite.All',
    read: (api) => api.authenticationMethodsOf(NOBODY),
  },
  { permission: 'AuditLog.Read.All', read: (api) => api.signInsOf(NOBODY, 1) },
];

/**
 * Whether a client's tenant can be used: token, consent, tenant name, and the permissions that reads need. Those that only
 * writes need cannot be tried without writing. Never throws for what is broken.
 */
export async function checkTenant(
  graph: OpenGraph,
  settings: MicrosoftGraphSettings,
  tenantId: string,
): Promise<GraphCheck> {
  try {
    const api = graph(tenantId);
    const name = (await organizationName(api)) ?? 'tenant';
    const refused = await refusedPermissions(api);
    if (refused.length === 0) return { kind: 'working', detail: `${name} can be read` };
    return {
      kind: 'broken',
      signedIn: true,
      fix: `${name} has not consented to ${refused.join(', ')}: add what is missing to the app registration, then open ${consentUrl(settings, tenantId)} as an administrator of the tenant.`,
    };
  } catch (error) {
    return { kind: 'broken', signedIn: false, fix: fixFor(error, settings, tenantId) };
  }
}

/** The one read that needs a permission of its own; without it the name is missing and nothing else. */
async function organizationName(api: GraphApi): Promise<string | undefined> {
  try {
    return (await api.organization())?.displayName ?? undefined;
  } catch (error) {
    if (errorCode(error) === 'forbidden') return undefined;
    throw error;
  }
}

async function refusedPermissions(api: GraphApi): Promise<string[]> {
  const outcomes = await Promise.allSettled(PROBES.map((probe) => probe.read(api)));
  return PROBES.filter((_, index) => {
    const outcome = outcomes[index];
    return outcome?.status === 'rejected' && errorCode(outcome.reason) === 'forbidden';
  }).map(({ permission }) => permission);
}

function fixFor(error: unknown, settings: MicrosoftGraphSettings, tenantId: string): string {
  const code = error instanceof CountersignError ? error.facts.vendorCode : undefined;
  const remedy = code === undefined ? undefined : REMEDIES[code];
  return remedy?.(settings, tenantId) ?? `${describeForTechnician(error)}: ${reachability(settings)}.`;
}

function reachability({ loginUrl, graphUrl }: MicrosoftGraphSettings): string {
  return `check that ${new URL(loginUrl).host} and ${new URL(graphUrl).host} can be reached from here`;
}

function consentUrl({ loginUrl, appId }: MicrosoftGraphSettings, tenantId: string): string {
  return `${loginUrl}/${tenantId}/adminconsent?client_id=${appId}`;
}

type Remedy = (settings: MicrosoftGraphSettings, tenantId: string) => string;

const giveConsent: Remedy = (settings, tenantId) =>
  `The app is not known in the tenant: open ${consentUrl(settings, tenantId)} as an administrator of the tenant and accept.`;

const noSuchTenant: Remedy = (_, tenantId) =>
  `There is no tenant ${tenantId}: correct the client's Entra tenant id.`;

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const REMEDIES: Readonly<Record<string, Remedy>> = {
  AADSTS90002: noSuchTenant,
  AADSTS5000224: noSuchTenant,
  AADSTS65001: giveConsent,
  AADSTS700016: giveConsent,
  AADSTS7000215: () =>
    "The client secret is wrong: give the secret's value, not its id, from the app registration.",
  AADSTS7000222: () => 'The client secret has expired: create a new one in the app registration.',
  AADSTS700027: () =>
    'The certificate was not accepted: upload its public part to the app registration, and check that it has not expired.',
  AADSTS53003: () =>
    'A Conditional Access policy of the tenant blocks the app: exclude this workload identity from it.',
};
