import { type Document, deserialize, Long, ObjectId, serialize, Timestamp, UUID } from 'bson';
import { describe, expect, it } from 'vitest';
import { advertiseSessions, routeMessage } from './session-commands.ts';

const session = { id: new UUID() };
const everyType = {
  find: 'requests',
  filter: { a: 1 },
  double: 1.5,
  list: [1, 'two'],
  binary: new UUID(),
  objectId: new ObjectId(),
  flag: true,
  date: new Date(0),
  nothing: null,
  pattern: /^a.*b$/i,
  int: 7,
  timestamp: new Timestamp({ t: 1, i: 2 }),
  long: Long.fromString('9007199254740993'),
};

describe('a command in a session', () => {
  it('reaches the engine without the session and otherwise as it was', () => {
    const command = { ...everyType, lsid: session, txnNumber: Long.fromInt(1), $db: 'countersign' };

    const routing = routeMessage(message({ body: { ...command, $clusterTime: { t: 1 }, last: 'field' } }));

    expect(readForwarded(routing)).toEqual(
      deserialize(serialize({ ...everyType, $db: 'countersign', last: 'field' })),
    );
  });

  it('keeps the documents it carries, before the body or after it', () => {
    const documents = serialize({ _id: 1, text: 'hello' });
    const body = { insert: 'requests', lsid: session, $db: 'countersign' };
    const expected = { insert: 'requests', $db: 'countersign' };

    const after = forwarded(message({ body, after: sequence(documents) }));
    const before = forwarded(message({ body, before: sequence(documents) }));

    expect(after).toEqual(message({ body: expected, after: sequence(documents) }));
    expect(before).toEqual(message({ body: expected, before: sequence(documents) }));
  });

  it('loses a checksum that would no longer match', () => {
    const checked = message({
      body: { ping: 1, lsid: session, $db: 'admin' },
      after: Buffer.alloc(4),
      flags: 1,
    });

    expect(forwarded(checked)).toEqual(message({ body: { ping: 1, $db: 'admin' } }));
  });

  it('is passed on untouched when there is nothing to take out', () => {
    const plain = message({ body: { ping: 1, $db: 'admin' } });

    expect(routeMessage(plain)).toEqual({ kind: 'forward', message: plain, isHandshake: false });
  });
});

describe('what the engine cannot do', () => {
  it.each(['endSessions', 'refreshSessions', 'killSessions', 'killAllSessions', 'killAllSessionsByPattern'])(
    '%s is answered in its place',
    (command) => expect(readAnswer({ [command]: [session], $db: 'admin' })).toEqual({ ok: 1 }),
  );

  it('a session is started with an id of its own', () => {
    const [first, second] = [1, 2].map(() => readAnswer({ startSession: 1, $db: 'admin' }));

    expect(first).toMatchObject({ ok: 1, timeoutMinutes: 30, id: { id: expect.any(UUID) } });
    expect(first).not.toEqual(second);
  });

  it.each([
    { insert: 'requests', startTransaction: true, autocommit: false, lsid: session, $db: 'countersign' },
    { find: 'requests', autocommit: false, lsid: session, $db: 'countersign' },
    { commitTransaction: 1, $db: 'admin' },
    { abortTransaction: 1, $db: 'admin' },
  ])('a transaction is refused with code 20 (%o)', (command) => {
    expect(readAnswer(command)).toMatchObject({ ok: 0, code: 20, codeName: 'IllegalOperation' });
  });
});

it('tells drivers that the server has sessions', () => {
  const reply = advertiseSessions(Buffer.from(serialize({ ok: 1, maxWireVersion: 29 })));

  expect(deserialize(reply)).toEqual({ ok: 1, maxWireVersion: 29, logicalSessionTimeoutMinutes: 30 });
});

type Parts = { body: Document; before?: Buffer; after?: Buffer; flags?: number };

function message({ body, before = Buffer.alloc(0), after = Buffer.alloc(0), flags = 0 }: Parts): Buffer {
  const header = Buffer.alloc(20);
  header.writeInt32LE(2013, 12);
  header.writeUInt32LE(flags, 16);
  const bytes = Buffer.concat([header, before, Buffer.from([0]), serialize(body), after]);
  bytes.writeInt32LE(bytes.length, 0);
  return bytes;
}

function sequence(documents: Uint8Array): Buffer {
  const name = Buffer.from('documents\0');
  const size = Buffer.alloc(4);
  size.writeInt32LE(4 + name.length + documents.length);
  return Buffer.concat([Buffer.from([1]), size, name, documents]);
}

function forwarded(bytes: Buffer): Buffer {
  const routing = routeMessage(bytes);
  if (routing.kind !== 'forward') throw new Error('It was answered');
  return routing.message;
}

function readForwarded(routing: ReturnType<typeof routeMessage>): Document {
  if (routing.kind !== 'forward') throw new Error('It was answered');
  expect(routing.message.readInt32LE(0)).toBe(routing.message.length);
  return deserialize(routing.message.subarray(21));
}

function readAnswer(command: Document): Document {
  const routing = routeMessage(message({ body: command }));
  if (routing.kind !== 'answer') throw new Error('It was passed on');
  return deserialize(routing.document);
}
