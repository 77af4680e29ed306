import { expect, it } from 'vitest';
import { createMessageQueues } from './message-queues.ts';

it('send one message after the other to one place, and do not let another place wait', async () => {
  const queues = createMessageQueues('slack');
  const gate = Promise.withResolvers<void>();
  const sent: string[] = [];
  const first = queues.run('C1', async () => {
    await gate.promise;
    sent.push('first to C1');
  });
  const second = queues.run('C1', async () => void sent.push('second to C1'));

  await queues.run('C2', async () => void sent.push('to C2'));
  gate.resolve();
  await Promise.all([first, second]);

  expect(sent).toEqual(['to C2', 'first to C1', 'second to C1']);
});

it('give what was sent, and go on after a message that could not be', async () => {
  const queues = createMessageQueues('slack');
  const failed = queues.run('C1', () => Promise.reject(new Error('away')));
  const next = queues.run('C1', async () => 'ts 1');

  await expect(failed).rejects.toThrow('away');
  expect(await next).toBe('ts 1');
});

it('turn away who comes after a thousand that wait, until there is room again', async () => {
  const queues = createMessageQueues('teams');
  const gate = Promise.withResolvers<void>();
  const waiting = Array.from({ length: 1_001 }, () => queues.run('C1', () => gate.promise));

  await expect(queues.run('C1', async () => 'one too many')).rejects.toMatchObject({
    code: 'rate_limited',
    facts: { vendor: 'teams' },
  });
  gate.resolve();
  await Promise.all(waiting);
  expect(await queues.run('C1', async () => 'in time')).toBe('in time');
});
