import { answer, type Conclusion } from '../conclusion.ts';
import type { Looking } from '../looking.ts';
import { readings } from '../readings.ts';
import type { Asked, Scenario } from '../scenario.ts';
import { requesterOf } from '../subject.ts';

type KnownRequester = { id: string; name: string };

/** `Who is my manager?` */
const manager: Scenario = {
  name: 'who is my manager',
  recognises: (text) => /\bwho(?:'s|\s+is)?\b.*\bmy\s+(?:manager|boss|supervisor)\b/isu.test(text),
  solve: (asked, looking) =>
    about(asked, looking, ({ id, name }) => {
      const profile = readings.profile(looking, id);
      if (!profile) return undefined;
      const { manager: found } = profile;
      if (!found)
        return answer(`${name} has no manager in the directory.`, 'The directory names no manager for you.');
      return answer(
        `The manager of ${name} is ${found.name}.`,
        `Your manager in the directory is ${found.name} (${found.email}).`,
      );
    }),
};

/** `Which licences do I have?` */
const licences: Scenario = {
  name: 'which licences do I have',
  recognises: (text) => /\b(?:which|what)\b.*\b(?:licen[cs]es?|subscriptions?)\b.*\b(?:i|my)\b/isu.test(text),
  solve: (asked, looking) =>
    about(asked, looking, ({ id, name }) => {
      const held = readings.access(looking, id);
      return (
        held &&
        listing(
          name,
          'licence',
          held.licences.map((licence) => licence.name),
        )
      );
    }),
};

/** `Which groups am I in?` */
const groups: Scenario = {
  name: 'which groups am I in',
  recognises: (text) => /\b(?:which|what)\b.*\bgroups?\b.*\b(?:i|my)\b/isu.test(text),
  solve: (asked, looking) =>
    about(asked, looking, ({ id, name }) => {
      const held = readings.access(looking, id);
      return (
        held &&
        listing(
          name,
          'group',
          held.groups.map((group) => group.name),
        )
      );
    }),
};

/** Questions that a look answers; nothing changes. Always about the requester. */
export const questions: readonly Scenario[] = [manager, licences, groups];

function about(
  asked: Asked,
  looking: Looking,
  say: (requester: KnownRequester) => Conclusion | undefined,
): Conclusion | undefined {
  const requester = requesterOf(asked, looking);
  if (requester?.kind === 'unclear') return requester.conclusion;
  return requester && say(requester);
}

function listing(name: string, noun: string, found: readonly string[]): Conclusion {
  const list = found.join(', ');
  return answer(
    `${name} has ${found.length} ${noun}${found.length === 1 ? '' : 's'}: ${list || 'none'}.`,
    found.length === 0 ? `You have no ${noun}s.` : `You have these ${noun}s: ${list}.`,
  );
}
