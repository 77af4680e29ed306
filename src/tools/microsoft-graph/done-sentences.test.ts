import { describe, expect, it } from 'vitest';
import { doneIn } from '../../models/plan.ts';
import { whatWasDone } from './done-sentences.ts';

const NAMES = ['Dana Diaz', 'Zendesk Users', 'Zendesk'] as const;

/** Every sentence that there is, with its names. */
const all = new Map<string, ReturnType<typeof whatWasDone>>();
whatWasDone((words) => {
  for (const kind of Object.keys(words) as (keyof typeof words)[])
    all.set(
      kind,
      whatWasDone((its) => its[kind](...NAMES)),
    );
  return '';
});

describe.each([...all])('what was done (%s)', (_kind, done) => {
  const texts = (['en', 'de', 'es'] as const).map((language) => doneIn(done, language));

  it('is another sentence in each language', () => {
    expect(new Set(texts).size).toBe(3);
  });

  it('has the same names in each, and nothing that is missing', () => {
    const named = (text: string) => NAMES.filter((name) => text.includes(name));
    for (const text of texts) {
      expect(named(text)).toEqual(named(texts[0] ?? ''));
      expect(text).not.toContain('undefined');
    }
    expect(named(texts[0] ?? '')).toContain('Dana Diaz');
  });
});
