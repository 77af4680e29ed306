import type { SimulatedTurn } from '../../src/sandbox/openai/index.ts';

export interface MutationOptions {
  /** The same seed gives the same answers. */
  seed: number;
  count: number;
  ids: { user: string; foreign: string; group: string };
}

type SimulatedCall = Extract<SimulatedTurn, { kind: 'calls' }>['calls'][number];
type Random = () => number;
type Json = unknown;

/** A model's answers, each a good one with something wrong in it. */
export function mutations({ seed, count, ids }: MutationOptions): SimulatedTurn[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => distorted(random, pick(random, goodCalls(ids))));
}

/** Mulberry32. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<One>(random: Random, from: readonly [One, ...One[]]): One {
  return from[Math.floor(random() * from.length)] ?? from[0];
}

type GoodCall = { name: string; arguments: Record<string, Json> };

function goodCalls({ user, foreign, group }: MutationOptions['ids']): [GoodCall, ...GoodCall[]] {
  const diagnosis = 'Looked.';
  const plan = (tool: string, given: Record<string, Json>) => ({
    name: 'propose_plan',
    arguments: { diagnosis, steps: [{ tool, arguments: given }] },
  });
  return [
    plan('reset_password', { userId: user }),
    plan('add_to_group', { userId: user, groupId: group }),
    plan('disable_account', { userId: foreign }),
    { name: 'answer', arguments: { diagnosis, text: 'All is well.' } },
    { name: 'ask_requester', arguments: { diagnosis, question: 'Which one?' } },
    { name: 'hand_over', arguments: { diagnosis, reason: 'Please look.' } },
    { name: 'find_user', arguments: { search: 'dana' } },
    { name: 'get_user_access', arguments: { userId: user } },
  ];
}

function distorted(random: Random, good: GoodCall): SimulatedTurn {
  const one = (): SimulatedCall => distortCall(random, good);
  const number = pick(random, [1, 1, 1, 1, 1, 1, 1, 1, 2, 40]);
  return { kind: 'calls', calls: Array.from({ length: number }, one) };
}

function distortCall(random: Random, { name, arguments: given }: GoodCall): SimulatedCall {
  const kind = random();
  if (kind < 0.1) return { name: pick(random, NAMES), arguments: given };
  const json = JSON.stringify(distortValue(random, structuredClone(given)));
  if (kind < 0.7) return { name, arguments: json };
  return { name, arguments: distortText(random, json) };
}

const NAMES = [
  '',
  'reset_password',
  'constructor',
  '__proto__',
  'propose_plan ',
  'PROPOSE_PLAN',
  'x'.repeat(60),
] as const;

const VALUES = [
  null,
  true,
  -1,
  1e308,
  '',
  '\u0000',
  '\ud800',
  '🙈'.repeat(500),
  [],
  {},
  [[[[]]]],
  { $ne: null },
  "'; DROP TABLE users; --",
  { toString: 1 },
  'x'.repeat(20_000),
] as const satisfies readonly [Json, ...Json[]];

/** Replaces, removes, adds, or doubles something at a random depth. */
function distortValue(random: Random, value: Json): Json {
  if (typeof value !== 'object' || value === null || random() < 0.15) return pick(random, VALUES);
  if (Array.isArray(value)) {
    const items: Json[] = value;
    return random() < 0.3 ? [...items, ...items, ...items] : items.map((item) => distortValue(random, item));
  }
  const entries = Object.entries(value);
  const at = Math.floor(random() * entries.length);
  const key = entries[at]?.[0] ?? '';
  const how = random();
  if (how < 0.2) return Object.fromEntries(entries.filter(([name]) => name !== key));
  if (how < 0.4) return Object.fromEntries([...entries, [pick(random, KEYS), pick(random, VALUES)]]);
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === key ? distortValue(random, inner) : inner]),
  );
}

const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toJSON',
  'then',
  'approved',
  'policy',
  '$where',
] as const;

/** Cuts, doubles or garbles the text itself. */
function distortText(random: Random, text: string): string {
  const at = Math.floor(random() * text.length);
  return pick(random, [
    text.slice(0, at),
    `${text}${text}`,
    `${text.slice(0, at)}\u0000${text.slice(at + 1)}`,
    `${'['.repeat(5_000)}${text}`,
    `{"__proto__":${text}}`,
    text.replace('{', '{"steps":[],'),
    '',
    'undefined',
  ]);
}
