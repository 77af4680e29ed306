import { CountersignError } from '../../errors.ts';

/** `HELP`; what Jira lets a project be called. */
export const PROJECT_KEY = /^[A-Z][A-Z0-9_]{1,63}$/;

const ISSUE_KEY = /^[A-Z][A-Z0-9_]{1,63}-[1-9]\d{0,9}$/;

/** `5b10ac8d82e05b22cc7d4ef5`, `712020:5f1c…`, `qm:a713c8ea-…:5ad6d3…`: what stands in no query as anything else. */
const ACCOUNT_ID = /^[\w:-]{1,128}$/;

/** Whether it can be an issue's key; nothing else reaches a path. */
export function isIssueKey(text: string): boolean {
  return ISSUE_KEY.test(text);
}

/** Whether it can be an account id. */
export function isAccountId(text: string): boolean {
  return ACCOUNT_ID.test(text);
}

/** The text, when it can be an issue's key; throws `not_found` otherwise. */
export function knownIssueKey(text: string): string {
  if (isIssueKey(text)) return text;
  throw new CountersignError('not_found', 'not an issue key', { vendor: 'jira' });
}
