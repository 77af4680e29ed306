import { answer, handOver, proposePlan, type Step } from '../conclusion.ts';
import { type Access, readings } from '../readings.ts';
import type { Scenario } from '../scenario.ts';
import { subjectOf } from '../subject.ts';
import { plain, thingsIn } from '../wording.ts';

/** `Remove Noor Nasser's access to Zendesk`: everything by that name that the person has. */
export const removeAccess: Scenario = {
  name: 'remove access',
  recognises: (text) =>
    /\b(?:remove|revoke|withdraw|take\b.*\b(?:out|away)|no longer needs?)\b/isu.test(text) &&
    thingsIn(text).length > 0,

  solve(asked, looking) {
    const names = thingsIn(asked.text);
    const subject = subjectOf(asked, looking);
    if (subject?.kind === 'unclear') return subject.conclusion;
    const held = subject && readings.access(looking, subject.id);
    if (!held) return undefined;

    const meant = names.flatMap((name) => heldByName(subject.id, held, name));
    const steps = meant.filter(({ isInherited }) => !isInherited).map(({ step }) => step);
    const wanted = names.join(' and ');
    if (steps.length > 0) {
      return proposePlan(`${subject.name} has ${wanted}, and is not to have it any more.`, steps);
    }
    if (meant.length > 0) {
      return handOver(
        `${subject.name} has ${wanted} through a group.`,
        `${wanted} comes to ${subject.name} through a group that gives other things too; somebody has to decide.`,
      );
    }
    return answer(
      `${subject.name} has nothing called ${wanted}.`,
      `${subject.isRequester ? 'You have' : `${subject.name} has`} no access to ${wanted}, so there is nothing to remove.`,
    );
  },
};

interface Held {
  step: Step;
  /** Inherited from a group, and not to be taken away alone. */
  isInherited: boolean;
}

function heldByName(userId: string, held: Access, wanted: string): Held[] {
  const isMeant = (name: string) => plain(name).includes(plain(wanted));
  return [
    ...held.groups
      .filter(({ name }) => isMeant(name))
      .map(({ groupId, isDirect }) => ({
        step: { tool: 'remove_from_group', arguments: { userId, groupId } },
        isInherited: !isDirect,
      })),
    ...held.applicationRoles
      .filter(({ applicationName }) => isMeant(applicationName))
      .map(({ applicationId, roleId, throughGroup }) => ({
        step: { tool: 'remove_application_role', arguments: { userId, applicationId, roleId } },
        isInherited: throughGroup !== null,
      })),
    ...held.licences
      .filter(({ name }) => isMeant(name))
      .map(({ skuId, throughGroup }) => ({
        step: { tool: 'remove_licence', arguments: { userId, skuId } },
        isInherited: throughGroup,
      })),
  ];
}
