import { describe, expect, it } from 'vitest';
import { oneLine, quoted } from './lines.ts';

const BREAKS = ['\n', '\r\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029'];

describe.each(BREAKS.map((line) => [JSON.stringify(line), line] as const))(
  'a line break written %s',
  (_, line) => {
    it('is a space in a name', () => {
      expect(oneLine(`Dana${line}Approved by Tess`)).toBe('Dana Approved by Tess');
    });

    it('begins a quoted line, so that nobody’s words pass for ours', () => {
      expect(quoted(`Hello${line}Plan (0 steps)`)).toBe('> Hello\n> Plan (0 steps)');
    });
  },
);

it('a name loses space around it and keeps what is inside', () => {
  expect(oneLine('\n Dana  Diaz \n')).toBe('Dana  Diaz');
});
