import { CountersignError } from '../../errors.ts';
import { PROJECT_KEY } from './keys.ts';
import { type IssueRecord, OrganizationsValue } from './schema.ts';
import type { JiraSettings } from './settings.ts';
import type { Site } from './site.ts';

/** What a client is in Jira: a project of its own, or one organization of a project that several share. */
export interface Company {
  projectKey: string;
  /** In a shared project only. */
  organizationId: string | undefined;
}

/** Client companies by their ids: `HELP`, or `HELP/12` for the organization 12 of a shared project. */
export interface Companies {
  /** Throws `invalid_input` for what names no company: a shared project needs an organization, another has none. */
  company(companyId: string): Company;
  /** Fields beside the usual ones that `companyIdOf` needs of an issue. */
  fields(): Promise<readonly string[]>;
  /** Empty where it cannot be told: in a shared project without exactly one organization on the issue. */
  companyIdOf(issue: IssueRecord): Promise<string>;
}

/** The companies of the configured projects. */
export function createCompanies(site: Site, { sharedProjects }: JiraSettings): Companies {
  const isShared = (projectKey: string) => sharedProjects.includes(projectKey);
  return {
    company(companyId) {
      const [projectKey = '', organizationId, ...rest] = companyId.split('/');
      const isWellFormed =
        rest.length === 0 &&
        PROJECT_KEY.test(projectKey) &&
        isShared(projectKey) === (organizationId !== undefined) &&
        (organizationId === undefined || /^[1-9]\d{0,17}$/.test(organizationId));
      if (isWellFormed) return { projectKey, organizationId };
      throw new CountersignError('invalid_input', 'not a company id', { vendor: 'jira' });
    },
    fields: async () => (sharedProjects.length === 0 ? [] : [await site.fieldId('organizations')]),
    async companyIdOf({ project, others }) {
      if (!isShared(project.key)) return project.key;
      const organizations =
        OrganizationsValue.safeParse(others[await site.fieldId('organizations')]).data ?? [];
      const [only, ...more] = organizations;
      return only && more.length === 0 ? `${project.key}/${only.id}` : '';
    },
  };
}
