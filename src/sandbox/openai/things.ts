import type { Looking } from './looking.ts';
import { type Access, type Application, type Group, type Licence, readings } from './readings.ts';
import { plain } from './wording.ts';

/** What in the directory gives access to something. Groups come first: that is how MSPs like to give it. */
export type Thing =
  | { kind: 'group'; group: Group }
  | { kind: 'application'; application: Application }
  | { kind: 'licence'; licence: Licence }
  | { kind: 'nothing' };

/** Looks everywhere at once for what people call `name`; undefined while looking. */
export function thingCalled(name: string, looking: Looking): Thing | undefined {
  const groups = readings.groups(looking, name);
  const applications = readings.applications(looking, name);
  const licences = readings.licences(looking);
  if (!groups || !applications || !licences) return undefined;
  const group = bestMatch(groups, name);
  if (group) return { kind: 'group', group };
  const application = bestMatch(applications, name);
  if (application) return { kind: 'application', application };
  const licence = bestMatch(licences, name);
  return licence ? { kind: 'licence', licence } : { kind: 'nothing' };
}

/** The same name, else one that begins with it, else one that has it in it. */
function bestMatch<One extends { name: string }>(all: readonly One[], name: string): One | undefined {
  const wanted = plain(name);
  return (
    all.find((one) => plain(one.name) === wanted) ??
    all.find((one) => plain(one.name).startsWith(wanted)) ??
    all.find((one) => plain(one.name).includes(wanted))
  );
}

/** The role that ordinary users get, unless an administrator's is asked for by name. */
export function roleFor({ roles }: Application, text: string): Application['roles'][number] | undefined {
  const wantsAdmin = /\badmin/iu.test(text);
  return roles.find(({ name }) => /admin|owner/iu.test(name) === wantsAdmin) ?? roles[0];
}

/** Whether the person has it already; of an application, in any role. */
export function has(access: Access, thing: Thing): boolean {
  if (thing.kind === 'group') return access.groups.some(({ groupId }) => groupId === thing.group.groupId);
  if (thing.kind === 'licence') return access.licences.some(({ skuId }) => skuId === thing.licence.skuId);
  if (thing.kind === 'nothing') return false;
  return access.applicationRoles.some(
    ({ applicationId }) => applicationId === thing.application.applicationId,
  );
}

/** `the group Zendesk Users`. */
export function nameOf(thing: Thing): string {
  if (thing.kind === 'group') return `the group ${thing.group.name}`;
  if (thing.kind === 'licence') return `the licence ${thing.licence.name}`;
  return thing.kind === 'nothing' ? 'nothing' : `the application ${thing.application.name}`;
}
