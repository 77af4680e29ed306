import { SYSTEM_TITLES } from './system-titles.ts';

/** The outside systems that are configured each by variables of their own. */
export type Part =
  | 'slack'
  | 'teams'
  | 'voice'
  | 'microsoftGraph'
  | 'connectwise'
  | 'halopsa'
  | 'autotask'
  | 'jira'
  | 'hudu'
  | 'itglue'
  | 'openai';

const { microsoft365, ...SAME_NAMES } = SYSTEM_TITLES;

/** What people call them. */
export const PART_TITLES: Readonly<Record<Part, string>> = {
  ...SAME_NAMES,
  microsoftGraph: microsoft365,
  voice: 'Twilio',
  openai: 'the language model',
};

/** How a variable's text is read. */
export type Reading = 'text' | 'number' | 'json' | 'boolean';

type Entry = readonly [Part, string, Reading];

const SLACK: Readonly<Record<string, Entry>> = {
  SLACK_SIGNING_SECRET: ['slack', 'signingSecret', 'text'],
  SLACK_CLIENT_ID: ['slack', 'clientId', 'text'],
  SLACK_CLIENT_SECRET: ['slack', 'clientSecret', 'text'],
  SLACK_STATE_SECRET: ['slack', 'stateSecret', 'text'],
  SLACK_APP_TOKEN: ['slack', 'appToken', 'text'],
  SLACK_BOT_TOKEN: ['slack', 'botToken', 'text'],
  SLACK_INTAKE_CHANNELS: ['slack', 'intakeChannels', 'json'],
  SLACK_API_URL: ['slack', 'apiUrl', 'text'],
  SLACK_AUTHORIZE_URL: ['slack', 'authorizeUrl', 'text'],
};

const TEAMS: Readonly<Record<string, Entry>> = {
  TEAMS_APP_ID: ['teams', 'appId', 'text'],
  TEAMS_APP_PASSWORD: ['teams', 'appPassword', 'text'],
  TEAMS_CERTIFICATE: ['teams', 'certificate', 'text'],
  TEAMS_TENANT_ID: ['teams', 'tenantId', 'text'],
  TEAMS_INTAKE_CHANNELS: ['teams', 'intakeChannels', 'json'],
  TEAMS_UNAUTHENTICATED: ['teams', 'unauthenticated', 'boolean'],
  TEAMS_SERVICE_HOSTS: ['teams', 'serviceHosts', 'json'],
  TEAMS_SERVICE_URL: ['teams', 'serviceUrl', 'text'],
  TEAMS_LOGIN_URL: ['teams', 'loginUrl', 'text'],
  TEAMS_OPENID_METADATA_URL: ['teams', 'openIdMetadataUrl', 'text'],
  TEAMS_TOKEN_ISSUER: ['teams', 'tokenIssuer', 'text'],
};

const VOICE: Readonly<Record<string, Entry>> = {
  VOICE_ACCOUNT_SID: ['voice', 'accountSid', 'text'],
  VOICE_AUTH_TOKEN: ['voice', 'authToken', 'text'],
  VOICE_API_KEY_SID: ['voice', 'apiKeySid', 'text'],
  VOICE_API_KEY_SECRET: ['voice', 'apiKeySecret', 'text'],
  VOICE_SMS_FROM: ['voice', 'smsFrom', 'text'],
  VOICE_MESSAGING_SERVICE_SID: ['voice', 'messagingServiceSid', 'text'],
  VOICE_CALL_FROM: ['voice', 'callFrom', 'text'],
  VOICE_LANGUAGE: ['voice', 'language', 'text'],
  VOICE_TRANSCRIPTS: ['voice', 'transcripts', 'text'],
  VOICE_API_URL: ['voice', 'apiUrl', 'text'],
};

