import { Router } from 'express';
import { z } from 'zod';
import { readDocument } from './adf.ts';
import type { AccountRecord } from './records.ts';
import { wrongField } from './refusal.ts';
import { showComment } from './representations.ts';
import { ROLES } from './seed.ts';
import { listIn, numberIn, type SimulatedSite } from './site.ts';

const MAX_PAGE = 100;

const NewComment = z.object({
  body: z.unknown(),
  properties: z.array(z.object({ key: z.string().min(1).max(255), value: z.unknown() })).default([]),
  visibility: z.object({ type: z.literal('role'), value: z.string() }).optional(),
});

/** `/rest/api/3/issue/{key}/comment` */
export function commentRoutes(site: SimulatedSite): Router {
  const { store, pace } = site;
  const router = Router();
  router.get('/issue/:key/comment', ({ params, query }, response) => {
    const issue = store.issue(params.key);
    const all = store.commentsOn(issue);
    const ordered = query['orderBy'] === '-created' ? all.toReversed() : all;
    const startAt = numberIn(query, 'startAt', { otherwise: 0, most: all.length });
    const maxResults = numberIn(query, 'maxResults', { otherwise: MAX_PAGE, most: MAX_PAGE });
    const withProperties = listIn(query, 'expand').includes('properties');
    const comments = ordered
      .slice(startAt, startAt + maxResults)
      .map((comment) => showComment(site.url(), issue, comment, { withProperties }));
    response.json({ startAt, maxResults, total: all.length, comments });
  });
  router.post('/issue/:key/comment', ({ params, body }, response) => {
    const issue = store.issue(params.key);
    pace.count(issue.id);
    const given = NewComment.safeParse(body).data;
    const document = readDocument(given?.body);
    if (!given || !document) throw wrongField('comment', 'Comment body is not valid!');
    const role = given.visibility?.value;
    if (role !== undefined && !ROLES.includes(role))
      throw wrongField('commentLevel', `Role: ${role} does not exist.`);
    const comment = store.addComment(issue, {
      author: response.locals['account'] as AccountRecord,
      body: document,
      properties: new Map(given.properties.map(({ key, value }) => [key, value])),
      role,
    });
    response.status(201).json(showComment(site.url(), issue, comment, { withProperties: false }));
  });
  router.get('/issue/:key/comment/:id', ({ params }, response) => {
    const issue = store.issue(params.key);
    response.json(showComment(site.url(), issue, store.comment(params.id), { withProperties: false }));
  });
  return router;
}
