import { z } from 'zod';
import type { TeamsSettings } from './settings.ts';

/** Signed with a key of the Bot Framework: nothing else is even looked at. */
const Header = z.object({ alg: z.enum(['RS256', 'RS384', 'RS512']), kid: z.string().min(1) });

/**
 * Whether it is worth checking a delivery's token at all: in form a token of the Bot Framework for this bot. It proves
 * nothing, but costs no key and no call, and keeps two kinds of token from the library that it would take besides:
 * those of the emulator and of other bots, one of which is the token that we ourselves send to connectors.
 */
export function looksLikeOurs(
  authorization: string | undefined,
  { appId, tokenIssuer, unauthenticated }: TeamsSettings,
): boolean {
  if (unauthenticated) return true;
  const [header, claims, signature, ...more] =
    /^Bearer ([\w.-]{1,10000})$/.exec(authorization ?? '')?.[1]?.split('.') ?? [];
  if (!header || !claims || !signature || more.length > 0) return false;
  if (!Header.safeParse(decode(header)).success) return false;
  return z.object({ iss: z.literal(tokenIssuer), aud: z.literal(appId ?? '') }).safeParse(decode(claims))
    .success;
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
  } catch {
    return undefined;
  }
}