const GRAPH: Readonly<Record<string, Entry>> = {
  GRAPH_APP_ID: ['microsoftGraph', 'appId', 'text'],
  GRAPH_CLIENT_SECRET: ['microsoftGraph', 'clientSecret', 'text'],
  GRAPH_CERTIFICATE: ['microsoftGraph', 'certificate', 'text'],
  GRAPH_LOGIN_URL: ['microsoftGraph', 'loginUrl', 'text'],
  GRAPH_URL: ['microsoftGraph', 'graphUrl', 'text'],
  GRAPH_TIMEOUT_MS: ['microsoftGraph', 'timeoutMs', 'number'],
};

const CONNECTWISE: Readonly<Record<string, Entry>> = {
  CONNECTWISE_BASE_URL: ['connectwise', 'baseUrl', 'text'],
  CONNECTWISE_COMPANY_ID: ['connectwise', 'companyId', 'text'],
  CONNECTWISE_PUBLIC_KEY: ['connectwise', 'publicKey', 'text'],
  CONNECTWISE_PRIVATE_KEY: ['connectwise', 'privateKey', 'text'],
  CONNECTWISE_CLIENT_ID: ['connectwise', 'clientId', 'text'],
  CONNECTWISE_BOARD: ['connectwise', 'board', 'text'],
  CONNECTWISE_INTAKE_BOARDS: ['connectwise', 'intakeBoards', 'json'],
  CONNECTWISE_CODEBASE: ['connectwise', 'codebase', 'text'],
  CONNECTWISE_STATUSES: ['connectwise', 'statuses', 'json'],
  CONNECTWISE_SITE_URL: ['connectwise', 'siteUrl', 'text'],
};

const HALOPSA: Readonly<Record<string, Entry>> = {
  HALOPSA_BASE_URL: ['halopsa', 'baseUrl', 'text'],
  HALOPSA_AUTH_URL: ['halopsa', 'authUrl', 'text'],
  HALOPSA_TENANT: ['halopsa', 'tenant', 'text'],
  HALOPSA_CLIENT_ID: ['halopsa', 'clientId', 'text'],
  HALOPSA_CLIENT_SECRET: ['halopsa', 'clientSecret', 'text'],
  HALOPSA_SCOPE: ['halopsa', 'scope', 'text'],
  HALOPSA_TICKET_TYPE: ['halopsa', 'ticketType', 'text'],
  HALOPSA_INTAKE_TICKET_TYPES: ['halopsa', 'intakeTicketTypes', 'json'],
  HALOPSA_INTAKE_TEAMS: ['halopsa', 'intakeTeams', 'json'],
  HALOPSA_INTERNAL_OUTCOME: ['halopsa', 'internalOutcome', 'text'],
  HALOPSA_PUBLIC_OUTCOME: ['halopsa', 'publicOutcome', 'text'],
  HALOPSA_APPROVAL_OUTCOME: ['halopsa', 'approvalOutcome', 'text'],
  HALOPSA_STATUSES: ['halopsa', 'statuses', 'json'],
  HALOPSA_WEBHOOK_USER: ['halopsa', 'webhookUser', 'text'],
  HALOPSA_WEBHOOK_PASSWORD: ['halopsa', 'webhookPassword', 'text'],
  HALOPSA_WEBHOOK_SECRET: ['halopsa', 'webhookSecret', 'text'],
  HALOPSA_INTERACTIVE_APPLICATIONS: ['halopsa', 'interactiveApplications', 'json'],
  HALOPSA_SITE_URL: ['halopsa', 'siteUrl', 'text'],
};

const AUTOTASK: Readonly<Record<string, Entry>> = {
  AUTOTASK_USERNAME: ['autotask', 'username', 'text'],
  AUTOTASK_SECRET: ['autotask', 'secret', 'text'],
  AUTOTASK_INTEGRATION_CODE: ['autotask', 'integrationCode', 'text'],
  AUTOTASK_QUEUE: ['autotask', 'queue', 'text'],
  AUTOTASK_INTAKE_QUEUES: ['autotask', 'intakeQueues', 'json'],
  AUTOTASK_STATUSES: ['autotask', 'statuses', 'json'],
  AUTOTASK_PRIORITY: ['autotask', 'priority', 'text'],
  AUTOTASK_NOTE_TYPE: ['autotask', 'noteType', 'text'],
  AUTOTASK_INTERNAL_PUBLISH: ['autotask', 'internalPublish', 'text'],
  AUTOTASK_DUE_AFTER_HOURS: ['autotask', 'dueAfterHours', 'number'],
  AUTOTASK_WEBHOOK_SECRET: ['autotask', 'webhookSecret', 'text'],
  AUTOTASK_PARALLEL_CALLS: ['autotask', 'parallelCalls', 'number'],
  AUTOTASK_ZONE_URL: ['autotask', 'zoneUrl', 'text'],
  AUTOTASK_ALLOWED_HOSTS: ['autotask', 'allowedHosts', 'json'],
  AUTOTASK_SITE_URL: ['autotask', 'siteUrl', 'text'],
};

