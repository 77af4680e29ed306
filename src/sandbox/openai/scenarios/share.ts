import { answer, askRequester, handOver, proposePlan } from '../conclusion.ts';
import { type Group, readings } from '../readings.ts';
import type { Scenario } from '../scenario.ts';
import { subjectOf } from '../subject.ts';
import { plain, thingsIn } from '../wording.ts';

const SHARE = /\b(?:share|folder|drive|file ?server)s?\b/iu;

/** `I need access to the finance share`: asks whether reading is enough, then finds the group that gives it. */
export const share: Scenario = {
  name: 'share',
  recognises: (text) => SHARE.test(text) && thingsIn(text).length > 0,

  solve(asked, looking) {
    const name = (thingsIn(asked.text)[0] ?? '').replace(SHARE, '').trim();
    const subject = subjectOf(asked, looking);
    const groups = readings.groups(looking, name);
    if (subject?.kind === 'unclear') return subject.conclusion;
    const held = subject && readings.access(looking, subject.id);
    if (!held || !groups) return undefined;

    const candidates = groups.filter((group) => plain(group.name).includes(plain(name)));
    const diagnosis = `${subject.name} asks for the ${name} share.`;
    if (candidates.length === 0) return handOver(diagnosis, `No group in the directory is called ${name}.`);
    const right = rightIn(`${asked.text}\n${asked.later}`);
    if (!right) {
      return askRequester(
        `${diagnosis} Groups that may give it: ${candidates.map((group) => group.name).join(', ')}.`,
        `Do you need to change files in the ${name} share, or only to read them?`,
      );
    }
    const group = candidates.find((one) => rightOf(one) === right);
    if (!group) return handOver(diagnosis, `There is no group for ${right} access to the ${name} share.`);
    if (held.groups.some(({ groupId }) => groupId === group.groupId)) {
      return answer(`${subject.name} is in ${group.name} already.`, `You have ${right} access already.`);
    }
    return proposePlan(`${diagnosis} ${group.name} gives ${right} access.`, [
      { tool: 'add_to_group', arguments: { userId: subject.id, groupId: group.groupId } },
    ]);
  },
};

type Right = 'write' | 'read';

function rightIn(text: string): Right | undefined {
  if (/\b(?:writ\w*|edit\w*|chang\w*|upload\w*|modif\w*|both)\b/iu.test(text)) return 'write';
  return /\b(?:read\w*|view\w*|look\w*)\b/iu.test(text) ? 'read' : undefined;
}

/** By the habit of naming such groups: `Finance-RW`, `Finance-RO`. */
function rightOf({ name }: Group): Right | undefined {
  if (/\b(?:rw|write|edit)\b/iu.test(name)) return 'write';
  return /\b(?:ro|r|read)\b/iu.test(name) ? 'read' : undefined;
}
