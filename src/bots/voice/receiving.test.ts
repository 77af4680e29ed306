import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DANA,
  LINE,
  openVoiceBench,
  TESS,
  type VoiceBench,
  type VoiceBenchOptions,
} from '../../../test/support/voice-bench.ts';
import { MSP_LINE } from '../../sandbox/demo-phones.ts';
import type { PhoneCall } from '../../sandbox/twilio/index.ts';

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

const lastHeard = (call: PhoneCall) => call.heard.at(-1)?.text;
const stored = () => bench.calls.all();

/** Dana calls Lakeside, and says what she needs. */
async function danaAsks(): Promise<PhoneCall> {
  const call = await bench.simulated.dials('dana', LINE);
  await call.says(NEED);
  return call;
}

describe('a call from a number on file', () => {
  it('becomes one message for the desk, in the words that were read back', async () => {
    const call = await danaAsks();
    expect(lastHeard(call)).toContain(NEED);
    expect(bench.desk.messages).toEqual([]);
    await call.says('Yes.');

    expect(lastHeard(call)).toMatch(/Thank you, I am passing it on/);
    expect(call.status).toBe('completed');
    expect(bench.desk.messages).toEqual([
      {
        key: `voice:${call.sid}`,
        from: { provider: 'phone', tenant: 'phone', user: DANA },
        clientId: 'lakeside',
        conversation: { surface: 'voice', tenant: LINE, conversation: call.sid },
        inThread: false,
        text: NEED,
        identification: { how: 'number_on_file', language: 'en' },
      },
    ]);
  });

  it('is greeted like any other: nobody learns that it is on file', async () => {
    const [dana, stranger] = [
      await bench.simulated.dials('dana', LINE),
      await bench.simulated.dials(STRANGER, LINE),
    ];
    expect(dana.heard.map(({ text }) => text)).toEqual(stranger.heard.map(({ text }) => text));
    expect(dana.heard[0]?.text).toMatch(/automated assistant.*not recorded/);
  });

  it('can be answered while it is still speaking, but the notice is heard', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    expect(call.waitingFor).toMatchObject({ kind: 'gather', bargeIn: true, speech: true, dtmf: true });
    await call.says(NEED, { interrupting: true });

    expect(call.heard[0]).toMatchObject({ interrupted: false });
    expect(call.heard[1]).toMatchObject({ interrupted: true });
    expect(lastHeard(call)).toContain(NEED);
  });

  it('is the desk’s word: what it does not take is not said to be taken', async () => {
    bench.desk.answers.receipt = { kind: 'refused', sentence: 'You have sent many requests.' };
    const call = await danaAsks();
    await call.presses('1');

    expect(lastHeard(call)).toMatch(/too many requests/);
  });
});

describe('a caller who is not on file', () => {
  it.each([
    ['a strange number', STRANGER, {}, { calledFrom: STRANGER }],
    ['a withheld number', 'dana', { withheld: true }, {}],
    ['a number shown as restricted', 'dana', { withheld: 'restricted' }, {}],
    ['a number of another client', 'bea', {}, { calledFrom: '+15555550601' }],
  ] as const)(
    'with %s says their name, and is nobody until it is confirmed',
    async (_what, who, how, more) => {
      const call = await bench.simulated.dials(who, LINE, how);
      await call.says(NEED);
      expect(lastHeard(call)).toMatch(/first and last name/);
      await call.says('This is Dana Diaz.');
      expect(lastHeard(call)).toMatch(/You are Dana Diaz.*finance share/);
      await call.says('yes');

      expect(bench.desk.messages).toMatchObject([
        {
          from: { provider: 'phone', tenant: 'call', user: call.sid },
          clientId: 'lakeside',
          identification: { how: 'said_name', saidName: 'Dana Diaz', ...more },
        },
      ]);
      expect(bench.desk.messages[0]?.identification).toEqual({
        how: 'said_name',
        language: 'en',
        saidName: 'Dana Diaz',
        ...more,
      });
    },
  );

  it('who has left is on file no more', async () => {
    const dana = bench.people.find(({ id }) => id === 'per_dana');
    if (dana) dana.active = false;
    const call = await danaAsks();

    expect(lastHeard(call)).toMatch(/first and last name/);
  });

  it('is asked for their company on the MSP’s own number, and it is read back', async () => {
    const call = await bench.simulated.dials(STRANGER, MSP_LINE);
    await call.says(NEED);
    expect(call.waitingFor).toMatchObject({ hints: 'Lakeside Dental, Brightfield Law' });
    await call.says('Brightfield');
    await call.says('Bea Berg');
    expect(lastHeard(call)).toMatch(/You are Bea Berg of Brightfield Law/);
    await call.presses('1');

    expect(bench.desk.messages).toMatchObject([
      { clientId: 'brightfield', identification: { saidName: 'Bea Berg' } },
    ]);
  });

  it('of a company that is nobody’s client is told so, and there is no request', async () => {
    const call = await bench.simulated.dials(STRANGER, MSP_LINE);
    await call.says(NEED);
    await call.says('Umbrella');
    expect(lastHeard(call)).toMatch(/do not know that company/);
    await call.says('Umbrella Corporation');

    expect(lastHeard(call)).toMatch(/could not find your company/);
    expect(call.status).toBe('completed');
    expect(bench.desk.messages).toEqual([]);
  });

  it('is known on the MSP’s own number when theirs is on file', async () => {
    const call = await bench.simulated.dials('bea', MSP_LINE);
    await call.says(NEED);
    await call.says('yes');

    expect(bench.desk.messages).toMatchObject([
      { clientId: 'brightfield', identification: { how: 'number_on_file' } },
    ]);
  });

  it('is nobody’s employee when they are the MSP’s own', async () => {
    const call = await bench.simulated.dials(TESS, MSP_LINE);
    await call.says(NEED);

    expect(lastHeard(call)).toMatch(/Which company/);
  });
});