const JIRA: Readonly<Record<string, Entry>> = {
  JIRA_SITE: ['jira', 'site', 'text'],
  JIRA_EMAIL: ['jira', 'email', 'text'],
  JIRA_API_TOKEN: ['jira', 'apiToken', 'text'],
  JIRA_CLOUD_ID: ['jira', 'cloudId', 'text'],
  JIRA_REQUEST_TYPE: ['jira', 'requestType', 'text'],
  JIRA_ISSUE_TYPE: ['jira', 'issueType', 'text'],
  JIRA_INTAKE_PROJECTS: ['jira', 'intakeProjects', 'json'],
  JIRA_SHARED_PROJECTS: ['jira', 'sharedProjects', 'json'],
  JIRA_INTERNAL_ROLE: ['jira', 'internalRole', 'text'],
  JIRA_STATUSES: ['jira', 'statuses', 'json'],
  JIRA_WEBHOOK_SECRET: ['jira', 'webhookSecret', 'text'],
  JIRA_SITE_URL: ['jira', 'siteUrl', 'text'],
  JIRA_GATEWAY_URL: ['jira', 'gatewayUrl', 'text'],
};

const DOCUMENTATION: Readonly<Record<string, Entry>> = {
  HUDU_BASE_URL: ['hudu', 'baseUrl', 'text'],
  HUDU_API_KEY: ['hudu', 'apiKey', 'text'],
  HUDU_GLOBAL_FOLDERS: ['hudu', 'globalFolders', 'json'],
  HUDU_GLOBAL_PROCESSES: ['hudu', 'globalProcesses', 'boolean'],
  ITGLUE_REGION: ['itglue', 'region', 'text'],
  ITGLUE_API_KEY: ['itglue', 'apiKey', 'text'],
  ITGLUE_SITE_URL: ['itglue', 'siteUrl', 'text'],
  ITGLUE_SHARED_ORGANIZATION_ID: ['itglue', 'sharedOrganizationId', 'text'],
  ITGLUE_ASSET_TYPES: ['itglue', 'assetTypes', 'json'],
  ITGLUE_API_URL: ['itglue', 'apiUrl', 'text'],
};

const OPENAI: Readonly<Record<string, Entry>> = {
  OPENAI_BASE_URL: ['openai', 'baseUrl', 'text'],
  OPENAI_API_KEY: ['openai', 'apiKey', 'text'],
  OPENAI_MODEL: ['openai', 'model', 'text'],
  OPENAI_TEMPERATURE: ['openai', 'temperature', 'number'],
  OPENAI_MAX_OUTPUT_TOKENS: ['openai', 'maxOutputTokens', 'number'],
  OPENAI_TIMEOUT_MS: ['openai', 'timeoutMs', 'number'],
  OPENAI_MAX_RETRIES: ['openai', 'maxRetries', 'number'],
  OPENAI_PROVIDER_HINTS: ['openai', 'providerHints', 'boolean'],
};

/** Every variable of every part: part, setting, and how its text is read. The README of each room says where to find the value. */
export const PART_VARIABLES: Readonly<Record<string, Entry>> = {
  ...SLACK,
  ...TEAMS,
  ...VOICE,
  ...GRAPH,
  ...CONNECTWISE,
  ...HALOPSA,
  ...AUTOTASK,
  ...JIRA,
  ...DOCUMENTATION,
  ...OPENAI,
};
