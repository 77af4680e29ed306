import {
  type Attributes,
  checkAttributes,
  flag,
  method,
  seconds,
  type TwimlWarning,
  verbAttributes,
} from './twiml-attributes.ts';
import { parseXml, textOf, type XmlElement, XmlError } from './xml.ts';

/** What is heard. */
export type Heard =
  | { verb: 'Say'; text: string; language: string; voice?: string }
  | { verb: 'Play'; url: string }
  | { verb: 'Pause'; seconds: number };

export interface Gather {
  verb: 'Gather';
  speech: boolean;
  dtmf: boolean;
  /** As written; the current document when absent. */
  action?: string;
  method: 'GET' | 'POST';
  timeoutSeconds: number;
  language: string;
  hints: string;
  bargeIn: boolean;
  actionOnEmptyResult: boolean;
  numDigits?: number;
  finishOnKey: string;
  prompt: readonly Heard[];
}

export interface Dial {
  verb: 'Dial';
  number: string;
  action?: string;
  method: 'GET' | 'POST';
}

/** What a document tells Twilio to do, one after the other. */
export type Verb =
  | Heard
  | Gather
  | Dial
  | { verb: 'Redirect'; url: string; method: 'GET' | 'POST' }
  | { verb: 'Record' }
  | { verb: 'Hangup' }
  | { verb: 'Reject'; reason: 'rejected' | 'busy' };

export type ParsedTwiml =
  | { kind: 'document'; verbs: readonly Verb[]; warnings: readonly TwimlWarning[] }
  | { kind: 'broken'; reason: string };

const DEFAULT_LANGUAGE = 'en-US';
const LONGEST_TEXT = 4_096;

/** Reads an answer to a voice webhook. What Twilio skips with a warning is skipped, with the warning. */
export function parseTwiml(text: string): ParsedTwiml {
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { kind: 'broken', reason: error.message };
  }
  if (root.name !== 'Response') return { kind: 'broken', reason: 'the root element is not <Response>' };
  const warnings: TwimlWarning[] = [];
  checkLooseText(root, warnings);
  const verbs = elementsOf(root).flatMap((element) => readVerb(element, warnings) ?? []);
  return { kind: 'document', verbs, warnings };
}

function readVerb(element: XmlElement, warnings: TwimlWarning[]): Verb | undefined {
  const known = verbAttributes(element.name);
  if (!known) {
    warnings.push({ code: 12200, message: `<${element.name}> is not a verb that is known here` });
    return undefined;
  }
  const attributes = checkAttributes(element, known, warnings);
  switch (element.name) {
    case 'Say':
    case 'Play':
    case 'Pause':
      return readHeard(element, attributes, warnings);
    case 'Gather':
      return readGather(element, attributes, warnings);
    case 'Dial':
      return readDial(element, attributes, warnings);
    case 'Redirect':
      return { verb: 'Redirect', url: textOf(element).trim(), method: method(attributes) };
    case 'Record':
      return { verb: 'Record' };
    case 'Reject':
      return { verb: 'Reject', reason: attributes.get('reason') === 'busy' ? 'busy' : 'rejected' };
    default:
      return { verb: 'Hangup' };
  }
}

function readHeard(element: XmlElement, attributes: Attributes, warnings: TwimlWarning[]): Heard | undefined {
  const text = textOf(element).replace(/\s+/g, ' ').trim();
  if (element.name === 'Pause') return { verb: 'Pause', seconds: seconds(attributes, 'length', 1) };
  if (element.name === 'Play') return { verb: 'Play', url: text };
  const voice = attributes.get('voice');
  if (text === '') warnings.push({ code: 13520, message: 'Say: there is nothing to say' });
  if (text.length > LONGEST_TEXT) warnings.push({ code: 13521, message: 'Say: too long' });
  if (text === '' || text.length > LONGEST_TEXT) return undefined;
  return {
    verb: 'Say',
    text,
    language: attributes.get('language') ?? DEFAULT_LANGUAGE,
    ...(voice ? { voice } : {}),
  };
}

function readGather(element: XmlElement, attributes: Attributes, warnings: TwimlWarning[]): Gather {
  checkLooseText(element, warnings);
  const inputs = (attributes.get('input') ?? 'dtmf').split(/\s+/);
  const action = attributes.get('action');
  const numDigits = attributes.get('numDigits');
  return {
    verb: 'Gather',
    speech: inputs.includes('speech'),
    dtmf: inputs.includes('dtmf'),
    ...(action === undefined ? {} : { action }),
    method: method(attributes),
    timeoutSeconds: seconds(attributes, 'timeout', 5),
    language: attributes.get('language') ?? DEFAULT_LANGUAGE,
    hints: attributes.get('hints') ?? '',
    bargeIn: flag(attributes, 'bargeIn', true),
    actionOnEmptyResult: flag(attributes, 'actionOnEmptyResult', false),
    ...(numDigits === undefined ? {} : { numDigits: Number(numDigits) }),
    finishOnKey: attributes.get('finishOnKey') ?? '#',
    prompt: elementsOf(element).flatMap((nested) => readPrompt(nested, warnings)),
  };
}

function readPrompt(element: XmlElement, warnings: TwimlWarning[]): Heard[] {
  const verb = readVerb(element, warnings);
  if (verb?.verb === 'Say' || verb?.verb === 'Play' || verb?.verb === 'Pause') return [verb];
  if (verb) warnings.push({ code: 13320, message: `<${element.name}> cannot stand in <Gather>` });
  return [];
}

function readDial(element: XmlElement, attributes: Attributes, warnings: TwimlWarning[]): Dial {
  const nouns = elementsOf(element);
  for (const { name } of nouns)
    if (name !== 'Number') warnings.push({ code: 12200, message: `<${name}> in <Dial> is not known here` });
  const action = attributes.get('action');
  const number = nouns.find(({ name }) => name === 'Number') ?? element;
  return {
    verb: 'Dial',
    number: textOf(number).trim(),
    ...(action === undefined ? {} : { action }),
    method: method(attributes),
  };
}

function elementsOf({ children }: XmlElement): XmlElement[] {
  return children.filter((child): child is XmlElement => typeof child !== 'string');
}

/** Text that stands where only verbs belong is never heard. */
function checkLooseText({ name, children }: XmlElement, warnings: TwimlWarning[]): void {
  if (children.some((child) => typeof child === 'string' && child.trim() !== ''))
    warnings.push({ code: 12200, message: `text in <${name}> that is not in a verb` });
}
