import { type Finding, type Fixes, fine, lookInto, trouble } from '../../finding.ts';
import type { JiraApi } from './api.ts';
import type { JiraSettings } from './settings.ts';
import { type Site, sameName } from './site.ts';

interface CheckDependencies {
  api: JiraApi;
  site: Site;
  settings: JiraSettings;
}

/** Looks at everything that this room needs of a Jira site, changing nothing. Stops where the rest cannot be seen. */
export async function checkJira(dependencies: CheckDependencies): Promise<Finding[]> {
  const account = await lookInto('Address and API token', ACCOUNT_FIXES, () => accountFindings(dependencies));
  if (account.some(({ kind }) => kind === 'problem')) return account;
  const rest = await Promise.all([
    lookInto('Agent licence', AGENT_FIXES, () => agentFindings(dependencies)),
    lookInto('Request type', SERVICE_FIXES, () => requestTypeFindings(dependencies)),
    lookInto('Customers', CUSTOMER_FIXES, () => customerFindings(dependencies)),
    lookInto('Projects', SERVICE_FIXES, () => projectsFindings(dependencies)),
    lookInto('Shared projects', SERVICE_FIXES, () => sharedFindings(dependencies)),
  ]);
  return [...account, ...rest.flat(), ...webhookFindings(dependencies)];
}

const REACH = 'Check the address and whether this machine may reach it over https.';

const ACCOUNT_FIXES: Fixes = {
  unauthenticated:
    'Check the e-mail address and the API token (id.atlassian.com > Security > API tokens): tokens end after a year at most. One with scopes needs the cloud id set, one without must have none.',
  bad_configuration:
    'Check the address of the site (such as https://harbor-it.atlassian.net) and, for a token with scopes, the cloud id.',
  forbidden: 'Give the token the scopes read:jira-user and read:jira-work.',
  unavailable: REACH,
  timeout: REACH,
};
const AGENT_FIXES: Fixes = {
  forbidden:
    'Give the account the global permission "Browse users and groups": technicians are told from customers by it.',
};
const SERVICE_FIXES: Fixes = {
  forbidden: 'Give the account an agent licence, and the token the scope read:servicedesk-request.',
  not_found: 'Give the account an agent licence of Jira Service Management.',
};
const CUSTOMER_FIXES: Fixes = {
  ...SERVICE_FIXES,
  forbidden:
    'Add the account to the Service Desk Team of each project, and give the token the scope manage:servicedesk-customer.',
};
const PROJECT_FIXES: Fixes = {
  not_found:
    'Name the key of a project (Projects > View all), and let the account browse it: Jira does not tell a project that it may not see from one that is not there.',
};

async function accountFindings({ api }: CheckDependencies): Promise<Finding[]> {
  await api.myself();
  return [fine('Address and API token')];
}

/** Without the licence its comments in Jira Service Management would be those of a customer. */
async function agentFindings({ api, site }: CheckDependencies): Promise<Finding[]> {
  const subject = 'Agent licence';
  const { accountId } = await api.myself();
  const { isAgent } = await api.user(accountId);
  if (isAgent || (await site.serviceDesks()).length === 0) return [fine(subject)];
  return [
    trouble(
      subject,
      'the account has no licence of Jira Service Management, or may not see licences',
      'Give the account an agent licence (admin.atlassian.com > Products), and the global permission "Browse users and groups".',
    ),
  ];
}

async function requestTypeFindings({ api, site, settings }: CheckDependencies): Promise<Finding[]> {
  const serviceDesks = await site.serviceDesks();
  if (serviceDesks.length > 0) await site.fieldId('requestType');
  const missing: string[] = [];
  for (const { id, projectKey } of serviceDesks) {
    const types = await api.requestTypes(id);
    if (!types.some(({ name }) => sameName(name, settings.requestType))) missing.push(projectKey);
  }
  if (missing.length === 0) return [fine('Request type')];
  return [
    trouble(
      'Request type',
      `there is no request type ${settings.requestType} in ${missing.join(', ')}`,
      'Set requestType to the name of a request type that every service project has (Project settings > Request types), exactly as it is written there.',
    ),
  ];
}

async function customerFindings({ api, site }: CheckDependencies): Promise<Finding[]> {
  const [first] = await site.serviceDesks();
  if (first) await api.customersLike(first.id, 'nobody@countersign.example');
  return [fine('Customers')];
}

/** Every project that is named, and every service project that the account sees. One after the other: a site can have many. */
async function projectsFindings(dependencies: CheckDependencies): Promise<Finding[]> {
  const { site, settings } = dependencies;
  const serviceProjects = (await site.serviceDesks()).map(({ projectKey }) => projectKey);
  const keys = new Set([...settings.intakeProjects, ...settings.sharedProjects, ...serviceProjects]);
  const findings: Finding[] = [];
  for (const key of keys) {
    findings.push(
      ...(await lookInto(`Project ${key}`, PROJECT_FIXES, () => projectFindings(dependencies, key))),
    );
  }
  return findings;
}

const PERMISSIONS: Readonly<Record<string, string>> = {
  BROWSE_PROJECTS: 'Browse projects',
  CREATE_ISSUES: 'Create issues',
  MODIFY_REPORTER: 'Modify reporter',
  ADD_COMMENTS: 'Add comments',
  TRANSITION_ISSUES: 'Transition issues',
};

async function projectFindings(
  { api, site, settings }: CheckDependencies,
  projectKey: string,
): Promise<Finding[]> {
  const subject = `Project ${projectKey}`;
  const given = await api.permissions(projectKey, Object.keys(PERMISSIONS));
  const missing = Object.entries(PERMISSIONS).filter(([key]) => given[key]?.havePermission !== true);
  if (missing.length > 0) {
    const names = missing.map(([, name]) => name).join(', ');
    const fix =
      'Give them to the account in the permission scheme of the project (Project settings > Permissions).';
    return [trouble(subject, `the account lacks the permissions ${names}`, fix)];
  }
  const isService = (await site.serviceDeskOf(projectKey)) !== undefined;
  if (isService || settings.internalRole !== undefined) return [fine(subject)];
  return [
    trouble(
      subject,
      'it is not of Jira Service Management, so that comments there cannot be internal',
      'Set internalRole to the project role that alone may read internal comments, such as Administrators, or use a service project.',
    ),
  ];
}

async function sharedFindings({ site, settings }: CheckDependencies): Promise<Finding[]> {
  if (settings.sharedProjects.length === 0) return [];
  await site.fieldId('organizations');
  const notService: string[] = [];
  for (const projectKey of settings.sharedProjects) {
    if (!(await site.serviceDeskOf(projectKey))) notService.push(projectKey);
  }
  if (notService.length === 0) return [fine('Shared projects')];
  return [
    trouble(
      'Shared projects',
      `${notService.join(', ')} has no organizations, being no project of Jira Service Management`,
      'Name service projects alone in sharedProjects.',
    ),
  ];
}

/** Polling does the work without them. */
function webhookFindings({ settings }: CheckDependencies): Finding[] {
  return settings.webhookSecret === undefined ? [] : [fine('Webhook secret')];
}
