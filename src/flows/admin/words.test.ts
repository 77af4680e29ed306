import { describe, expect, it } from 'vitest';
import { joinWords, splitWords } from './words.ts';

describe('the words of a command line', () => {
  it.each([
    ['mode lakeside execute', ['mode', 'lakeside', 'execute']],
    ['  mode   lakeside  ', ['mode', 'lakeside']],
    ['mode "Lakeside Dental" execute', ['mode', 'Lakeside Dental', 'execute']],
    ['mode “Lakeside Dental” execute', ['mode', 'Lakeside Dental', 'execute']],
    ['mode "Lakeside Dental” execute', ['mode', 'Lakeside Dental', 'execute']],
    [
      'policy lakeside add_to_group approval_needed with manager',
      ['policy', 'lakeside', 'add_to_group', 'approval_needed', 'with', 'manager'],
    ],
    ["mode 'Lakeside Dental' plan", ['mode', 'Lakeside Dental', 'plan']],
    ['mode ‘Lakeside Dental’ plan', ['mode', 'Lakeside Dental', 'plan']],
    ['mode „Lakeside Dental“ plan', ['mode', 'Lakeside Dental', 'plan']],
    ['mode «Lakeside Dental» plan', ['mode', 'Lakeside Dental', 'plan']],
    ["mode 'Lakeside plan", ['mode', "'Lakeside", 'plan']],
    ["mode 'Lakeside O'Brien' plan", ['mode', "'Lakeside", "O'Brien'", 'plan']],
    ['mode O’Brien plan', ['mode', 'O’Brien', 'plan']],
    ['policy list —client lakeside', ['policy', 'list', '--client', 'lakeside']],
    ['policy list --client=“Lakeside Dental”', ['policy', 'list', '--client', 'Lakeside Dental']],
    ['policy list --client=lakeside', ['policy', 'list', '--client', 'lakeside']],
    ["mode O'Brien plan", ['mode', "O'Brien", 'plan']],
    ['mode\nlakeside\tplan', ['mode', 'lakeside', 'plan']],
    ['mode "Lakeside', ['mode', '"Lakeside']],
    ['', []],
    ['   ', []],
  ])('%j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});

it.each([
  ['mode', 'Lakeside Dental', 'plan'],
  ['policy', 'list', '--client', 'lakeside'],
  ['client', 'show', ''],
  ['client', 'show', "'Lakeside'"],
])('is one line of %j again', (...words) => {
  expect(splitWords(joinWords(words))).toEqual(words);
});
