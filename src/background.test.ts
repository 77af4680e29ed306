import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createBackground } from './background.ts';
import { createLogger, silentLogger } from './logger.ts';

it('is waited for to its end, with all that was begun meanwhile', async () => {
  const background = createBackground(silentLogger, 'something could not be said');
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  background.run('first', async () => {
    await gate.promise;
    done.push('first');
    background.run('second', async () => void done.push('second'));
  });

  const settled = background.settled().then(() => done.push('settled'));
  gate.resolve();
  await settled;

  expect(done).toEqual(['first', 'second', 'settled']);
});

it('logs what failed, and throws nothing', async () => {
  const destination = new PassThrough();
  const background = createBackground(
    createLogger({ level: 'info', destination }),
    'something could not be said in Slack',
  );

  background.run('the answer to a click', () => {
    throw new Error('away');
  });
  await background.settled();

  expect(JSON.parse(String(destination.read()))).toMatchObject({
    msg: 'something could not be said in Slack',
    what: 'the answer to a click',
    err: { message: 'away' },
  });
});
