import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberingLogger } from '../../../test/support/desk.ts';
import {
  DANA,
  LINE,
  openVoiceBench,
  type VoiceBench,
  type VoiceBenchOptions,
} from '../../../test/support/voice-bench.ts';
import type { PhoneCall } from '../../sandbox/twilio/index.ts';
import { PATHS } from './index.ts';

const NEED = 'I need access to the finance share';
const STRANGER = '+15555557777';

let bench: VoiceBench;
const open = async (options?: VoiceBenchOptions) => {
  bench = await openVoiceBench(options);
  return bench;
};
beforeEach(() => open());
afterEach(async () => {
  expect(bench.simulated.alerts, 'what Twilio’s debugger shows').toEqual([]);
  await bench.close();
});

const stored = () => bench.calls.all();

/** Dana calls Lakeside, and says what she needs. */
async function danaAsks(): Promise<PhoneCall> {
  const call = await bench.simulated.dials('dana', LINE);
  await call.says(NEED);
  return call;
}

describe('texts that come in', () => {
  it('of a number on file are handed to the desk, and its answer is sent back', async () => {
    bench.desk.answers.receipt = { kind: 'answered', sentence: 'Thank you. I am going on.' };
    await bench.simulated.texts('dana', LINE, '123 456');

    expect(bench.desk.messages).toMatchObject([
      {
        from: { provider: 'phone', tenant: 'phone', user: DANA },
        clientId: 'lakeside',
        conversation: { surface: 'voice', tenant: LINE, conversation: DANA },
        continuesOnly: true,
        text: '123 456',
      },
    ]);
    await bench.settled();
    expect(bench.simulated.messagesTo('dana').map(({ body }) => body)).toEqual(['Thank you. I am going on.']);
  });

  it('that belong to nothing are told so once, not every time', async () => {
    bench.desk.answers.receipt = { kind: 'ignored' };
    for (const text of ['Hello', 'Is anybody there?', 'Hello?'])
      await bench.simulated.texts('dana', LINE, text);
    await bench.settled();

    expect(bench.simulated.messagesTo('dana').map(({ body }) => body)).toEqual([
      expect.stringMatching(/only answer what you were asked.*please call/),
    ]);
  });

  it('are told it in the client’s language', async () => {
    const [lakeside] = bench.clients;
    if (lakeside) lakeside.language = 'es';
    bench.desk.answers.receipt = { kind: 'ignored' };
    await bench.simulated.texts('dana', LINE, 'Hola');
    await bench.settled();

    expect(bench.simulated.messagesTo('dana').map(({ body }) => body)).toEqual([
      expect.stringMatching(/^Los mensajes a este número/),
    ]);
  });

  it('of other numbers reach nobody, and are not answered', async () => {
    await bench.simulated.texts(STRANGER, LINE, '123456');
    await bench.settled();

    expect(bench.desk.messages).toEqual([]);
    expect(bench.simulated.messagesTo(STRANGER)).toEqual([]);
  });
});

describe('what is kept of a call', () => {
  it('is nothing of what was said, once it is over', async () => {
    const call = await danaAsks();
    expect(JSON.stringify(stored())).toContain('finance');
    await call.presses('1');

    expect(JSON.stringify(stored())).not.toContain('finance');
  });

  it('is nothing of it either where Twilio does not say when a call is over', async () => {
    const { simulated, appUrl } = bench;
    simulated.deliverTo({ voiceUrl: `${appUrl}${PATHS.incomingCall}`, reachedAt: appUrl });
    const call = await danaAsks();
    await call.presses('1');

    expect(stored()[0]).not.toHaveProperty('endedAt');
    expect(stored()[0]?.dialogue).toMatchObject({ at: 'taken' });
    expect(stored()[0]?.dialogue.said).toEqual({});
  });

  it('is every line, where that is configured', async () => {
    await bench.close();
    await open({ settings: { transcripts: 'all' } });
    const call = await danaAsks();
    await call.presses('1');

    expect(stored()[0]?.transcript.map(({ who, text }) => `${who}: ${text}`)).toEqual([
      expect.stringMatching(/^agent: Hello.*what you need/),
      `caller: ${NEED}`,
      expect.stringMatching(/^agent: You asked: I need access/),
      'caller: 1',
      expect.stringMatching(/^agent: Thank you/),
    ]);
    expect(stored()[0]?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  });

  it('is not in the log: no words, and two digits of a number', async () => {
    const { logger, lines } = rememberingLogger();
    await bench.close();
    await open({ logger });
    const call = await danaAsks();
    await call.presses('1');
    await bench.simulated.texts(STRANGER, LINE, 'the finance share');
    await bench.settled();

    const log = lines.join('');
    expect(log).toContain('a call was taken to the desk');
    expect(log).not.toMatch(/finance|\+1555/);
    expect(log).toContain('…77');
  });
});
