import { randomInt } from 'node:crypto';

const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '-+=*%'] as const;
const ALL = CLASSES.join('');
const LENGTH = 16;

/** A temporary password: 16 characters, all four classes that Entra asks for, none that are mistaken for others. */
export function newTemporaryPassword(): string {
  const characters = [
    ...CLASSES.map(pick),
    ...Array.from({ length: LENGTH - CLASSES.length }, () => pick(ALL)),
  ];
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

function pick(from: string): string {
  return from.charAt(randomInt(from.length));
}
