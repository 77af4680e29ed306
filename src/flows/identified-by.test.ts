import { describe, expect, it } from 'vitest';
import { minutesAfter, NOW, sampleMessage, sampleRequest } from '../models/mongoose/samples.fixture.ts';
import type { Identification, Requester } from '../models/request.ts';
import { askedBy, identifiedBy, isKnownByNumberAlone, isSureWhoAsks } from './identified-by.ts';

const requester = (identification?: Identification): Requester => ({
  identity: { provider: 'phone', tenant: 'phone', user: '+15555550501' },
  name: 'Dana Diaz',
  ...(identification ? { identification } : {}),
});
const confirmed = { by: 'slack', at: NOW } as const;

describe('how a caller was identified', () => {
  it.each<[Identification, string]>([
    [
      { how: 'number_on_file' },
      'By phone, from the number on file; not confirmed, and a number or a name can be made up',
    ],
    [
      { how: 'number_on_file', confirmed },
      'By phone, from the number on file; confirmed with a code in Slack',
    ],
    [
      {
        how: 'said_name',
        saidName: 'Dana\nDiaz',
        calledFrom: '+15555557777',
        confirmed: { ...confirmed, by: 'teams' },
      },
      'By phone, by the name “Dana Diaz”, from +15555557777, which is not on file; confirmed with a code in Teams',
    ],
    [
      { how: 'said_name' },
      'By phone, without a name, the number withheld; not confirmed, and a number or a name can be made up',
    ],
  ])('is said in plain words', (identification, words) => {
    expect(identifiedBy(requester(identification))).toBe(words);
  });

  it('is not said of whoever wrote from their account', () => {
    expect(identifiedBy(requester())).toBeUndefined();
    expect(askedBy(requester())).toBe('Dana Diaz');
    expect(askedBy(requester({ how: 'number_on_file' }))).toBe('Dana Diaz (a caller, not confirmed)');
    expect(askedBy(requester({ how: 'number_on_file', confirmed }))).toBe('Dana Diaz');
  });
});

describe('who asks is sure', () => {
  const said = (minutes: number) => sampleMessage({ at: minutesAfter(minutes) });
  const sure = (identification: Identification | undefined, ...messages: ReturnType<typeof said>[]) =>
    isSureWhoAsks(sampleRequest({ requester: requester(identification), messages }));

  it('always for an account', () => {
    expect(sure(undefined, said(0), said(5))).toBe(true);
  });

  it('for a caller once they have confirmed it, and for what had been said by then', () => {
    expect(sure({ how: 'number_on_file' }, said(0))).toBe(false);
    const identification: Identification = {
      how: 'said_name',
      confirmed: { by: 'slack', at: minutesAfter(2) },
    };
    expect(sure(identification, said(0), said(2))).toBe(true);
    expect(sure(identification, said(0), said(3))).toBe(false);
    expect(sure(identification, said(0), sampleMessage({ from: 'agent', at: minutesAfter(3) }))).toBe(true);
  });

  it('not quite, when a text alone has confirmed it', () => {
    expect(
      isKnownByNumberAlone(requester({ how: 'number_on_file', confirmed: { by: 'voice', at: NOW } })),
    ).toBe(true);
    expect(isKnownByNumberAlone(requester({ how: 'number_on_file', confirmed }))).toBe(false);
    expect(isKnownByNumberAlone(requester())).toBe(false);
  });
});
