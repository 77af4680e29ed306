import { Router } from 'express';
import { z } from 'zod';
import { openIssue } from './new-issue.ts';
import type { AccountRecord, IssueRecord, ProjectRecord, StatusRecord } from './records.ts';
import { refused, wrongField } from './refusal.ts';
import { showIssue, showStatus } from './representations.ts';
import { searchIssues } from './search.ts';
import { listIn, type SimulatedSite } from './site.ts';

const TransitionBody = z.object({
  transition: z.object({ id: z.string() }),
  fields: z
    .object({ resolution: z.object({ name: z.string() }) })
    .partial()
    .default({}),
});

const RESOLUTIONS = ['Done', "Won't Do"];

/** `/rest/api/3`: issues, their transitions, and the search for them. */
export function issueRoutes(site: SimulatedSite): Router {
  const { store, pace } = site;
  const router = Router();
  router.post('/issue', ({ body }, response) => {
    const issue = openIssue(site, body, response.locals['account'] as AccountRecord);
    const { id, key } = issue;
    response.status(201).json({ id, key, self: `${site.url()}/rest/api/3/issue/${id}` });
  });
  router.get('/issue/:key', ({ params, query }, response) => {
    const fields = listIn(query, 'fields', ['*all']);
    const properties = listIn(query, 'properties');
    response.json(showIssue(site.url(), store.issue(params.key), { fields, properties }));
  });
  router.get('/issue/:key/transitions', ({ params, query }, response) => {
    const { project, status } = store.issue(params.key);
    const withFields = listIn(query, 'expand').includes('transitions.fields');
    const transitions = project.statuses
      .filter(({ id }) => id !== status.id)
      .map((to) => showTransition(site.url(), project, to, withFields));
    response.json({ expand: 'transitions', transitions });
  });
  router.post('/issue/:key/transitions', ({ params, body }, response) => {
    const issue = store.issue(params.key);
    pace.count(issue.id);
    takeTransition(site, issue, body, response.locals['account'] as AccountRecord);
    response.status(204).end();
  });
  router.post('/search/jql', ({ body }, response) => {
    response.json(searchIssues(site, body, response.locals['account'] as AccountRecord));
  });
  return router;
}

/** Service projects ask for a resolution on the way to `Resolved`. */
function showTransition(url: string, project: ProjectRecord, to: StatusRecord, withFields: boolean) {
  const asks = asksForResolution(project, to);
  return {
    id: `${to.id}1`,
    name: `To ${to.name}`,
    to: showStatus(url, to),
    hasScreen: asks,
    isGlobal: true,
    isInitial: false,
    isConditional: false,
    ...(withFields && {
      fields: asks
        ? {
            resolution: {
              required: true,
              hasDefaultValue: false,
              schema: { type: 'resolution', system: 'resolution' },
              name: 'Resolution',
              key: 'resolution',
              operations: ['set'],
              allowedValues: RESOLUTIONS.map((name) => ({ name })),
            },
          }
        : {},
    }),
  };
}

function asksForResolution({ typeKey }: ProjectRecord, { name }: StatusRecord): boolean {
  return typeKey === 'service_desk' && name === 'Resolved';
}

function takeTransition(
  { store }: SimulatedSite,
  issue: IssueRecord,
  body: unknown,
  by: AccountRecord,
): void {
  const read = TransitionBody.safeParse(body);
  if (!read.success) throw refused(400, "Missing 'transition' identifier");
  const { transition, fields } = read.data;
  const to = issue.project.statuses.find(({ id }) => `${id}1` === transition.id && id !== issue.status.id);
  if (!to) throw refused(400, 'It seems that you have tried to perform an illegal workflow operation.');
  const resolution = fields.resolution?.name;
  const asked = asksForResolution(issue.project, to);
  if (asked && !RESOLUTIONS.includes(resolution ?? ''))
    throw wrongField('resolution', 'Resolution is required.');
  if (!asked && resolution !== undefined)
    throw wrongField(
      'resolution',
      "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown.",
    );
  store.setStatus(issue, to, by, to.category === 'done' ? (resolution ?? 'Done') : undefined);
}
