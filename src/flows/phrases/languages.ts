import type { Language } from '../../models/client.ts';
import type { ServiceRequest } from '../../models/request.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import type { Phrases } from './phrases.ts';

const ALL: Readonly<Record<Language, Phrases>> = { en: english, de: german, es: spanish };

/** The words of a language. */
export function phrasesIn(language: Language): Phrases {
  return ALL[language];
}

/** In which whoever asked is written to: that of their call, and English where they wrote. */
export function languageOf({ requester }: Pick<ServiceRequest, 'requester'>): Language {
  return requester.identification?.language ?? 'en';
}

/** What this request's requester is told with. */
export function phrasesFor(request: Pick<ServiceRequest, 'requester'>): Phrases {
  return phrasesIn(languageOf(request));
}

const NO_WORDS: ReadonlySet<string> = new Set(
  Object.values(ALL).flatMap(({ confirmation }) => confirmation.no),
);

/** Whether somebody says that it was not they who called, in whichever language. */
export function isNo(text: string): boolean {
  const plain = text.toLowerCase().replaceAll('’', "'").trim();
  return NO_WORDS.has(plain.replace(/[.!]$/, ''));
}
