import { z } from 'zod';
import type { Looking } from './looking.ts';

const User = z
  .object({ id: z.string(), displayName: z.string(), email: z.string() })
  .transform(({ id, displayName, email }) => ({ userId: id, name: displayName, email }));

const Profile = z.object({ accountEnabled: z.boolean(), isSynced: z.boolean(), manager: User.nullable() });

const Group = z
  .object({ id: z.string(), displayName: z.string(), kind: z.string(), isDirect: z.boolean().default(true) })
  .transform(({ id, displayName, ...group }) => ({ ...group, groupId: id, name: displayName }));

const Application = z
  .object({
    id: z.string(),
    displayName: z.string(),
    roles: z.array(z.object({ id: z.string(), name: z.string() })),
  })
  .transform(({ id, displayName, roles }) => ({ applicationId: id, name: displayName, roles }));

const Licence = z.object({ skuId: z.string(), name: z.string(), free: z.number(), total: z.number() });

const Access = z.object({
  groups: z.array(Group),
  applicationRoles: z.array(
    z.object({
      applicationId: z.string(),
      applicationName: z.string(),
      roleId: z.string(),
      throughGroup: z.string().nullable(),
    }),
  ),
  licences: z.array(z.object({ skuId: z.string(), name: z.string(), throughGroup: z.boolean() })),
});

const Users = z.object({ users: z.array(User) });
const Groups = z.object({ groups: z.array(Group) });
const Applications = z.object({ applications: z.array(Application) });
const Licences = z.object({ licences: z.array(Licence) });
const Methods = z.object({ methods: z.array(z.object({ name: z.string() })) });

export type User = z.infer<typeof User>;
export type Profile = z.infer<typeof Profile>;
export type Group = z.infer<typeof Group>;
export type Application = z.infer<typeof Application>;
export type Licence = z.infer<typeof Licence>;
export type Access = z.infer<typeof Access>;

/** The read functions in the scripted model's hands: what it gives them, and what it reads of their output. */
export const readings = {
  users: (looking: Looking, search: string) => read(looking, 'find_user', { search }, Users)?.users,
  profile: (looking: Looking, userId: string) => read(looking, 'get_user', { userId }, Profile),
  access: (looking: Looking, userId: string) => read(looking, 'get_user_access', { userId }, Access),
  groups: (looking: Looking, search: string) => read(looking, 'find_group', { search }, Groups)?.groups,
  applications: (looking: Looking, search: string) =>
    read(looking, 'find_application', { search }, Applications)?.applications,
  licences: (looking: Looking) => read(looking, 'list_available_licences', {}, Licences)?.licences,
  methods: (looking: Looking, userId: string) =>
    read(looking, 'list_authentication_methods', { userId }, Methods)?.methods,
} as const;

function read<Output>(
  looking: Looking,
  name: string,
  given: Readonly<Record<string, unknown>>,
  schema: z.ZodType<Output>,
): Output | undefined {
  const output = looking.at(name, given);
  if (output === undefined) return undefined;
  const parsed = schema.safeParse(output);
  if (parsed.success) return parsed.data;
  looking.cannotUse(name);
  return undefined;
}
