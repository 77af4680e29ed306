import { describe, expect, it } from 'vitest';
import { sampleClient } from '../../models/mongoose/samples.fixture.ts';
import type { ClientStore } from '../../models/stores.ts';
import { findClient } from './find-client.ts';

const named = (id: string, name: string) => sampleClient({ id, name });

async function find(
  word: string,
  all = [
    named('lakeside', 'Lakeside Dental'),
    named('lake2', 'Lakeside'),
    named('bright', 'Brightfield Law'),
  ],
) {
  const unexpected = () => Promise.reject(new Error('nobody should have called this'));
  const clients: ClientStore = {
    all: async () => all,
    find: unexpected,
    bySlackTeam: unexpected,
    byEntraTenant: unexpected,
    byPsaCompany: unexpected,
    byVoiceNumber: unexpected,
    insert: unexpected,
    save: unexpected,
    setMode: unexpected,
  };
  const found = await findClient(clients, word, { words: ['mode', word, 'plan'] });
  if (found.kind === 'found') return found.client.id;
  if (found.answer.kind === 'form') return expect.fail('a form');
  return { text: found.answer.text, taps: found.answer.choices?.map(({ command }) => command) };
}

describe('a client by what people call it', () => {
  it.each([
    ['bright', 'bright'],
    ['BRIGHTFIELD LAW', 'bright'],
    ['bri', 'bright'],
    ['Lakeside Dental', 'lakeside'],
    ['lakeside d', 'lakeside'],
    ['lake2', 'lake2'],
  ])('is found by %j', async (word, id) => {
    expect(await find(word)).toBe(id);
  });

  it('is the one whose id was tapped, whatever others are called', async () => {
    const all = [named('lakeside', 'Lakeside Dental'), named('Lakeside', 'Lake'), named('lake2', 'Lakeside')];
    for (const { id } of all) expect(await find(id, all)).toBe(id);
    expect(await find('LAKESIDE', all)).toMatchObject({
      taps: ['mode lakeside plan', 'mode Lakeside plan', 'mode lake2 plan'],
    });
  });

  it('is not guessed among several: they can be tapped', async () => {
    expect(await find('lake')).toEqual({
      text: 'Several clients match “lake”. Which one?\n• Lakeside Dental\n• Lakeside',
      taps: ['mode lakeside plan', 'mode lake2 plan'],
    });
    expect(await find('Lakeside', [named('a', 'Lakeside'), named('b', 'LAKESIDE')])).toMatchObject({
      taps: ['mode a plan', 'mode b plan'],
    });
  });

  it.each(['dental', 'x'])('is none by %j, and the clients are offered', async (word) => {
    expect(await find(word)).toEqual({
      text: `I know no client “${word}”. There are:\n• Lakeside Dental\n• Lakeside\n• Brightfield Law`,
      taps: ['mode lakeside plan', 'mode lake2 plan', 'mode bright plan'],
    });
  });

  it.each(['lakesied', 'Lakeside Dentl'])('is offered for %j, which is spelled alike', async (word) => {
    expect(await find(word)).toMatchObject({
      text: expect.stringMatching(/^I know no client “.*”. Did you mean:\n• Lakeside/u),
    });
  });

  it('is none by no word at all, even where there is only one', async () => {
    expect(await find('', [named('lakeside', 'Lakeside Dental')])).toMatchObject({
      text: expect.stringMatching(/^I know no client/u),
    });
  });
});
