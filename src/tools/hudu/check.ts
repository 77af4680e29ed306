import { type Finding, type Fixes, lookAt, trouble } from '../../finding.ts';
import type { HuduApi } from './api.ts';
import type { HuduSettings } from './settings.ts';
import { sharedFolders } from './shared-folders.ts';

interface CheckDependencies {
  api: HuduApi;
  settings: HuduSettings;
}

/** Looks at everything that this room needs of a Hudu, changing nothing. Stops where the rest cannot be seen. */
export async function checkHudu({ api, settings }: CheckDependencies): Promise<Finding[]> {
  const signIn = await lookAt('Address and key', SIGN_IN_FIXES, () => api.info());
  if (signIn.kind === 'problem') return [signIn];
  const findings = await Promise.all([
    lookAt('Companies', RIGHTS_FIXES, () => api.firstCompany()),
    lookAt('Articles', RIGHTS_FIXES, () => api.firstArticle()),
    lookAt('Processes', RIGHTS_FIXES, () => api.firstProcess()),
  ]);
  return [signIn, ...findings, ...(await folderFindings({ api, settings }))];
}

const REACH = 'Check the address and whether this machine may reach it over https.';
const ADDRESS = 'Check the address: the one in the browser, such as https://acme.huducloud.com.';

const SIGN_IN_FIXES: Fixes = {
  unauthenticated: 'Check the API key (Admin > API Keys): it is shown once, and may be limited to addresses.',
  forbidden: 'Check whether the API key is limited to other addresses (Admin > API Keys).',
  not_found: ADDRESS,
  unexpected_response: ADDRESS,
  unavailable: REACH,
  timeout: REACH,
};

const RIGHTS_FIXES: Fixes = {
  forbidden:
    'Give the API key the right to read this (Admin > API Keys); the right to passwords is not needed.',
  not_found: 'This Hudu is too old to have this in its API: update it.',
};

async function folderFindings({ api, settings: { globalFolders } }: CheckDependencies): Promise<Finding[]> {
  if (globalFolders.length === 0) return [];
  const subject = 'Folders meant for all clients';
  let missing: string[] = [];
  const read = await lookAt(subject, RIGHTS_FIXES, async () => {
    const folders = await api.folders();
    missing = globalFolders.filter((name) => sharedFolders(folders, [name]).size === 0);
  });
  if (read.kind === 'problem' || missing.length === 0) return [read];
  const problem = `the global knowledge base has no folder ${missing.join(', ')}`;
  const fix = 'Name folders of the global knowledge base exactly as they are written there.';
  return [trouble(subject, problem, fix)];
}
