import { describe, expect, it } from 'vitest';
import { type AuditEntry, chainAfter } from './audit.ts';
import { exportLines, verifyExport } from './audit-export.ts';

const AT = new Date('2026-11-23T10:00:00.000Z');
const trail = chainAfter(
  undefined,
  Array.from({ length: 5 }, (_, index) => ({
    key: `fact/${index}`,
    at: new Date(AT.getTime() + index),
    action: 'policy_changed' as const,
    clientId: 'lakeside',
    ...(index % 2 === 0 ? { by: { personId: 'per_ada', name: 'Ada “the admin” Okafor' } } : {}),
    details: { tool: 'add_to_group', to: 'auto', changed: true, step: index, target: null },
  })),
);

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function exported(entries: readonly AuditEntry[] = trail): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLines(each(entries), AT)) lines.push(line);
  return lines;
}

const verify = (lines: readonly string[]) => verifyExport(each(lines));

function changed(lines: readonly string[], index: number, change: (line: string) => string): string[] {
  return lines.map((line, at) => (at === index ? change(line) : line));
}

describe('an export of the trail', () => {
  it('is whole as it was made, and says how far it goes', async () => {
    expect(await verify(await exported())).toEqual({
      kind: 'intact',
      entries: 5,
      from: 1,
      to: 5,
      head: trail[4]?.hash,
      exportedAt: AT.toISOString(),
    });
  });

  it('may begin in the middle, or have nothing in it', async () => {
    expect(await verify(await exported(trail.slice(2)))).toMatchObject({ kind: 'intact', from: 3, to: 5 });
    expect(await verify(await exported([]))).toMatchObject({ kind: 'intact', entries: 0 });
  });

  it.each<[string, (lines: string[]) => string[], object]>([
    [
      'a value was changed',
      (lines) => changed(lines, 2, (line) => line.replace('auto', 'disabled')),
      { line: 3, sequence: 3, reason: 'was changed after it was written' },
    ],
    [
      'a name was taken out',
      (lines) => changed(lines, 2, (line) => line.replace(/"by":\{[^}]*\},/, '')),
      { line: 3, sequence: 3 },
    ],
    [
      'a time was moved',
      (lines) => changed(lines, 0, (line) => line.replace('10:00:00.000', '09:00:00.000')),
      { line: 1, sequence: 1 },
    ],
    [
      'an entry was dropped',
      (lines) => lines.toSpliced(1, 1),
      { line: 2, sequence: 3, reason: 'is entry 3 where 2 belongs' },
    ],
    [
      'two entries were swapped',
      (lines) => [lines[0], lines[2], lines[1], ...lines.slice(3)].map(String),
      { line: 2, sequence: 3 },
    ],
    ['an entry is there twice', (lines) => lines.toSpliced(1, 0, String(lines[1])), { line: 3, sequence: 2 }],
    [
      'the first entries were cut off and the numbers are right',
      (lines) => lines.slice(2),
      { sequence: 1, reason: /do(es)? not fit/ },
    ],
    [
      'the last entries were cut off with the end',
      (lines) => lines.slice(0, 3),
      { line: 4, sequence: 4, reason: /^the end of the export is missing/ },
    ],
    [
      'the last entry was cut off, and the end kept',
      (lines) => lines.toSpliced(4, 1),
      { line: 5, sequence: 5, reason: /some are missing/ },
    ],
    [
      'all entries were cut off, and the end kept',
      (lines) => lines.slice(5),
      { line: 1, sequence: 1, reason: /some are missing/ },
    ],
    [
      'it was turned around',
      (lines) => [...lines.slice(0, 5).toReversed(), ...lines.slice(5)],
      { line: 2, sequence: 4, reason: 'is entry 4 where 6 belongs' },
    ],
    [
      'a line was cut in the middle',
      (lines) => changed(lines, 3, (line) => line.slice(0, 40)),
      { line: 4, sequence: 4, reason: 'is no JSON, or was cut off' },
    ],
    ['something was put behind the end', (lines) => [...lines, String(lines[4])], { line: 7 }],
    ['a line is no entry', (lines) => changed(lines, 3, () => '{"hello":"world"}'), { line: 4, sequence: 4 }],
    [
      'a field was added',
      (lines) => changed(lines, 3, (line) => line.replace('{', '{"extra":1,')),
      { line: 4, sequence: 4 },
    ],
    [
      'the end was made for other entries',
      (lines) => changed(lines, 5, (line) => line.replace('"entries":5', '"entries":4')),
      { reason: /some are missing/ },
    ],
  ])('is found broken when %s', async (_what, tamper, where) => {
    const { reason, ...place } = where as { reason?: string | RegExp };
    const found = await verify(tamper(await exported()));

    expect(found).toMatchObject({ kind: 'broken', ...place });
    if (reason !== undefined && 'reason' in found) expect(found.reason).toMatch(reason);
  });

  it('is found broken when a changed entry was given a hash that fits', async () => {
    const [, second] = trail;
    const forged = chainAfter(trail[0], [{ ...(second as AuditEntry), details: { tool: 'x' } }]);
    const lines = (await exported()).toSpliced(1, 1, JSON.stringify(forged[0]));

    expect(await verify(lines)).toEqual({
      kind: 'broken',
      line: 3,
      sequence: 3,
      reason: 'does not follow the entry before it',
    });
  });
});
