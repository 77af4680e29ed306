import { createConnection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { type AuditFact, verifyChain } from '../audit.ts';
import type { AuditSearch, AuditStore } from '../stores.ts';
import { createAuditStore } from './audit-store.ts';
import { ensureIndexes } from './index.ts';
import { minutesAfter, NOW } from './samples.fixture.ts';

let database: TestDatabase;
let audit: AuditStore;

beforeAll(async () => {
  database = await openTestDatabase();
  await ensureIndexes(database.connection);
});
beforeEach(async () => {
  await database.connection.collection('audit').deleteMany({});
  audit = createAuditStore(database.connection);
});
afterAll(() => database.close());

function fact(key: string, more: Partial<AuditFact> = {}): AuditFact {
  return {
    key,
    at: NOW,
    action: 'step_executed',
    clientId: 'cli_lakeside',
    requestId: 'req_1',
    by: { personId: 'per_tess', name: 'Tess' },
    details: { tool: 'add_to_group', step: 0, high: false, note: null, share: 0.5, 'a.b': '$where' },
    ...more,
  };
}

async function keys(): Promise<string[]> {
  return (await audit.read(0, 10_000)).map((entry) => entry.key);
}

describe('the audit trail', () => {
  it('chains facts in the order in which they were appended, and verifies as read', async () => {
    await audit.append([fact('a'), fact('b')]);
    await audit.append([]);
    await audit.append([fact('c')]);

    const entries = await audit.read(0, 10);
    expect(entries.map(({ key, sequence }) => [key, sequence])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(verifyChain(entries)).toEqual({ kind: 'intact', entries: 3, head: entries[2]?.hash });
    expect(await audit.read(1, 1)).toEqual([entries[1]]);
  });

  it('knows by its key whether it has a fact', async () => {
    await audit.append([fact('a')]);

    expect(await Promise.all(['a', 'b', ''].map((key) => audit.has(key)))).toEqual([true, false, false]);
  });

  it('holds a fact once, however often it is delivered', async () => {
    await Promise.all([audit.append([fact('a'), fact('a')]), audit.append([fact('b'), fact('a')])]);
    await audit.append([fact('b'), fact('c'), fact('a')]);
    await createAuditStore(database.connection).append([fact('a'), fact('d'), fact('b')]);

    expect(await keys()).toEqual(['a', 'b', 'c', 'd']);
    expect(verifyChain(await audit.read(0, 10))).toMatchObject({ kind: 'intact' });
  });

  it('is one chain when three processes append at once, some of them the same facts', async () => {
    const connections = await Promise.all([1, 2, 3].map(() => createConnection(database.uri).asPromise()));
    const appenders = connections.map(createAuditStore);

    await Promise.all(
      appenders.flatMap((appender, process) => [
        ...Array.from({ length: 100 }, (_, index) => appender.append([fact(`${process}-${index}`)])),
        ...Array.from({ length: 20 }, (_, index) => appender.append([fact(`shared-${index}`)])),
      ]),
    );

    const entries = await audit.read(0, 10_000);
    expect(verifyChain(entries)).toMatchObject({ kind: 'intact', entries: 320 });
    expect(new Set(entries.map(({ key }) => key)).size).toBe(320);
    await Promise.all(connections.map((connection) => connection.close()));
  });

  it('stays one chain while single facts of three processes keep crossing', async () => {
    const appenders = [1, 2, 3].map(() => createAuditStore(database.connection));

    await Promise.all(
      appenders.map(async (appender, process) => {
        for (let index = 0; index < 30; index += 1) await appender.append([fact(`${process}-${index}`)]);
      }),
    );

    expect(verifyChain(await audit.read(0, 1_000))).toMatchObject({ kind: 'intact', entries: 90 });
  });

  it('goes on where a crash in the middle of a batch left it', async () => {
    await audit.append([fact('a')]);
    const batch = [fact('b'), fact('c'), fact('d')];
    const dying = createAuditStore(database.connection);
    await dying.append(batch.slice(0, 2));

    const next = createAuditStore(database.connection);
    await next.append(batch);

    expect(await keys()).toEqual(['a', 'b', 'c', 'd']);
    expect(verifyChain(await audit.read(0, 10))).toMatchObject({ kind: 'intact', entries: 4 });
  });

  it('costs a few round trips for hundreds of facts that come in at once', async () => {
    const watched = await createConnection(database.uri, { monitorCommands: true }).asPromise();
    const appender = createAuditStore(watched);
    let commands = 0;
    watched.getClient().on('commandStarted', () => {
      commands += 1;
    });

    await Promise.all(Array.from({ length: 400 }, (_, index) => appender.append([fact(`${index}`)])));

    expect(commands).toBeLessThanOrEqual(6);
    expect(verifyChain(await audit.read(0, 1_000))).toMatchObject({ kind: 'intact', entries: 400 });
    await watched.close();
  });

  it('keeps the neighbours of a fact that cannot be stored', async () => {
    const first = audit.append([fact('a')]);
    const impossible = audit.append([fact('b', { details: { share: Number.NaN } })]);
    const last = audit.append([fact('c')]);

    await expect(impossible).rejects.toThrow();
    await Promise.all([first, last]);
    expect(await keys()).toEqual(['a', 'c']);
  });

  it('is searched newest first, by request, client and kind of deed', async () => {
    await audit.append([
      fact('a'),
      fact('b', { action: 'mode_changed', requestId: 'req_2' }),
      fact('c', { clientId: 'cli_other' }),
    ]);
    const found = async (filter: Parameters<AuditStore['find']>[0], limit = 10) =>
      (await audit.find(filter, limit)).map(({ key }) => key);

    expect(await found({ requestId: 'req_1' })).toEqual(['c', 'a']);
    expect(await found({ clientId: 'cli_lakeside', action: 'step_executed' })).toEqual(['a']);
    expect(await found({ action: 'mode_changed' })).toEqual(['b']);
    expect(await found({}, 2)).toEqual(['c', 'b']);
  });

  describe('is searched by when things happened', () => {
    const at = (minute: number) => minutesAfter(minute);
    beforeEach(async () => {
      await audit.append([
        fact('late', { at: at(5), requestId: 'req_2', details: { tool: 'reset_password' } }),
        fact('first', { at: at(1), action: 'mode_changed', clientId: 'cli_other' }),
        fact('second', { at: at(2), by: { personId: 'per_ada', name: 'Ada' } }),
        fact('also second', { at: at(2), details: {} }),
      ]);
    });

    it.each<[string, AuditSearch, string[]]>([
      ['newest first', {}, ['late', 'also second', 'second', 'first']],
      ['oldest first', { oldestFirst: true }, ['first', 'second', 'also second', 'late']],
      ['by client', { clientId: 'cli_other' }, ['first']],
      ['by request', { requestId: 'req_2' }, ['late']],
      ['by action', { action: 'mode_changed' }, ['first']],
      ['by person', { personId: 'per_ada' }, ['second']],
      ['by tool', { tool: 'reset_password' }, ['late']],
      ['since then', { since: at(2) }, ['late', 'also second', 'second']],
      ['before then', { until: at(2) }, ['first']],
      ['behind the last one seen', { after: { at: at(2), sequence: 4 } }, ['second', 'first']],
      [
        'behind it, oldest first',
        { after: { at: at(2), sequence: 3 }, oldestFirst: true },
        ['also second', 'late'],
      ],
      ['by several', { personId: 'per_tess', since: at(2), until: at(3) }, ['also second']],
    ])('%s', async (_what, search, found) => {
      expect((await audit.find(search, 10)).map(({ key }) => key)).toEqual(found);
    });

    it('and one entry by its number', async () => {
      expect(await audit.entry(2)).toMatchObject({ key: 'first', sequence: 2 });
      expect(await audit.entry(9)).toBeUndefined();
    });
  });
});
