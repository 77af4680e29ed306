import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../models/client.ts';
import { isNo, phrasesIn } from './languages.ts';

/** Of a text message; longer ones are cut. */
const MOST_CHARACTERS = 480;

describe.each(LANGUAGES)('what requesters are told in %s', (language) => {
  const phrases = phrasesIn(language);
  const { confirmation } = phrases;
  const asked = 'x'.repeat(160);

  it('is there for everything, as sentences', () => {
    const sentences = [...Object.values(phrases), ...Object.values(confirmation)].filter(
      (one) => typeof one === 'string',
    );
    for (const text of sentences) expect(text, text).toMatch(/^\p{Lu}.*[.:]$/u);
  });

  it('asks for the code with the request, and fits into a text', () => {
    const text = confirmation.ask({ asked, code: '123456' });
    expect(text).toContain(asked);
    expect(text).toContain(': 123456.');
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
  });

  it('takes the word for a no that it asks for', () => {
    const [word = ''] = confirmation.no;
    expect(confirmation.ask({ asked, code: '123456' })).toContain(` ${word.toUpperCase()}.`);
    for (const no of confirmation.no) expect(isNo(` ${no.toUpperCase()}! `), no).toBe(true);
  });

  it('counts the tries that are left', () => {
    expect(confirmation.wrong(2)).toContain('2');
    expect(confirmation.wrong(1)).not.toMatch(/\d/);
  });

  it('names the ticket, the reason and the earlier ticket as they are', () => {
    expect(phrases.ticket('#4711')).toContain('#4711');
    expect(phrases.reasonGiven('Ask Max')).toContain('Ask Max');
    expect(phrases.askedBefore('#4711')).toContain('#4711');
    expect(phrases.askedBefore(undefined)).not.toMatch(/undefined|\(/);
  });
});

it.each(['yes', 'no way to print', 'nothing', '', '123456', 'Nein danke, ich brauche Zendesk'])(
  'is no no: %o',
  (text) => {
    expect(isNo(text)).toBe(false);
  },
);
