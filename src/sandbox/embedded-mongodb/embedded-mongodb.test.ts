import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'bson';
import { type Collection, MongoClient } from 'mongodb';
import { createConnection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedMongo, startEmbeddedMongo } from './index.ts';
import { MessageSplitter } from './message-splitter.ts';

type Job = { _id?: number; key?: string; claimedBy?: number; text?: string };

let directory: string;
let mongo: EmbeddedMongo;
let client: MongoClient;
let jobs: Collection<Job>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-mongo-'));
  mongo = await startEmbeddedMongo({ directory });
  client = await new MongoClient(mongo.uri, { writeConcern: { w: 'majority', journal: true } }).connect();
  jobs = client.db().collection('jobs');
});
beforeEach(() => jobs.deleteMany({}));
afterAll(async () => {
  await client.close();
  await mongo.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the embedded database', () => {
  it('keeps a unique index', async () => {
    await jobs.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });
    await jobs.insertMany([{ key: 'one' }, { _id: 1 }, { _id: 2 }]);

    await expect(jobs.insertOne({ key: 'one' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { key: 1 },
    });
  });

  it('lets one of two hundred claims win', async () => {
    await jobs.insertOne({ _id: 1 });

    const claims = await Promise.all(
      Array.from({ length: 200 }, (_, claimant) =>
        jobs.findOneAndUpdate({ _id: 1, claimedBy: { $exists: false } }, { $set: { claimedBy: claimant } }),
      ),
    );

    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });

  it('carries documents of megabytes in both directions', async () => {
    const text = 'é'.repeat(5_000_000);
    await jobs.insertOne({ _id: 1, text });

    expect((await jobs.findOne({ _id: 1 }))?.text).toBe(text);
  });

  it('serves mongoose, in the database that its address names', async () => {
    const connection = await createConnection(mongo.uri, { w: 'majority', journal: true }).asPromise();
    const Note = connection.model('Note', new connection.base.Schema({ text: String }));
    await Note.create({ text: 'hello' });

    expect(connection.name).toBe('countersign');
    expect(await Note.countDocuments({ text: 'hello' })).toBe(1);
    await connection.close();
  });

  it('accepts sessions', async () => {
    await client.withSession(async (session) => {
      await jobs.insertOne({ _id: 1 }, { session });
      expect(await jobs.find({}, { session }).toArray()).toHaveLength(1);
    });
    expect(await client.db('admin').command({ startSession: 1 })).toMatchObject({
      ok: 1,
      timeoutMinutes: 30,
    });
    expect(await client.db('admin').command({ endSessions: [] })).toMatchObject({ ok: 1 });
  });

  it('refuses transactions and writes nothing of them', async () => {
    const transaction = client.withSession((session) =>
      session.withTransaction(() => jobs.insertOne({ _id: 1 }, { session })),
    );

    await expect(transaction).rejects.toMatchObject({ originalError: { code: 20 } });
    expect(await jobs.countDocuments()).toBe(0);
  });

  it('answers commands sent in one go in the order they were sent', async () => {
    const socket = connect(Number(new URL(mongo.uri).port), '127.0.0.1');
    const commands = [{ insert: 'jobs', documents: [{ _id: 1 }] }, { endSessions: [] }, { count: 'jobs' }];
    socket.write(
      Buffer.concat(commands.map((command, index) => frame({ ...command, $db: 'countersign' }, index))),
    );

    const splitter = new MessageSplitter();
    const replies: Buffer[] = [];
    while (replies.length < commands.length) {
      const [chunk] = await once(socket, 'data');
      replies.push(...splitter.push(chunk));
    }
    socket.destroy();

    expect(replies.map((reply) => reply.readInt32LE(8))).toEqual([0, 1, 2]);
    expect(replies.map((reply) => deserialize(reply.subarray(21))['n'])).toEqual([1, undefined, 1]);
  });

  it('hangs up on what is not a driver', async () => {
    const socket = connect(Number(new URL(mongo.uri).port), '127.0.0.1');
    socket.on('error', () => undefined).write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');

    await once(socket, 'close');
  });
});

function frame(command: object, requestId: number): Buffer {
  const body = serialize(command);
  const bytes = Buffer.concat([Buffer.alloc(21), body]);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(requestId, 4);
  bytes.writeInt32LE(2013, 12);
  return bytes;
}
