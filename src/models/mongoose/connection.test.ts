import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { openDatabaseLine } from '../../../test/support/database-line.ts';
import { silentLogger } from '../../logger.ts';
import { createSealer } from '../../seal.ts';
import { connectDatabase, openStores } from './index.ts';
import { sampleRequest } from './samples.fixture.ts';

const sealer = createSealer([{ id: 'k1', key: randomBytes(32) }]);

let database: TestDatabase;
const lines: { msg: string; level: number }[] = [];
const waiting: { text: string; resolve: () => void }[] = [];
const logger = pino(
  {},
  {
    write(line) {
      const parsed = JSON.parse(line) as { msg: string; level: number };
      lines.push(parsed);
      for (const one of waiting) if (parsed.msg === one.text) one.resolve();
    },
  },
);

beforeAll(async () => {
  database = await openTestDatabase();
});
afterEach(() => {
  lines.length = 0;
});
afterAll(() => database.close());

async function logged(text: string): Promise<void> {
  if (lines.some(({ msg }) => msg === text)) return;
  await new Promise<void>((resolve) => waiting.push({ text, resolve }));
}

describe('a database that is away', () => {
  it('at the start is waited for, with a line for every try', async () => {
    const line = await openDatabaseLine(database.uri, { cut: true });

    const connecting = connectDatabase({ uri: line.uri, logger, serverSelectionMs: 100 });
    await logged('database is away, trying again');
    line.mend();
    const connection = await connecting;

    expect(lines.map(({ msg }) => msg)).toContain('database is there, going on');
    expect(await openStores(connection, { sealer, logger }).requests.find('req_none')).toBeUndefined();
    await connection.close();
    line.close();
    expect(lines.map(({ msg }) => msg)).not.toContain('database connection lost');
  });

  it('at the start is waited for until the process is told to stop', async () => {
    const line = await openDatabaseLine(database.uri, { cut: true });
    const stopping = new AbortController();

    const connecting = connectDatabase({
      uri: line.uri,
      logger,
      signal: stopping.signal,
      serverSelectionMs: 100,
    });
    const ended = expect(connecting).rejects.toMatchObject({ code: 'database_unavailable' });
    await logged('database is away, trying again');
    stopping.abort();

    await ended;
    line.close();
  });

  it('later fails what is asked of it with one code, and is used again as soon as it is back', async () => {
    const line = await openDatabaseLine(database.uri);
    const connection = await connectDatabase({ uri: line.uri, logger, serverSelectionMs: 4_000 });
    const { requests, audit, people } = openStores(connection, { sealer, logger });
    const request = sampleRequest();
    await requests.insert(request);

    line.cut();
    const away = { code: 'database_unavailable' };
    await Promise.all([
      expect(requests.find(request.id)).rejects.toMatchObject(away),
      expect(requests.save(request, { set: { status: 'cancelled' } })).rejects.toMatchObject(away),
      expect(requests.insert(sampleRequest())).rejects.toMatchObject(away),
      expect(people.technicians([])).rejects.toMatchObject(away),
      expect(
        audit.append([{ key: 'a', at: new Date(), action: 'request_opened', details: {} }]),
      ).rejects.toMatchObject(away),
    ]);
    await logged('database connection lost');

    line.mend();
    expect(await requests.find(request.id)).toEqual(request);
    await logged('database connection is back');
    await audit.append([{ key: 'a', at: new Date(), action: 'request_opened', details: {} }]);
    expect(await audit.read(0, 10)).toHaveLength(1);
    await connection.close();
    line.close();
  });
});

it('a database that goes away in the middle of much work is used again by everybody when it is back', async () => {
  const goesAwayAndComesBack = async (index: number) => {
    const line = await openDatabaseLine(database.uri);
    const connection = await connectDatabase({
      uri: line.uri,
      logger: silentLogger,
      serverSelectionMs: 10_000,
    });
    const { requests } = openStores(connection, { sealer, logger: silentLogger });
    const stopping = new AbortController();
    const work = Array.from({ length: 8 }, async () => {
      while (!stopping.signal.aborted) {
        await requests.find('req_none').catch(() => undefined);
        await delay(5);
      }
    });

    // The driver's own clock: it looks at the server again half a second after its last look at the earliest.
    await delay(900 + 30 * index);
    const noticed = once(connection, 'disconnected');
    line.cut();
    await noticed;
    line.mend();
    stopping.abort();
    await Promise.all(work);

    expect(await requests.find('req_none')).toBeUndefined();
    await connection.close();
    line.close();
  };

  await Promise.all(Array.from({ length: 16 }, (_, index) => goesAwayAndComesBack(index)));
});

describe('a database address', () => {
  it.each(['mongodb://', 'http://127.0.0.1:27017/x', 'mongodb://127.0.0.1:1/x?noSuchOption=1'])(
    'that is none is refused at once, not waited for: %s',
    async (uri) => {
      await expect(connectDatabase({ uri, logger: silentLogger })).rejects.toMatchObject({
        code: 'bad_configuration',
      });
    },
  );
});
