import { answer, type Conclusion, handOver, proposePlan, type Step } from '../conclusion.ts';
import { readings } from '../readings.ts';
import type { Scenario } from '../scenario.ts';
import { type Subject, subjectOf } from '../subject.ts';
import { has, nameOf, roleFor, type Thing, thingCalled } from '../things.ts';
import { thingsIn } from '../wording.ts';

/** `I need access to Zendesk and Power BI`: by group, application role or licence, whatever the directory has. */
export const access: Scenario = {
  name: 'access',
  recognises: (text) =>
    /\b(?:access|licen[cs]es?|permissions?|add|log ?in to|seat)\b/iu.test(text) && thingsIn(text).length > 0,

  solve(asked, looking) {
    const subject = subjectOf(asked, looking);
    const names = thingsIn(asked.text);
    const things = names.map((name) => ({ name, thing: thingCalled(name, looking) }));
    if (subject?.kind === 'unclear') return subject.conclusion;
    const held = subject && readings.access(looking, subject.id);
    const found = things.flatMap(({ name, thing }) => (thing ? { name, thing } : []));
    if (!held || found.length < things.length) return undefined;

    const missing = found.filter(({ thing }) => !has(held, thing));
    if (missing.length === 0) return inPlace(subject, found);
    const hindrance = missing.map(hindranceOf).find((reason) => reason !== undefined);
    if (hindrance !== undefined) return handOver(`${subject.name} asks for ${names.join(', ')}.`, hindrance);
    return grant(
      subject,
      missing.map(({ thing }) => thing),
      asked.text,
    );
  },
};

interface Found {
  name: string;
  thing: Thing;
}

type KnownSubject = Extract<Subject, { kind: 'known' }>;

/** The kinds of group whose members are not a rule's or another directory's business. */
const CHANGEABLE = new Set(['security', 'microsoft_365']);

function hindranceOf({ name, thing }: Found): string | undefined {
  if (thing.kind === 'nothing') return `The directory has no group, application or licence called ${name}.`;
  if (thing.kind === 'group' && !CHANGEABLE.has(thing.group.kind)) {
    return `Members of ${thing.group.name} cannot be changed from here: it is a ${thing.group.kind.replace('_', '-')} group.`;
  }
  if (thing.kind !== 'licence' || thing.licence.free > 0) return undefined;
  const { total } = thing.licence;
  return `There is no free seat of ${thing.licence.name}: all ${total} are in use. Somebody has to buy one or free one.`;
}

function inPlace(subject: KnownSubject, found: readonly Found[]): Conclusion {
  const names = found.map(({ thing }) => nameOf(thing)).join(' and ');
  const who = subject.isRequester ? 'You have' : `${subject.name} has`;
  return answer(
    `${subject.name} has ${names} already.`,
    `${who} that already (${names}). If it does not work, sign out and in again, and tell us if that does not help.`,
  );
}

function grant(subject: KnownSubject, missing: readonly Thing[], text: string): Conclusion {
  return proposePlan(
    `${subject.name} does not have ${missing.map(nameOf).join(' or ')} yet.`,
    missing.flatMap((thing) => stepFor(subject.id, thing, text)),
  );
}

function stepFor(userId: string, thing: Thing, text: string): Step[] {
  if (thing.kind === 'nothing') return [];
  if (thing.kind === 'group') {
    return [{ tool: 'add_to_group', arguments: { userId, groupId: thing.group.groupId } }];
  }
  if (thing.kind === 'licence') {
    return [{ tool: 'assign_licence', arguments: { userId, skuId: thing.licence.skuId } }];
  }
  const { applicationId } = thing.application;
  const roleId = roleFor(thing.application, text)?.id;
  return [{ tool: 'assign_application_role', arguments: { userId, applicationId, roleId } }];
}
