import { describe, expect, it } from 'vitest';
import { newCode, newId } from './ids.ts';

describe('an id', () => {
  it('says what it is of, and is in one form', () => {
    expect(newId('req')).toMatch(/^req_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(newId('apr')).toMatch(/^apr_/);
  });

  it('is never given twice', () => {
    expect(new Set(Array.from({ length: 2_000 }, () => newId('out'))).size).toBe(2_000);
  });
});

describe('a code for people', () => {
  it('has six characters unless more are asked for', () => {
    expect(newCode()).toHaveLength(6);
    expect(newCode(9)).toHaveLength(9);
  });

  it('has no character that is mistaken for another, and uses all the rest', () => {
    const used = new Set(newCode(20_000));

    expect([...used].toSorted().join('')).toBe('23456789ABCDEFGHJKMNPQRSTUVWXYZ');
  });
});
