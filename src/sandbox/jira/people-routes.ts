import { Router } from 'express';
import type { AccountRecord } from './records.ts';
import { refused } from './refusal.ts';
import { showUser } from './representations.ts';
import { CUSTOM_FIELDS } from './seed.ts';
import { accountById, listIn, projectBy, type SimulatedSite, textIn } from './site.ts';

/** `/rest/api/3`: accounts, permissions, and the fields of the site. */
export function peopleRoutes(site: SimulatedSite): Router {
  const { seed } = site;
  const router = Router();
  router.get('/myself', ({ query }, response) => {
    const me = response.locals['account'] as AccountRecord;
    response.json(showUser(site.url(), me, textIn(query, 'expand')));
  });
  router.get('/user', ({ query }, response) => {
    const account = accountById(seed, textIn(query, 'accountId'));
    if (!account) throw refused(404, 'Specified user does not exist or you do not have required permissions');
    response.json(showUser(site.url(), account, textIn(query, 'expand')));
  });
  router.get('/user/search', ({ query }, response) => {
    const text = textIn(query, 'query').toLowerCase();
    if (text === '') throw refused(400, "The query parameter 'query' was not provided.");
    const found = seed.accounts.filter((account) => account.active && isMeant(account, text));
    response.json(found.slice(0, 50).map((account) => showUser(site.url(), account, '')));
  });
  router.get('/mypermissions', ({ query }, response) => {
    if (!projectBy(seed, textIn(query, 'projectKey')))
      throw refused(404, `No project could be found with key '${textIn(query, 'projectKey')}'.`);
    const permissions = listIn(query, 'permissions').map((key) => [
      key,
      { id: key, key, name: key, type: 'PROJECT', havePermission: !site.withheld.has(key) },
    ]);
    response.json({ permissions: Object.fromEntries(permissions) });
  });
  router.get('/field', (_request, response) => {
    response.json([
      {
        id: 'summary',
        key: 'summary',
        name: 'Summary',
        custom: false,
        schema: { type: 'string', system: 'summary' },
      },
      customField(CUSTOM_FIELDS.organizations, 'Organizations', 'sd-customer-organizations'),
      customField(CUSTOM_FIELDS.requestType, 'Request Type', 'vp-origin'),
    ]);
  });
  return router;
}

/** By the beginning of any word of the name, or of the address; a hidden address as a whole. */
function isMeant({ displayName, emailAddress, hidesEmail }: AccountRecord, text: string): boolean {
  const email = emailAddress.toLowerCase();
  const name = displayName.toLowerCase();
  const byEmail = hidesEmail ? email === text : email.startsWith(text);
  return byEmail || name.startsWith(text) || name.split(/\s+/).some((word) => word.startsWith(text));
}

function customField(id: string, name: string, type: string) {
  const schema = {
    type: 'any',
    custom: `com.atlassian.servicedesk:${type}`,
    customId: Number(id.split('_')[1]),
  };
  return { id, key: id, name, custom: true, schema };
}
