import { answer, askRequester, type Conclusion, handOver, proposePlan } from '../conclusion.ts';
import type { Looking } from '../looking.ts';
import { readings } from '../readings.ts';
import type { Asked, Scenario } from '../scenario.ts';
import { subjectOf } from '../subject.ts';
import { personIn } from '../wording.ts';

/** `Noor Nasser has left, please disable her account`. */
export const disableAccount: Scenario = {
  name: 'disable account',
  recognises: (text) =>
    /\b(?:disable|deactivate|offboard|block)\b.*\b(?:account|user|sign.?in|her|him|them)\b|\b(?:has left|is leaving|leaves|last day)\b|\b(?:disable|offboard|deactivate)\s+\p{Lu}/su.test(
      text,
    ),
  solve: (asked, looking) =>
    switchAccount(asked, looking, { enabled: false, tools: ['disable_account', 'revoke_sessions'] }),
};

/** `Noor Nasser is back, please enable her account again`. */
export const enableAccount: Scenario = {
  name: 'enable account',
  recognises: (text) =>
    /\b(?:enable|reactivate|unblock|re-enable)\b.*\b(?:account|user|sign.?in)\b|\b(?:enable|reactivate)\s+\p{Lu}/su.test(
      text,
    ),
  solve: (asked, looking) => switchAccount(asked, looking, { enabled: true, tools: ['enable_account'] }),
};

interface Wanted {
  enabled: boolean;
  tools: readonly string[];
}

function switchAccount(asked: Asked, looking: Looking, wanted: Wanted): Conclusion | undefined {
  const verb = wanted.enabled ? 'enable' : 'disable';
  const named = {
    ...asked,
    text: personIn(asked.text) === undefined ? `for ${asked.later.trim()}` : asked.text,
  };
  if (personIn(named.text) === undefined) {
    return askRequester(
      `Somebody's account is to be ${verb}d; no name is given.`,
      `Whose account should we ${verb}?`,
    );
  }
  const subject = subjectOf(named, looking);
  if (subject?.kind === 'unclear') return subject.conclusion;
  const profile = subject && readings.profile(looking, subject.id);
  if (!profile) return undefined;

  const state = profile.accountEnabled ? 'enabled' : 'disabled';
  if (profile.accountEnabled === wanted.enabled) {
    return answer(
      `The account of ${subject.name} is ${state}.`,
      `The account of ${subject.name} is ${state} already.`,
    );
  }
  if (profile.isSynced) {
    return handOver(
      `The account of ${subject.name} is ${state}.`,
      `It is synchronised from the local directory; somebody has to ${verb} it there.`,
    );
  }
  return proposePlan(
    `The account of ${subject.name} is ${state} and is to be ${verb}d.`,
    wanted.tools.map((tool) => ({ tool, arguments: { userId: subject.id } })),
  );
}
