import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { CountersignError } from '../src/errors.ts';

const FOLDER = fileURLToPath(new URL('../manifests/teams/', import.meta.url));
const ICONS = ['color.png', 'outline.png'] as const;

/** What differs from one installation to the next. */
export interface TeamsPackageInput {
  /** Microsoft App ID of the Azure Bot. */
  appId: string;
  /** Where Countersign is reached, https. */
  publicUrl: string;
  /** Teams takes an update only with a higher one: `1.0.1`. The manifest's own when absent. */
  version?: string | undefined;
  /** The bot hears channels without a mention, where the team's owner consents to it. */
  hearsChannels?: boolean | undefined;
}

/** The app package that an admin uploads: a zip of the manifest, filled in, and its icons. Throws `bad_configuration`. */
export async function packTeams(input: TeamsPackageInput): Promise<Uint8Array> {
  const manifest = await fillManifest(input);
  const icons = await Promise.all(
    ICONS.map(async (name) => [name, await readFile(`${FOLDER}${name}`)] as const),
  );
  // The same input gives the same bytes: the time of packing is left out.
  return zipSync(
    { 'manifest.json': strToU8(manifest), ...Object.fromEntries(icons) },
    { level: 9, mtime: new Date(1980, 0, 1) },
  );
}

/** The manifest's text with the placeholders replaced. */
async function fillManifest(input: TeamsPackageInput): Promise<string> {
  const { appId, publicUrl, version, hearsChannels = false } = input;
  const address = readAddress(publicUrl);
  const values: Readonly<Record<string, string>> = {
    TEAMS_APP_ID: readAppId(appId),
    PUBLIC_URL: address.origin,
    PUBLIC_HOST: address.host,
  };
  const text = await readFile(`${FOLDER}manifest.json`, 'utf8');
  const filled = text.replaceAll(
    /\$\{\{(\w+)\}\}/g,
    (placeholder, name: string) => values[name] ?? placeholder,
  );
  if (version === undefined && !hearsChannels) return filled;
  const changed = {
    ...(JSON.parse(filled) as object),
    ...(version === undefined ? {} : { version: readVersion(version) }),
    ...(hearsChannels ? consentToHear(readAppId(appId)) : {}),
  };
  return JSON.stringify(changed, undefined, 2);
}

/**
 * Resource-specific consent is given to an app of Entra, which has to be named; `resource` means nothing there, and may
 * not be missing. Source: learn.microsoft.com/microsoftteams/platform, "Test resource-specific consent permissions".
 */
function consentToHear(appId: string) {
  return {
    webApplicationInfo: { id: appId, resource: 'https://resource-specific-consent' },
    authorization: {
      permissions: { resourceSpecific: [{ name: 'ChannelMessage.Read.Group', type: 'Application' }] },
    },
  };
}

function readAppId(appId: string): string {
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(appId)) return appId.toLowerCase();
  throw new CountersignError(
    'bad_configuration',
    'TEAMS_APP_ID must be the Microsoft App ID of the Azure Bot, such as 1f0c3d9e-5a7b-4c2d-9e8f-0a1b2c3d4e5f.',
  );
}

function readAddress(publicUrl: string): URL {
  const address = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (address?.protocol === 'https:') return address;
  throw new CountersignError(
    'bad_configuration',
    'PUBLIC_URL must be the https address of Countersign, such as https://desk.example.com.',
  );
}

function readVersion(version: string): string {
  if (/^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(version)) return version;
  throw new CountersignError('invalid_input', 'The version must be three numbers, such as 1.0.1.');
}
