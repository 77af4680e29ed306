import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSlackBench, type SlackBench } from '../../../test/support/slack-bench.ts';
import { CountersignError } from '../../errors.ts';

let bench: SlackBench;
beforeEach(async () => {
  bench = await openSlackBench({
    settings: { signingSecret: undefined, appToken: 'xapp-1-simulated' },
    acknowledgeWithinMs: 2_000,
  });
  bench.simulated.deliverTo();
  await bench.listener.start();
});
afterEach(() => bench.close());

it('takes messages and commands over a websocket, without any address of its own', async () => {
  bench.desk.answers.command = { kind: 'answer', text: 'Here is help.' };

  const { delivery } = await bench.simulated.says('dana', 'dm', 'I need access');
  await bench.simulated.slashCommand('dana', 'help');

  expect(delivery.acknowledged).toBe(true);
  expect(bench.desk.messages.map(({ text }) => text)).toEqual(['I need access']);
  expect(bench.simulated.messagesSeenBy('dana').at(-1)?.text).toBe('Here is help.');
});

it('does not acknowledge what could not be stored, and takes it when it comes again', async () => {
  bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));

  const { delivery } = await bench.simulated.says('dana', 'dm', 'I need access');

  expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual(['timeout', 200]);
  expect(bench.desk.messages).toHaveLength(1);
});
