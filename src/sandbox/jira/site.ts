import type { Request } from 'express';
import type { Clock } from '../../clock.ts';
import type { IssueStore } from './issue-store.ts';
import type { AccountRecord, ProjectRecord } from './records.ts';
import type { Seed } from './seed.ts';
import type { WritePace } from './write-pace.ts';

/** What the routes of a simulated Jira site have in common. */
export interface SimulatedSite {
  seed: Seed;
  store: IssueStore;
  clock: Clock;
  pace: WritePace;
  /** Permissions that the integration's account does not have. */
  withheld: Set<string>;
  /** Its own address. */
  url: () => string;
}

/** The account by that id; undefined when there is none. */
export function accountById({ accounts }: Seed, accountId: string): AccountRecord | undefined {
  return accounts.find((account) => account.accountId === accountId);
}

/** The project by key or id; undefined when there is none. */
export function projectBy({ projects }: Seed, keyOrId: string): ProjectRecord | undefined {
  return projects.find(({ key, id }) => key === keyOrId || id === keyOrId);
}

/** A text of the query; empty when it is not there, or there more than once. */
export function textIn(query: Request['query'], name: string): string {
  const value = query[name];
  return typeof value === 'string' ? value : '';
}

/** The parts of a text of the query that are separated by commas. */
export function listIn(
  query: Request['query'],
  name: string,
  otherwise: readonly string[] = [],
): readonly string[] {
  const text = textIn(query, name);
  return text === '' ? otherwise : text.split(',');
}

/** A whole number of the query, not above the most. */
export function numberIn(
  query: Request['query'],
  name: string,
  { otherwise, most }: { otherwise: number; most: number },
): number {
  const text = textIn(query, name);
  return Math.min(/^\d+$/.test(text) ? Number(text) : otherwise, most);
}
