import { expect, it } from 'vitest';
import type { CommandChoice, TextAnswer } from '../desk.ts';
import { MAX_CHOICE_LABEL, MAX_CHOICES, MAX_COMMAND_CHARACTERS } from '../limits.ts';
import { fitting } from './fitting.ts';

const answer = (...choices: readonly CommandChoice[]): TextAnswer => ({
  kind: 'answer',
  text: 'Which one?',
  choices,
});
const choicesOf = (given: TextAnswer) => {
  const fit = fitting(given);
  return fit.kind === 'form' ? expect.fail('a form') : (fit.choices ?? []);
};

it('no more is offered than an answer can have, the first of it', () => {
  const many = Array.from({ length: MAX_CHOICES + 3 }, (_none, index) => ({
    label: `${index}`,
    command: `mode ${index}`,
  }));

  expect(choicesOf(answer(...many))).toEqual(many.slice(0, MAX_CHOICES));
});

it.each([MAX_CHOICE_LABEL - 2, MAX_CHOICE_LABEL - 1, MAX_CHOICE_LABEL])(
  'a label is cut where it is too long, and never inside a character: after %i letters',
  (letters) => {
    const [choice] = choicesOf(answer({ label: `${'x'.repeat(letters)}😀😀`, command: 'mode lakeside' }));

    expect(choice?.label.length).toBeLessThanOrEqual(MAX_CHOICE_LABEL);
    expect(choice?.label.isWellFormed()).toBe(true);
    expect(choice?.label).toMatch(/^x+(?:😀)*…$/u);
  },
);

it('a line that is too long for a button is not offered, and that is said', () => {
  const short = { label: 'Lakeside', command: 'mode lakeside', style: 'primary' as const };
  const long = { label: 'Long', command: `mode ${'x'.repeat(MAX_COMMAND_CHARACTERS)}` };

  expect(fitting(answer(short, long))).toMatchObject({
    text: expect.stringMatching(/^Which one\?\nThis line is too long/u),
    choices: [short],
  });
});

it('what has nothing to tap stays as it is', () => {
  const plain: TextAnswer = { kind: 'refused', text: 'No.' };

  expect(fitting(plain)).toEqual(plain);
});
