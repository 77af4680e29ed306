import { type Conclusion, handOver, proposePlan } from '../conclusion.ts';
import type { Looking } from '../looking.ts';
import { type Profile, readings } from '../readings.ts';
import type { Asked, Scenario } from '../scenario.ts';
import { subjectOf } from '../subject.ts';

/** The words, and the tools that solve it, each for the requester alone. */
interface Remedy {
  name: string;
  words: RegExp;
  finding: string;
  tools(text: string): readonly string[];
}

const LOST = /\b(?:lost|stolen)\b/iu;

const REMEDIES: readonly Remedy[] = [
  {
    name: 'new phone',
    words:
      /\b(?:new|lost|stolen|changed|replaced|broken)\s+(?:my\s+)?(?:\w+\s+)?(?:phone|mobile|authenticator)\b|\breset\b.*\b(?:mfa|2fa|authenticator|two.factor)\b|\b(?:mfa|2fa|authenticator)\b.*\b(?:reset|not working|broken|does ?n.t work|lost)\b/isu,
    finding: 'cannot use the registered sign-in methods any more',
    tools: (text) => ['reset_authentication_methods', ...(LOST.test(text) ? ['revoke_sessions'] : [])],
  },
  {
    name: 'compromised account',
    words:
      /\b(?:phish\w*|hacked|compromised|suspicious (?:link|e-?mail|sign.?in)|clicked (?:on )?a (?:bad )?link)\b/iu,
    finding: 'may have given the password away',
    tools: () => ['reset_password', 'revoke_sessions'],
  },
  {
    name: 'sign out everywhere',
    words:
      /\b(?:sign|log)(?:ed)?\s+(?:me\s+)?out\b.*\b(?:everywhere|all|every)\b|\b(?:end|revoke) (?:all )?(?:my )?sessions\b/isu,
    finding: 'wants to be signed out on all devices',
    tools: () => ['revoke_sessions'],
  },
  {
    name: 'password',
    words:
      /\b(?:my|new|forg[eo]t\w*|reset|change|expired)\b.*\b(?:password|passwort|pw)\b|['’]s password|\bpassword\b.*\b(?:expired|reset|forgotten)\b|\blocked out\b|\baccount (?:is |got )?locked\b|\bcan(?:.?t|not) (?:log|sign) ?in(?!\s+(?:to|into)\b)/isu,
    finding: 'cannot sign in and needs a new password',
    tools: () => ['reset_password'],
  },
];

/** Passwords, sign-in methods and sessions: only ever the requester's own. */
export const signIn: readonly Scenario[] = REMEDIES.map((remedy) => ({
  name: remedy.name,
  recognises: (text) => remedy.words.test(text),
  solve: (asked, looking) => solve(remedy, asked, looking),
}));

function solve(remedy: Remedy, asked: Asked, looking: Looking): Conclusion | undefined {
  const subject = subjectOf(asked, looking);
  if (subject?.kind === 'unclear') return subject.conclusion;
  if (asked.requester.email !== null) {
    looking.besides('find_earlier_tickets', { email: asked.requester.email, words: null });
  }
  if (!subject) return undefined;
  const profile = readings.profile(looking, subject.id);
  const methods = readings.methods(looking, subject.id);
  looking.besides('list_recent_sign_ins', { userId: subject.id });
  if (!profile || !methods) return undefined;

  const tools = remedy.tools(asked.text);
  const diagnosis = `${subject.name} ${remedy.finding}. Sign-in methods: ${methods.map(({ name }) => name).join(', ') || 'none'}.`;
  const hindrance = subject.isRequester ? hindranceOf(profile, tools) : NOT_THEIR_OWN;
  if (hindrance !== undefined) return handOver(diagnosis, hindrance);
  return proposePlan(
    diagnosis,
    tools.map((tool) => ({ tool, arguments: { userId: subject.id } })),
  );
}

const NOT_THEIR_OWN =
  "This is about somebody else's sign-in. Please make sure with that person that it is wanted.";

function hindranceOf({ accountEnabled, isSynced }: Profile, tools: readonly string[]): string | undefined {
  if (!accountEnabled)
    return 'The account is disabled; somebody has to decide whether it is to be used again.';
  if (!isSynced || !tools.includes('reset_password')) return undefined;
  return 'The account is synchronised from the local directory, and its password can be changed only there.';
}
