import { describe, expect, it } from 'vitest';
import { newTemporaryPassword } from './passwords.ts';

const many = Array.from({ length: 500 }, newTemporaryPassword);

describe('a temporary password', () => {
  it('has what Entra asks for, every time', () => {
    for (const password of many) {
      expect(password).toHaveLength(16);
      for (const kind of [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z\d]/]) expect(password).toMatch(kind);
    }
  });

  it('can be read aloud: nothing in it is mistaken for something else', () => {
    expect(many.join('')).not.toMatch(/[O0Il1\s"'`<>&]/);
  });

  it('is never given twice', () => {
    expect(new Set(many).size).toBe(many.length);
  });

  it('has its kinds of characters in no fixed places', () => {
    for (let place = 0; place < 16; place += 1) {
      const kinds = new Set(many.map((password) => kindOf(password.charAt(place))));
      expect(kinds.size).toBe(4);
    }
  });
});

function kindOf(character: string): string {
  if (/[A-Z]/.test(character)) return 'upper';
  if (/[a-z]/.test(character)) return 'lower';
  return /\d/.test(character) ? 'digit' : 'sign';
}
