import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';
import { LANGUAGES } from '../../models/client.ts';
import { PhoneNumber } from '../../models/phone-number.ts';

const withoutSlash = (url: string) => url.replace(/\/+$/, '');

/** Where an admin finds each of these is in this folder's README. */
export const VoiceSettings = z
  .strictObject({
    /** `AC…`: the account whose numbers are called. */
    accountSid: z.string().regex(/^AC[0-9a-f]{32}$/i, 'must be AC and 32 hexadecimal digits'),
    /** The account's primary auth token: Twilio signs with it. */
    authToken: z.string().min(1),
    /** `SK…` and its secret, with which the API is called; the auth token where they are absent. */
    apiKeySid: z
      .string()
      .regex(/^SK[0-9a-f]{32}$/i, 'must be SK and 32 hexadecimal digits')
      .optional(),
    apiKeySecret: z.string().min(1).optional(),
    /** A number of the account that texts are sent from. */
    smsFrom: PhoneNumber.optional(),
    /** Instead of it: a messaging service. */
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-f]{32}$/i, 'must be MG and 32 hexadecimal digits')
      .optional(),
    /** A number of the account from which people are called back; `smsFrom` where it is absent. */
    callFrom: PhoneNumber.optional(),
    /** In which callers of the MSP's own numbers are greeted. */
    language: z.enum(LANGUAGES).default('en'),
    /** `all` keeps every line of a call for thirty days; `request` only what the request says. */
    transcripts: z.enum(['request', 'all']).default('request'),
    /** Where Twilio reaches us: `https://desk.example.com`. What it signs begins with it. */
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .transform(withoutSlash)
      .optional(),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .transform(withoutSlash)
      .default('https://api.twilio.com'),
  })
  .refine(({ apiKeySid, apiKeySecret }) => (apiKeySid === undefined) === (apiKeySecret === undefined), {
    path: ['apiKeySid'],
    message: 'an API key needs its secret, and the other way round',
  })
  .refine(({ smsFrom, messagingServiceSid }) => smsFrom !== undefined || messagingServiceSid !== undefined, {
    path: ['smsFrom'],
    message: 'a number or a messaging service is needed to send texts from',
  });
export type VoiceSettings = z.output<typeof VoiceSettings>;

/** Throws `bad_configuration` for what only the sandbox may do: credentials for this machine, and no public address. */
export function refuseUnsafeSettings({ apiUrl, publicUrl }: VoiceSettings, allowLoopback: boolean): void {
  if (!isSafeAddress(apiUrl, { allowLoopback }))
    throw new CountersignError('bad_configuration', 'the address of Twilio must be a public host name', {
      vendor: 'twilio',
    });
  if (publicUrl === undefined && !allowLoopback)
    throw new CountersignError(
      'bad_configuration',
      'PUBLIC_URL: missing (Twilio signs the address that it calls)',
      { vendor: 'twilio' },
    );
}