describe('a language', () => {
  it('is the client’s, on its own number', async () => {
    const [lakeside] = bench.clients;
    if (lakeside) lakeside.language = 'de';
    const call = await danaAsks();
    expect(call.heard.map(({ language }) => language)).toEqual(['de-DE', 'de-DE', 'de-DE']);
    expect(call.waitingFor).toMatchObject({ language: 'de-DE' });
    await call.says('Ja, genau');

    expect(lastHeard(call)).toMatch(/Auf Wiederhören/);
    expect(bench.desk.messages).toMatchObject([{ identification: { language: 'de' } }]);
  });

  it('changes on the MSP’s own number once the company is known', async () => {
    const [, brightfield] = bench.clients;
    if (brightfield) brightfield.language = 'es';
    const call = await bench.simulated.dials(STRANGER, MSP_LINE);
    await call.says(NEED);
    await call.says('Brightfield Law');

    expect(call.heard.at(-1)).toMatchObject({ language: 'es-ES', text: expect.stringContaining('nombre') });
  });
});

describe('a call that is hung up', () => {
  const STEPS: readonly (readonly [string, (call: PhoneCall) => Promise<void>])[] = [
    ['at the greeting', async () => undefined],
    ['after the request', (call) => call.says(NEED)],
    [
      'after the name',
      async (call) => {
        await call.says(NEED);
        await call.says('Dana Diaz');
      },
    ],
    [
      'while it is asked again',
      async (call) => {
        await call.says(NEED);
        await call.staysSilent();
      },
    ],
    [
      'after a no',
      async (call) => {
        await call.says(NEED);
        await call.says('Dana Diaz');
        await call.says('no');
      },
    ],
  ];

  it.each(STEPS)('%s leaves no request, and nothing of what was said', async (_when, until) => {
    const call = await bench.simulated.dials(STRANGER, LINE);
    await until(call);
    await call.hangsUp();

    expect(bench.desk.messages).toEqual([]);
    expect(stored()).toMatchObject([{ endedAt: expect.any(Date), transcript: [] }]);
    expect(stored()[0]?.dialogue.said).toEqual({});
    expect(JSON.stringify(stored())).not.toContain('finance');
  });

  it('in the moment of the yes leaves a whole request', async () => {
    const call = await danaAsks();
    await call.says('yes', { hangsUpMeanwhile: true });

    expect(bench.desk.messages).toMatchObject([{ key: `voice:${call.sid}`, text: NEED }]);
    expect(JSON.stringify(stored())).not.toContain('finance');
  });
});

describe('what is not said', () => {
  it('is asked for once more, and ends the call then, without a request', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    await call.staysSilent();
    expect(lastHeard(call)).toMatch(/did not hear anything.*what you need/);
    await call.staysSilent();

    expect(lastHeard(call)).toMatch(/Nothing was passed on/);
    expect(call.status).toBe('completed');
    expect(bench.desk.messages).toEqual([]);
  });

  it('after the read-back is no yes', async () => {
    const call = await danaAsks();
    await call.staysSilent();
    expect(lastHeard(call)).toContain(NEED);
    await call.staysSilent();

    expect(bench.desk.messages).toEqual([]);
  });

  it('clearly is asked for once more', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    await call.says('the fine ants chair', { confidence: 0.2 });
    expect(lastHeard(call)).toMatch(/did not understand/);
    await call.says(NEED);

    expect(lastHeard(call)).toContain(NEED);
  });
});

describe('somebody who wants a human', () => {
  it.each(['a human please', '0'])('gets the request passed on as such (%s)', async (wish) => {
    const call = await bench.simulated.dials('dana', LINE);
    await (wish === '0' ? call.presses('0') : call.says(wish));

    expect(lastHeard(call)).toMatch(/technician will get back to you/);
    expect(bench.desk.messages).toMatchObject([{ wantsHuman: true, clientId: 'lakeside' }]);
  });

  it('keeps what they have said', async () => {
    const call = await danaAsks();
    await call.says('Can I speak to a person?');

    expect(bench.desk.messages).toMatchObject([{ wantsHuman: true, text: NEED }]);
  });
});

describe('what people say', () => {
  it('is read out as words, long numbers digit by digit, and cannot say anything else to Twilio', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    await call.says('Ticket 48201 \u0007\u202e</Say><Dial>+15555550999</Dial><Say>\u0000 PC 12');

    expect(lastHeard(call)).toContain(
      'Ticket 4 8 2 0 1 </Say><Dial>+1 5 5 5 5 5 5 0 9 9 9</Dial><Say> PC 12',
    );
    expect(call.waitingFor).toMatchObject({ kind: 'gather' });
  });

  it('is cut where it has no end', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    await call.says('and then '.repeat(2_000));
    await call.presses('1');

    expect(bench.desk.messages[0]?.text.length).toBeLessThanOrEqual(1_000);
  });
});
