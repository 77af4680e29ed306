import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSealer } from './seal.ts';

const old = { id: 'k1', key: randomBytes(32) };
const current = { id: 'k2', key: randomBytes(32) };
const sealer = createSealer([old]);
const SECRET = 'xoxb-tökens are secret';

/** Every part of a sealed value with one of its characters changed. */
function tamperings(sealed: string): string[] {
  const parts = sealed.split('.');
  return parts.map((part, index) => {
    const flipped = (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
    return parts.with(index, flipped).join('.');
  });
}

describe('a sealed secret', () => {
  it('opens for its purpose, and shows nothing of itself', () => {
    const sealed = sealer.seal(SECRET, 'slack:T1');

    expect(sealer.open(sealed, 'slack:T1')).toBe(SECRET);
    expect(sealed).not.toContain('xoxb');
    expect(sealer.open(sealer.seal('', 'x'), 'x')).toBe('');
  });

  it('is sealed to another value each time', () => {
    expect(sealer.seal(SECRET, 'x')).not.toBe(sealer.seal(SECRET, 'x'));
  });

  it('opens for no other purpose', () => {
    const sealed = sealer.seal(SECRET, 'slack:T1');

    expect(() => sealer.open(sealed, 'slack:T2')).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it('opens no more once a character of it was changed, cut off or added', () => {
    const sealed = sealer.seal(SECRET, 'x');

    for (const changed of [...tamperings(sealed), sealed.slice(0, -4), `${sealed}.AAAA`, '', 'v1.k1', SECRET])
      expect(() => sealer.open(changed, 'x'), changed).toThrow(/^(not a sealed|sealed under|a sealed)/);
  });

  it('does not take a shortened tag for a whole one', () => {
    const parts = sealer.seal(SECRET, 'x').split('.');
    const short = Buffer.from(parts[3] ?? '', 'base64url')
      .subarray(0, 4)
      .toString('base64url');

    expect(() => sealer.open(parts.with(3, short).join('.'), 'x')).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    );
  });

  it('survives a change of keys while the old one is still configured', () => {
    const sealed = sealer.seal(SECRET, 'x');
    const rotated = createSealer([current, old]);

    expect(rotated.open(sealed, 'x')).toBe(SECRET);
    expect(rotated.open(rotated.seal(SECRET, 'x'), 'x')).toBe(SECRET);
    expect(() => createSealer([current]).open(sealed, 'x')).toThrow(
      expect.objectContaining({ code: 'bad_configuration' }),
    );
    expect(() => sealer.open(rotated.seal(SECRET, 'x'), 'x')).toThrow(
      expect.objectContaining({ code: 'bad_configuration' }),
    );
  });

  it('does not open with another key of the same name', () => {
    const sealed = sealer.seal(SECRET, 'x');

    expect(() => createSealer([{ ...current, id: 'k1' }]).open(sealed, 'x')).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    );
  });
});

describe('a sealing key', () => {
  it.each([
    ['too short', { id: 'k1', key: randomBytes(16) }],
    ['without a name', { id: '', key: randomBytes(32) }],
    ['with a dot in its name', { id: 'k.1', key: randomBytes(32) }],
  ])('%s is refused before anything is sealed with it', (_, key) => {
    expect(() => createSealer([key])).toThrow(expect.objectContaining({ code: 'bad_configuration' }));
  });
});
