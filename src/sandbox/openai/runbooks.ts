import { z } from 'zod';
import type { Looking } from './looking.ts';
import type { Asked } from './scenario.ts';
import { thingsIn } from './wording.ts';

const Found = z.object({ runbooks: z.array(z.object({ runbookId: z.string(), title: z.string() })) });

/** The two best: one may be out of date. */
const MOST_READ = 2;

/**
 * Looks for what the client has written down about it, and reads it before anything is concluded. It shapes nothing that
 * this model proposes: what it reads is to be seen in the evidence.
 */
export function readRunbooks(scenario: string, { text }: Asked, looking: Looking): void {
  const words = thingsIn(text).join(' ') || scenario;
  looking.besides('search_runbooks', { words: words.slice(0, 200) });
  const found = Found.safeParse(looking.sawBesides('search_runbooks')).data?.runbooks ?? [];
  // Two systems often have the same runbook.
  const byTitle = new Map(found.toReversed().map((one) => [one.title, one]));
  for (const { runbookId } of [...byTitle.values()].toReversed().slice(0, MOST_READ))
    looking.besides('read_runbook', { runbookId });
}
