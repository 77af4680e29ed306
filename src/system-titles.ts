/** How the systems that we speak with are written for people, by our names of them. */
export const SYSTEM_TITLES = {
  slack: 'Slack',
  teams: 'Teams',
  microsoft365: 'Microsoft 365',
  connectwise: 'ConnectWise',
  halopsa: 'HaloPSA',
  autotask: 'Autotask',
  jira: 'Jira',
  hudu: 'Hudu',
  itglue: 'IT Glue',
} as const;
