import { z } from 'zod';
import { parseJql } from './jql.ts';
import type { AccountRecord } from './records.ts';
import { badJql } from './refusal.ts';
import { showIssue } from './representations.ts';
import type { SimulatedSite } from './site.ts';

/** Jira gives no more at once where more than ids are asked for. */
const MAX_PAGE = 100;

const SearchBody = z.strictObject({
  jql: z.string().default(''),
  maxResults: z.number().int().positive().default(50),
  fields: z.array(z.string()).default(['id']),
  properties: z.array(z.string()).max(5).default([]),
  nextPageToken: z.string().optional(),
});

/** What `POST /search/jql` answers: a page, and a token for the next where there is one. */
export function searchIssues(site: SimulatedSite, given: unknown, { accountId }: AccountRecord) {
  const read = SearchBody.safeParse(given);
  if (!read.success)
    throw badJql('Invalid request payload. Refer to the REST API documentation and try again.');
  const { jql, fields, properties, maxResults, nextPageToken } = read.data;
  const projectKeys = site.seed.projects.map(({ key }) => key);
  const { matches, compare } = parseJql(jql, { now: site.clock.now(), accountId, projectKeys });
  const start = nextPageToken === undefined ? 0 : offsetIn(nextPageToken, jql);
  const found = site.store.issues.filter(matches).toSorted(compare);
  const end = start + Math.min(maxResults, MAX_PAGE);
  const isLast = end >= found.length;
  return {
    issues: found.slice(start, end).map((issue) => showIssue(site.url(), issue, { fields, properties })),
    isLast,
    ...(!isLast && { nextPageToken: tokenFor(end, jql) }),
  };
}

function tokenFor(offset: number, jql: string): string {
  return Buffer.from(JSON.stringify({ offset, jql })).toString('base64url');
}

function offsetIn(token: string, jql: string): number {
  const Token = z.object({ offset: z.number().int(), jql: z.literal(jql) });
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString())).offset;
  } catch {
    throw badJql('The provided next page token is invalid or expired.');
  }
}
