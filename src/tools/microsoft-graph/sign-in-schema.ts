import { z } from 'zod';

/** Type name of each kind, what people call it, and where it is deleted; a password, and kinds we do not know, cannot be. */
const METHOD_KINDS: Readonly<Record<string, { name: string; segment?: string }>> = {
  phoneAuthenticationMethod: { name: 'Phone', segment: 'phoneMethods' },
  microsoftAuthenticatorAuthenticationMethod: {
    name: 'Microsoft Authenticator',
    segment: 'microsoftAuthenticatorMethods',
  },
  fido2AuthenticationMethod: { name: 'Security key or passkey', segment: 'fido2Methods' },
  softwareOathAuthenticationMethod: { name: 'Authenticator code', segment: 'softwareOathMethods' },
  emailAuthenticationMethod: { name: 'E-mail', segment: 'emailMethods' },
  windowsHelloForBusinessAuthenticationMethod: {
    name: 'Windows Hello',
    segment: 'windowsHelloForBusinessMethods',
  },
  temporaryAccessPassAuthenticationMethod: {
    name: 'Temporary access pass',
    segment: 'temporaryAccessPassMethods',
  },
  passwordAuthenticationMethod: { name: 'Password' },
};

/** A registered sign-in method. */
export const AuthenticationMethod = z
  .object({
    '@odata.type': z.string().transform((type) => type.replace('#microsoft.graph.', '')),
    id: z.string(),
    displayName: z.string().nullish(),
    phoneNumber: z.string().nullish(),
  })
  .transform(({ '@odata.type': type, id, displayName, phoneNumber }) => ({
    id,
    isPassword: type === 'passwordAuthenticationMethod',
    name: METHOD_KINDS[type]?.name ?? type.replace('AuthenticationMethod', ''),
    detail: phoneNumber ? `ends in ${phoneNumber.slice(-2)}` : (displayName ?? undefined),
    /** Path segment under which it is deleted; undefined when it cannot be. */
    segment: METHOD_KINDS[type]?.segment,
  }));

export type AuthenticationMethod = z.infer<typeof AuthenticationMethod>;

/** One attempt to sign in. */
export const SignIn = z
  .object({
    createdDateTime: z.string(),
    appDisplayName: z.string().nullish(),
    clientAppUsed: z.string().nullish(),
    ipAddress: z.string().nullish(),
    conditionalAccessStatus: z.string().nullish(),
    location: z.object({ city: z.string().nullish(), countryOrRegion: z.string().nullish() }).nullish(),
    status: z.object({ errorCode: z.int().nullish(), failureReason: z.string().nullish() }).nullish(),
  })
  .transform(({ status, location, ...signIn }) => ({
    at: signIn.createdDateTime,
    application: signIn.appDisplayName ?? null,
    through: signIn.clientAppUsed ?? null,
    ipAddress: signIn.ipAddress ?? null,
    place: [location?.city, location?.countryOrRegion].filter(Boolean).join(', ') || null,
    conditionalAccess: signIn.conditionalAccessStatus ?? null,
    succeeded: (status?.errorCode ?? 0) === 0,
    errorCode: status?.errorCode ?? 0,
    failureReason: status?.errorCode ? (status.failureReason ?? null) : null,
  }));

export type SignIn = z.infer<typeof SignIn>;
