import { z } from 'zod';
import { APPROVAL_CHANNELS, DOCUMENTATION_NAMES, LANGUAGES } from '../../models/client.ts';
import { PhoneNumber } from '../../models/phone-number.ts';
import { PSA_NAMES } from '../../models/ticket.ts';

/** What a client is called by in commands and settings. */
export const ClientId = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'letters, digits, dot, dash and underscore')
  // `msp` stands for all clients wherever policies are set.
  .refine((id) => id.toLowerCase() !== 'msp', 'not “msp”, which means all clients');

/** Where approvers are asked. Several at once; in chat wherever people can be reached when it is left out. */
export const ApprovalChannels = z.array(z.enum(APPROVAL_CHANNELS)).min(1);

const TenantId = z.guid('it is an id, such as 1a7e51de-0000-4000-8000-000000000001').toLowerCase();
const WorkspaceId = z
  .string()
  .regex(
    /^[TE][A-Z0-9]{2,}$/,
    'ids of Slack workspaces begin with T (E for an organization), such as T0123ABCD',
  );
const MailDomain = z
  .string()
  .max(253)
  .regex(/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u, 'a mail domain is like lakeside.example');
const CompanyId = z.string().min(1, 'its company there is needed');

/** A client as the setup file and the commands take it. */
export const ClientSetup = z.strictObject({
  id: ClientId,
  name: z.string().min(1, 'a name is needed').max(120, 'at most 120 characters'),
  mode: z.enum(['plan', 'execute']).default('plan'),
  entraTenantId: TenantId,
  slackTeamIds: z.array(WorkspaceId).default([]),
  emailDomains: z.array(MailDomain).default([]),
  /** Numbers at which its people call the Voice Agent, and the language in which they are spoken to. */
  voiceNumbers: z.array(PhoneNumber).default([]),
  language: z.enum(LANGUAGES, '`en`, `de` or `es`').default('en'),
  /** Its company in one of the connected PSAs. */
  psa: z.strictObject({ name: z.enum(PSA_NAMES), companyId: CompanyId }).optional(),
  documentation: z
    .array(z.strictObject({ name: z.enum(DOCUMENTATION_NAMES), companyId: CompanyId }))
    .default([]),
  approvalChannels: ApprovalChannels.optional(),
  decideByNote: z.boolean().default(false),
});

/** The shapes of what is known of a person. */
export const PersonShape = z.strictObject({
  name: z.string().min(1).max(120),
  email: z.email().optional(),
  /** Of the MSP's own people. */
  role: z.enum(['msp_admin', 'msp_technician']).optional(),
  /** Of an employee: the id of their company. */
  client: ClientId.optional(),
  /** Their telephone: whoever calls from it may be they, and is asked to confirm it on this number or in chat. */
  phone: PhoneNumber.optional(),
  /** Their Slack workspace and member id in it. */
  slack: z.strictObject({ team: z.string().min(1), user: z.string().min(1) }).optional(),
  /** Their Entra tenant and object id in it. */
  teams: z.strictObject({ tenant: z.guid().toLowerCase(), user: z.guid().toLowerCase() }).optional(),
  /** Member identifier in ConnectWise, agent id in HaloPSA, resource id in Autotask, account id in Jira. */
  connectwise: z.string().min(1).optional(),
  halopsa: z.string().min(1).optional(),
  autotask: z.string().min(1).optional(),
  jira: z.string().min(1).optional(),
});

const PersonSetup = PersonShape.refine(
  ({ role, client }) => (role === undefined) !== (client === undefined),
  'needs either a role or a client',
)
  .refine(({ role, slack, teams }) => !role || slack || teams, 'needs an account in Slack or in Teams')
  .refine(
    ({ client, phone, slack, teams }) => !client || phone || slack || teams,
    'needs a telephone or an account',
  )
  .refine(
    ({ client, connectwise, halopsa, autotask, jira }) =>
      !client || [connectwise, halopsa, autotask, jira].every((account) => account === undefined),
    'accounts in a PSA are for the MSP’s own people; contacts are found by themselves',
  );

/** What an MSP starts with: its people and its clients. Applied at every start; what is there already stays as it is. */
export const Setup = z.strictObject({
  people: z.array(PersonSetup).default([]),
  clients: z.array(ClientSetup).default([]),
  /** For all clients that have none of their own. */
  approvalChannels: ApprovalChannels.optional(),
});
export type Setup = z.output<typeof Setup>;
