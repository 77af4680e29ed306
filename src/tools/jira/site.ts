import { MINUTE_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { remember } from '../../remember.ts';
import type { JiraApi } from './api.ts';
import type { RequestTypeRecord, ServiceDeskRecord } from './schema.ts';

/** Admins rarely change how a site is set up. */
const REMEMBERED_MS = 10 * MINUTE_MS;

/** Fields that every site has under an id and a name of its own; known by their type. */
const FIELD_TYPES = {
  requestType: 'com.atlassian.servicedesk:vp-origin',
  organizations: 'com.atlassian.servicedesk:sd-customer-organizations',
} as const;

/** How a Jira site is set up, looked up when needed and kept for a while. Throws `CountersignError`. */
export interface Site {
  /** Id of a custom field: `customfield_10010`. Throws `bad_configuration` when the site has none of this type. */
  fieldId(field: keyof typeof FIELD_TYPES): Promise<string>;
  serviceDesks(): Promise<readonly ServiceDeskRecord[]>;
  /** The service desk of a project; undefined for a project that is none of Jira Service Management. */
  serviceDeskOf(projectKey: string): Promise<ServiceDeskRecord | undefined>;
  /** The request type of that name; throws `bad_configuration` when the service desk has none. */
  requestType(serviceDeskId: string, name: string): Promise<RequestTypeRecord>;
}

/** The site behind this API. */
export function createSite(api: JiraApi): Site {
  const fields = remember(() => api.fields(), { ttlMs: REMEMBERED_MS });
  const serviceDesks = remember(() => api.serviceDesks(), { ttlMs: REMEMBERED_MS });
  const requestTypes = remember((serviceDeskId: string) => api.requestTypes(serviceDeskId), {
    ttlMs: REMEMBERED_MS,
  });
  return {
    async fieldId(field) {
      const found = (await fields('all')).find(({ type }) => type === FIELD_TYPES[field]);
      if (found) return found.id;
      throw badConfiguration(`the site has no field of the type ${FIELD_TYPES[field]}`);
    },
    serviceDesks: () => serviceDesks('all'),
    serviceDeskOf: async (projectKey) =>
      (await serviceDesks('all')).find((serviceDesk) => serviceDesk.projectKey === projectKey),
    async requestType(serviceDeskId, name) {
      const found = (await requestTypes(serviceDeskId)).find((type) => sameName(type.name, name));
      if (found) return found;
      throw badConfiguration('a service desk has no request type of the configured name');
    },
  };
}

/** Names are compared as admins type them: without case, without blanks around them. */
export function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function badConfiguration(message: string): CountersignError {
  return new CountersignError('bad_configuration', message, { vendor: 'jira' });
}
