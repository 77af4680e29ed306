import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../models/client.ts';
import { plainWords } from '../understanding.ts';
import { promptsIn } from './languages.ts';

describe.each(LANGUAGES)('what is said in %s', (language) => {
  const prompts = promptsIn(language);
  const { understood, callBack, readBack: _, locale, ...sentences } = prompts;

  it('is there for everything, as sentences', () => {
    for (const text of [...Object.values(sentences), ...Object.values(callBack)])
      expect(text, text).toMatch(/^[¿¡\p{Lu}].*[.?!]$/u);
  });

  it('is said by a voice, and heard by an ear, of that language', () => {
    expect(locale).toMatch(new RegExp(`^${language}-[A-Z]{2}$`));
  });

  it('reads back everything that is known, and nothing that is not', () => {
    const request = 'A new mouse';
    const all = prompts.readBack({ request, name: 'Dana Diaz', company: 'Lakeside Dental' });
    for (const part of [request, 'Dana Diaz', 'Lakeside Dental']) expect(all).toContain(part);
    expect(prompts.readBack({ request, company: 'Lakeside Dental' })).toContain('Lakeside Dental');
    expect(prompts.readBack({ request })).not.toMatch(/undefined|null/);
  });

  it('understands the words that it asks people to say', () => {
    const words = new Set(plainWords(prompts.askCheck));
    expect([...understood.yes].some((word) => words.has(word))).toBe(true);
    expect([...understood.no].some((word) => words.has(word))).toBe(true);
    expect([...understood.human].some((word) => plainWords(prompts.askRequest).includes(word))).toBe(true);
  });

  it('has words in the form in which they are compared', () => {
    for (const words of [understood.yes, understood.no, understood.human, understood.aroundHuman])
      for (const word of words) expect(plainWords(word), word).toEqual([word]);
  });

  it('takes no word for a yes and a no', () => {
    expect([...understood.yes].filter((word) => understood.no.has(word))).toEqual([]);
  });
});
