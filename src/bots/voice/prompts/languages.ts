import type { Language } from '../../../models/client.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import type { Prompts } from './prompts.ts';

const ALL: Readonly<Record<Language, Prompts>> = { en: english, de: german, es: spanish };

/** What is said in a language. */
export function promptsIn(language: Language): Prompts {
  return ALL[language];
}
