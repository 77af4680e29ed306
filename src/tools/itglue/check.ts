import { type Finding, type Fixes, lookAt, trouble } from '../../finding.ts';
import type { ItGlueApi } from './api.ts';
import { namedTypes } from './asset-types.ts';
import type { ItGlueSettings } from './settings.ts';

interface CheckDependencies {
  api: ItGlueApi;
  settings: ItGlueSettings;
}

/** Looks at everything that this room needs of an IT Glue, changing nothing. Stops where the rest cannot be seen. */
export async function checkItGlue({ api, settings }: CheckDependencies): Promise<Finding[]> {
  let someOrganization: string | undefined;
  const signIn = await lookAt('Region and key', SIGN_IN_FIXES, async () => {
    someOrganization = (await api.firstOrganization())?.id;
  });
  if (signIn.kind === 'problem') return [signIn];
  const shared = settings.sharedOrganizationId;
  const documentsOf = shared ?? someOrganization;
  return [
    signIn,
    ...(shared === undefined ? [] : [await lookAtShared(api, shared)]),
    ...(documentsOf === undefined
      ? []
      : [await lookAt('Documents', RIGHTS_FIXES, () => api.documents(documentsOf))]),
    ...(await assetTypeFindings({ api, settings })),
  ];
}

const REACH = 'Check whether this machine may reach IT Glue over https.';
const KEY =
  'Check the API key (Account > Settings > API Keys) and the region: the key of another region looks like a wrong one. A key that was not used for long may have been switched off.';

const SIGN_IN_FIXES: Fixes = { unauthenticated: KEY, forbidden: KEY, unavailable: REACH, timeout: REACH };

const RIGHTS_FIXES: Fixes = {
  forbidden:
    'IT Glue does not let this key read this: make a new one (Account > Settings > API Keys), without access to passwords.',
  not_found: 'IT Glue does not have this in the API of this account: ask its support to switch it on.',
};

function lookAtShared(api: ItGlueApi, id: string): Promise<Finding> {
  const fix = 'Use the number in the address of the organization whose runbooks are meant for all clients.';
  return lookAt('Organization meant for all clients', { not_found: fix }, () => api.organization(id));
}

async function assetTypeFindings({ api, settings }: CheckDependencies): Promise<Finding[]> {
  const { assetTypes } = settings;
  if (assetTypes.length === 0) return [];
  const subject = 'Flexible asset types';
  let missing: string[] = [];
  const read = await lookAt(subject, RIGHTS_FIXES, async () => {
    const types = await api.assetTypes();
    missing = assetTypes.filter((name) => namedTypes(types, [name]).length === 0);
    await Promise.all(namedTypes(types, assetTypes).map(({ id }) => api.fields(id)));
  });
  if (read.kind === 'problem' || missing.length === 0) return [read];
  const problem = `there is no flexible asset type ${missing.join(', ')}`;
  return [
    trouble(
      subject,
      problem,
      'Name types of Account > Flexible Asset Types exactly as they are written there.',
    ),
  ];
}
