import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';

const Address = z.url({ protocol: /^https?$/ });

/** Where an admin finds each of these is in this folder's README. */
export const TeamsSettings = z
  .strictObject({
    /** Microsoft App ID of the Azure Bot. */
    appId: z.guid().optional(),
    /** Client secret of the app registration. */
    appPassword: z.string().min(1).optional(),
    /** Instead of the secret: PEM text with both the certificate and its unencrypted private key (PKCS#8). */
    certificate: z.string().includes('BEGIN CERTIFICATE').includes('PRIVATE KEY').optional(),
    /** The MSP's own tenant, where the bot signs in; absent only for an old bot of the type “Multi Tenant”. */
    tenantId: z.guid().optional(),
    /**
     * By tenant, ids of channels (`19:…@thread.tacv2`) in which every message is a request; the bot hears them where the
     * team's owner has consented to it.
     */
    intakeChannels: z.record(z.guid().toLowerCase(), z.array(z.string().startsWith('19:'))).default({}),
    /** Takes deliveries without a token, for the Agents Playground. Refused outside of the sandbox. */
    unauthenticated: z.boolean().default(false),
    /** Hosts of connectors besides Microsoft's known ones, such as those of a new cloud. */
    serviceHosts: z.array(z.string().min(1)).default([]),
    /** Connector for tenants of which nothing was heard yet: the one for the whole world. */
    serviceUrl: Address.default('https://smba.trafficmanager.net/teams/'),
    loginUrl: Address.transform((url) => url.replace(/\/+$/, '')).default(
      'https://login.microsoftonline.com',
    ),
    /** Names the keys with which deliveries are signed. */
    openIdMetadataUrl: Address.default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
    /** Who issues the tokens of deliveries. */
    tokenIssuer: z.string().min(1).default('https://api.botframework.com'),
  })
  .refine(({ unauthenticated, appId }) => unauthenticated || appId !== undefined, {
    path: ['appId'],
    message: 'the Microsoft App ID is needed',
  })
  .refine(
    ({ unauthenticated, appPassword, certificate }) =>
      unauthenticated || (appPassword === undefined) !== (certificate === undefined),
    { path: ['appPassword'], message: 'give either a client secret or a certificate' },
  );
export type TeamsSettings = z.output<typeof TeamsSettings>;

/**
 * Throws `bad_configuration` for what only the sandbox may do: taking deliveries from anybody, and sending the bot's
 * credential to this machine.
 */
export function refuseUnsafeSettings(settings: TeamsSettings, allowLoopback: boolean): void {
  const { unauthenticated, loginUrl, openIdMetadataUrl, serviceUrl } = settings;
  if (unauthenticated && !allowLoopback)
    throw new CountersignError(
      'bad_configuration',
      'Teams without authentication would let anybody approve in anybody’s name: it is for the sandbox only',
      { vendor: 'teams' },
    );
  if ([loginUrl, openIdMetadataUrl, serviceUrl].every((url) => isSafeAddress(url, { allowLoopback }))) return;
  throw new CountersignError('bad_configuration', 'the addresses of Microsoft must be public host names', {
    vendor: 'teams',
  });
}
