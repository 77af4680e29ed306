import { CountersignError } from '../../errors.ts';
import { type Finding, lookAt } from '../../finding.ts';
import type { Fetch } from '../../http.ts';
import type { ConnectorToken } from './connector-token.ts';
import type { TeamsSettings } from './settings.ts';

export interface CheckDependencies {
  settings: TeamsSettings;
  token: ConnectorToken;
  fetch: Fetch;
}

/** Whether the bot gets its token and can check those of deliveries. Changes nothing, and never throws for what is broken. */
export async function checkTeams({ settings, token, fetch }: CheckDependencies): Promise<Finding[]> {
  const subject = `Teams bot ${settings.appId ?? '(without authentication)'}`;
  const login = await lookAt(subject, fixForLogin, () => token.get());
  const keys = await lookAt(
    'Keys of the Bot Framework',
    () => `Check whether this machine may reach ${new URL(settings.openIdMetadataUrl).host} over https.`,
    () => readKeys(fetch, settings.openIdMetadataUrl),
  );
  return [login, keys];
}

async function readKeys(fetch: Fetch, url: string): Promise<void> {
  const { ok, status } = await fetch(url);
  if (!ok)
    throw new CountersignError('unavailable', 'the OpenID document cannot be read', {
      vendor: 'teams',
      status,
    });
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const FIXES: Readonly<Record<string, string>> = {
  AADSTS700016:
    'The app is not known where the token is asked for: set TEAMS_TENANT_ID for a single-tenant registration, and leave it out for a multi-tenant one.',
  AADSTS90002: 'There is no such tenant: correct TEAMS_TENANT_ID.',
  AADSTS7000215:
    "The client secret is wrong: give the secret's value, not its id, from the app registration.",
  AADSTS7000222: 'The client secret has expired: create a new one in the app registration.',
  AADSTS700027:
    'The certificate was not accepted: upload its public part to the app registration, and check that it has not expired.',
};

function fixForLogin({ facts: { vendorCode = '' } }: CountersignError): string {
  return (
    FIXES[vendorCode] ??
    'Check the app id, its secret, and whether this machine may reach Microsoft’s login over https.'
  );
}
