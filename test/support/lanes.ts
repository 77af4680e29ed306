import PQueue from 'p-queue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ending } from './ending.ts';
import { type Lane, openLane, play, type Story } from './journey.ts';
import type { Moment } from './moments.ts';
import { TIMEOUT_MS } from './patience.ts';

/** Moments at which a process dies, each with the words of its test. */
export type Steps = readonly (readonly [string, Moment])[];

/** Worlds with a process each, in which stories of one test file are played side by side. */
export interface Lanes {
  /** Once nobody plays any more. */
  allIdle: () => Promise<readonly Lane[]>;
  /** Uses a lane that is free. */
  inLane: <Result>(use: (lane: Lane) => Promise<Result>) => Promise<Result>;
  /** Plays a story once without a crash, and then once with a crash at each step: nobody may be able to tell. */
  survives: (story: Story, ends: Partial<Ending>, steps: Steps) => void;
}

/** Opens so many lanes before the tests of this file, and closes them after. */
export function openLanes(count: number): Lanes {
  const lanes: Lane[] = [];
  const turns = new PQueue({ concurrency: count });
  beforeAll(async () => {
    lanes.push(...(await Promise.all(Array.from({ length: count }, openLane))));
  }, TIMEOUT_MS);
  afterAll(() => Promise.all(lanes.map(({ world }) => world.close())));

  const inLane: Lanes['inLane'] = (use) =>
    turns.add(async () => {
      const lane = lanes.pop();
      if (!lane) throw new Error('there is no free lane');
      return use(lane).finally(() => lanes.push(lane));
    });
  return {
    inLane,
    async allIdle() {
      await turns.onIdle();
      return lanes;
    },
    survives(story, ends, steps) {
      let uninterrupted: Ending;
      beforeAll(async () => {
        uninterrupted = await inLane((lane) => play(lane, story));
        expect(uninterrupted).toMatchObject({ ...ends, owed: [] });
      }, TIMEOUT_MS);

      it.each(steps)('ends as it would have when the process dies %s', async (_when, moment) => {
        expect(await inLane((lane) => play(lane, story, moment))).toEqual(uninterrupted);
      });
    },
  };
}
