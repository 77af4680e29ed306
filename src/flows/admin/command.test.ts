import { describe, expect, it } from 'vitest';
import { splitWords } from './command.ts';

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
    ['mode O’Brien plan', ['mode', 'O’Brien', 'plan']],
    ["mode O'Brien plan", ['mode', "O'Brien", 'plan']],
    ['mode\nlakeside\tplan', ['mode', 'lakeside', 'plan']],
    ['mode "Lakeside', ['mode', '"Lakeside']],
    ['', []],
    ['   ', []],
  ])('%j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});
