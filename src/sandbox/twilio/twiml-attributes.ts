import type { XmlElement } from './xml.ts';

/** What Twilio's debugger would warn of; the document runs on. */
export interface TwimlWarning {
  code: number;
  message: string;
}

/** The attributes of a verb that are known and have a value that means something. */
export type Attributes = ReadonlyMap<string, string>;

interface AttributeRule {
  pattern: RegExp;
  /** Of the warning about another value. */
  code: number;
}

/** By name of the attribute. */
export type AttributeRules = Readonly<Record<string, AttributeRule>>;

const ANYTHING = /^[^]*$/;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$|^arb$/;
const WHOLE = /^[1-9][0-9]*$/;
const WHOLE_OR_NONE = /^[0-9]+$/;
const FLAG = /^(?:true|false)$/;
const METHOD = /^(?:GET|POST)$/;
const KEYS = /^[0-9#*]*$/;

const rule = (pattern: RegExp, code = 12200): AttributeRule => ({ pattern, code });

const CALLBACK: AttributeRules = { action: rule(ANYTHING) };

/** Attributes of each verb, from Twilio's pages on TwiML; codes from its dictionary of errors and warnings. */
const VERBS: Readonly<Record<string, AttributeRules>> = {
  Say: { language: rule(LANGUAGE, 13512), voice: rule(/^\S+$/, 13511), loop: rule(WHOLE_OR_NONE, 13510) },
  Play: { loop: rule(WHOLE_OR_NONE, 13410), digits: rule(/^[0-9#*wW]+$/, 13430) },
  Pause: { length: rule(WHOLE_OR_NONE, 13910) },
  Gather: {
    ...CALLBACK,
    actionOnEmptyResult: rule(FLAG, 13338),
    bargeIn: rule(FLAG, 13332),
    enhanced: rule(FLAG),
    finishOnKey: rule(KEYS, 13310),
    hints: rule(ANYTHING, 13330),
    input: rule(/^(?:speech|dtmf|dtmf speech|speech dtmf)$/, 13326),
    language: rule(LANGUAGE, 13331),
    maxSpeechTime: rule(WHOLE, 13328),
    method: rule(METHOD, 13312),
    numDigits: rule(WHOLE, 13314),
    partialResultCallback: rule(ANYTHING),
    partialResultCallbackMethod: rule(METHOD, 13329),
    profanityFilter: rule(FLAG, 13333),
    speechModel: rule(/^\S+$/, 13334),
    speechTimeout: rule(/^(?:auto|[1-9][0-9]*)$/, 13327),
    timeout: rule(/^(?:auto|[0-9]+)$/, 13313),
  },
  Redirect: { method: rule(METHOD, 13710) },
  Hangup: {},
  Reject: { reason: rule(/^(?:rejected|busy)$/, 13810) },
  Dial: {
    ...CALLBACK,
    answerOnBridge: rule(FLAG),
    callerId: rule(/^\+?[0-9]+$/),
    hangupOnStar: rule(FLAG),
    method: rule(METHOD),
    timeLimit: rule(WHOLE),
    timeout: rule(WHOLE),
  },
  Record: {
    ...CALLBACK,
    finishOnKey: rule(KEYS, 13613),
    maxLength: rule(WHOLE, 13612),
    method: rule(METHOD, 13610),
    playBeep: rule(FLAG, 13616),
    timeout: rule(WHOLE_OR_NONE, 13611),
    transcribe: rule(FLAG, 13614),
    trim: rule(/^(?:trim-silence|do-not-trim)$/, 13699),
  },
};

/** Undefined for what is no verb here; names are case-sensitive. */
export function verbAttributes(verb: string): AttributeRules | undefined {
  return Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
}

/** What remains when unknown attributes and bad values are skipped, each with a warning. */
export function checkAttributes(
  { name: verb, attributes }: XmlElement,
  rules: AttributeRules,
  warnings: TwimlWarning[],
): Attributes {
  const kept = new Map<string, string>();
  for (const [name, value] of attributes) {
    const known = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (known?.pattern.test(value)) kept.set(name, value);
    else if (known) warnings.push({ code: known.code, message: `${verb}: ${name} cannot be "${value}"` });
    else warnings.push({ code: 12200, message: `${verb} has no attribute ${name}` });
  }
  const isAutomatic = kept.get('speechTimeout') === 'auto' && kept.get('speechModel') === 'default';
  if (isAutomatic) warnings.push({ code: 13335, message: 'Gather: speechTimeout auto with model default' });
  return kept;
}

/** How the next document is asked for. */
export function method(attributes: Attributes): 'GET' | 'POST' {
  return attributes.get('method') === 'GET' ? 'GET' : 'POST';
}

/** True or false, or what holds when it is not said. */
export function flag(attributes: Attributes, name: string, otherwise: boolean): boolean {
  const value = attributes.get(name);
  return value === undefined ? otherwise : value === 'true';
}

/** Whole seconds; `auto` and absent are `otherwise`. */
export function seconds(attributes: Attributes, name: string, otherwise: number): number {
  const value = attributes.get(name);
  return value === undefined || value === 'auto' ? otherwise : Number(value);
}
