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
  const found = await findClient(clients, word);
  return found.kind === 'found' ? found.client.id : found.text;
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

  it('is not guessed among several: they are listed', async () => {
    expect(await find('lake')).toBe('Several clients match “lake”:\n• Lakeside Dental\n• Lakeside');
    expect(await find('Lakeside', [named('a', 'Lakeside'), named('b', 'LAKESIDE')])).toMatch(/^Several/);
  });

  it.each(['dental', 'x', ''])('is none by %j, and the clients are listed', async (word) => {
    expect(await find(word)).toMatch(
      /^I know no client .*\n• Lakeside Dental\n• Lakeside\n• Brightfield Law$/,
    );
  });

  it('is none by no word at all, even where there is only one', async () => {
    expect(await find('', [named('lakeside', 'Lakeside Dental')])).toMatch(/^I know no client/);
  });
});
