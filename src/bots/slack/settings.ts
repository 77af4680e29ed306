import { z } from 'zod';

/** The least that every function of this room needs; the manifest asks for the same. */
export const SCOPES = [
  'app_mentions:read',
  // Goes with the manifest's agent view: without it Slack refuses the manifest.
  'assistant:write',
  'channels:history',
  'chat:write',
  'commands',
  'groups:history',
  'im:history',
  'im:write',
  'reactions:write',
  'users:read',
  'users:read.email',
] as const;

/** Where an admin finds each of these is in this folder's README. */
export const SlackSettings = z
  .strictObject({
    /** Basic Information > Signing Secret. Needed for HTTP. */
    signingSecret: z.string().min(1).optional(),
    /** With these three, `/slack/install` lets workspaces in. */
    clientId: z.string().min(1).optional(),
    clientSecret: z.string().min(1).optional(),
    /** Ours, any long random text: signs the state of an install. */
    stateSecret: z.string().min(16).optional(),
    /** `xapp-…`: receives over Socket Mode instead of HTTP. For one workspace, and development. */
    appToken: z.string().startsWith('xapp-').optional(),
    /** Where people's browsers reach us: `https://desk.example.com`. */
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    /** By workspace: ids of channels in which every message is a request. Elsewhere only a mention is. */
    intakeChannels: z.record(z.string(), z.array(z.string())).default({}),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .transform((url) => `${url.replace(/\/+$/, '')}/`)
      .default('https://slack.com/api/'),
    authorizeUrl: z.url({ protocol: /^https?$/ }).default('https://slack.com/oauth/v2/authorize'),
  })
  .refine(({ signingSecret, appToken }) => signingSecret !== undefined || appToken !== undefined, {
    path: ['signingSecret'],
    message: 'either the signing secret (HTTP) or an app token (Socket Mode) is needed',
  })
  .refine(
    (given) => {
      const install = [given.clientId, given.clientSecret, given.stateSecret, given.publicUrl];
      return given.clientId === undefined || install.every((one) => one !== undefined);
    },
    {
      path: ['clientId'],
      message: 'an install route needs client id, client secret, state secret and public URL together',
    },
  );
export type SlackSettings = z.output<typeof SlackSettings>;
