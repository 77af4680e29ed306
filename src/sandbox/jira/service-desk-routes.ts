import { type Request, type Response, Router } from 'express';
import type { AccountRecord, ProjectRecord } from './records.ts';
import { Refusal, serviceRefused } from './refusal.ts';
import { showCustomer, showServiceComment } from './representations.ts';
import { numberIn, type SimulatedSite, textIn } from './site.ts';

const DEFAULT_PAGE = 50;
const MAX_PAGE = 100;

/** `/rest/servicedeskapi`: service desks with their request types and customers, organizations, comments of requests. */
export function serviceDeskRoutes(site: SimulatedSite): Router {
  const { seed, store } = site;
  const router = Router();
  const people = (ids: readonly string[]) => seed.accounts.filter(({ accountId }) => ids.includes(accountId));

  router.get('/servicedesk', (request, response) => {
    answerPage(
      site,
      request,
      response,
      seed.projects.flatMap((project) => showServiceDesk(site.url(), project)),
    );
  });
  router.get('/servicedesk/:id/requesttype', (request, response) => {
    const { serviceDesk } = serviceProject(site, request.params.id);
    const types = (serviceDesk?.requestTypes ?? []).map((type) => ({
      ...type,
      serviceDeskId: serviceDesk?.id,
    }));
    answerPage(site, request, response, types);
  });
  router.get('/servicedesk/:id/customer', (request, response) => {
    refuseUnlessExperimental(request);
    const text = textIn(request.query, 'query').toLowerCase();
    const customers = people(serviceProject(site, request.params.id).customerIds);
    const found = customers.filter((customer) => isMeant(customer, text));
    answerPage(
      site,
      request,
      response,
      found.map((customer) => showCustomer(site.url(), customer)),
    );
  });
  router.get('/organization/:id/user', (request, response) => {
    const organization = seed.organizations.find(({ id }) => id === request.params.id);
    if (!organization)
      throw serviceRefused(404, 'sd.organization.not.found', 'The organization does not exist.');
    const members = people(organization.memberIds).map((member) => showCustomer(site.url(), member));
    answerPage(site, request, response, members);
  });
  router.get('/request/:key/comment/:id', ({ params }, response) => {
    const issue = store.issues.find(({ key, id }) => key === params.key || id === params.key);
    const comment = store.comments.find(({ id, issueId }) => id === params.id && issueId === issue?.id);
    // What has no request type is an issue of the project, and nobody's request.
    if (!issue?.requestType || !comment)
      throw serviceRefused(404, 'sd.request.not.found', 'The request could not be found.');
    response.json(showServiceComment(site.url(), issue, comment));
  });
  return router;
}

function serviceProject({ seed }: SimulatedSite, id: string): ProjectRecord {
  const found = seed.projects.find(({ serviceDesk }) => serviceDesk?.id === id);
  if (!found) throw serviceRefused(404, 'sd.servicedesk.not.found', 'The service desk does not exist.');
  return found;
}

function showServiceDesk(url: string, { id, key, name, serviceDesk }: ProjectRecord) {
  if (!serviceDesk) return [];
  const self = `${url}/rest/servicedeskapi/servicedesk/${serviceDesk.id}`;
  return [{ id: serviceDesk.id, projectId: id, projectName: name, projectKey: key, _links: { self } }];
}

function isMeant({ displayName, emailAddress, active }: AccountRecord, text: string): boolean {
  return active && (displayName.toLowerCase().includes(text) || emailAddress.toLowerCase().includes(text));
}

function refuseUnlessExperimental({ headers }: Request): void {
  if (headers['x-experimentalapi'] === 'opt-in') return;
  throw new Refusal(412, {
    errorMessage: 'This is an experimental API. Please opt in with X-ExperimentalApi.',
  });
}

function answerPage(
  { url }: SimulatedSite,
  { query, originalUrl }: Request,
  response: Response,
  all: readonly unknown[],
): void {
  const start = numberIn(query, 'start', { otherwise: 0, most: all.length });
  const limit = numberIn(query, 'limit', { otherwise: DEFAULT_PAGE, most: MAX_PAGE });
  const values = all.slice(start, start + limit);
  response.json({
    size: values.length,
    start,
    limit,
    isLastPage: start + values.length >= all.length,
    values,
    _links: { base: url(), context: '', self: `${url()}${originalUrl}` },
  });
}
