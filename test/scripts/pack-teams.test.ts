import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv04 from 'ajv-draft-04';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCommand } from '../../src/bots/teams/read-command.ts';
import { COMMAND_NAMES } from '../../src/flows/admin/command-language.ts';
import { COMMAND_TIMEOUT_MS, runCommand } from '../support/run-command.ts';

vi.setConfig({ testTimeout: COMMAND_TIMEOUT_MS });

interface Manifest {
  manifestVersion: string;
  version: string;
  id: string;
  icons: { color: string; outline: string };
  bots: {
    botId: string;
    scopes: string[];
    commandLists: { scopes: string[]; commands: { title: string }[] }[];
  }[];
  validDomains: string[];
}

const APP_ID = '1f0c3d9e-5a7b-4c2d-9e8f-0a1b2c3d4e5f';
const SETTINGS = { TEAMS_APP_ID: APP_ID.toUpperCase(), PUBLIC_URL: 'https://desk.example.com/' };

let folder: string;
let files: Record<string, Uint8Array>;
let manifest: Manifest;

async function pack(...options: string[]): Promise<Record<string, Uint8Array>> {
  const out = join(folder, 'teams.zip');
  const { exitCode, output } = await runCommand('pack-teams', ['--out', out, ...options], SETTINGS);
  expect(output).toContain('upload it in the Teams admin centre');
  expect(exitCode).toBe(0);
  return unzipSync(await readFile(out));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-teams-'));
  files = await pack();
  manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array())) as Manifest;
}, COMMAND_TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the Teams app package', () => {
  it('has the manifest and its icons at the top, and nothing else', () => {
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
  });

  it('matches Microsoft’s schema, and nothing in it is left to fill in', async () => {
    const { manifestVersion } = manifest;
    // The newest that Microsoft serves at the manifest's own `$schema` address. Its package has 1.30 besides, ahead of that.
    expect(manifestVersion).toBe('1.29');
    const matches = await schemaOf(manifestVersion);
    expect(matches(manifest) ? [] : matches.errors).toEqual([]);
    expect(JSON.stringify(manifest)).not.toContain('${{');
    expect(matches({ ...manifest, id: '${{TEAMS_APP_ID}}' })).toBe(false);
  });

  it('is of the bot and the address that were given', () => {
    expect(manifest.id).toBe(APP_ID);
    expect(manifest.bots.map(({ botId }) => botId)).toEqual([APP_ID]);
    expect(manifest.validDomains).toEqual(['desk.example.com']);
  });

  it('has icons of the sizes that Teams wants, the outline on nothing', () => {
    const [color, outline] = [files['color.png'], files['outline.png']].map(readPng);
    expect(color).toMatchObject({ width: 192, height: 192 });
    expect(outline).toMatchObject({ width: 32, height: 32, hasAlpha: true });
  });

  it('lists in each scope commands that there are, and to the person alone those that are used most', () => {
    const [bot] = manifest.bots;
    const lists = bot?.commandLists ?? [];
    expect(lists.flatMap(({ scopes }) => scopes).sort()).toEqual(bot?.scopes.toSorted());
    for (const { title } of lists.flatMap(({ commands }) => commands)) {
      expect(COMMAND_NAMES).toContain(title);
      expect(readCommand(title), title).toBeDefined();
    }

    const personal = lists.find(({ scopes }) => scopes.includes('personal'));
    const listed = personal?.commands.map(({ title }) => title);
    const mostUsed = ['help', 'requests', 'requests waiting', 'status', 'mode', 'policy', 'client', 'person'];
    expect(listed).toEqual(expect.arrayContaining(mostUsed));
  });

  it('is an update with a version of its own', async () => {
    const updated = await pack('--app-version', '1.2.3');
    const { version, id } = JSON.parse(strFromU8(updated['manifest.json'] ?? new Uint8Array())) as Manifest;
    expect({ version, id }).toEqual({ version: '1.2.3', id: APP_ID });
  });

  it('asks to hear channels only when it is told to, and matches the schema then too', async () => {
    const hearing = await pack('--hear-channels');
    const asking = JSON.parse(strFromU8(hearing['manifest.json'] ?? new Uint8Array())) as Manifest;

    expect(asking).toEqual({
      ...manifest,
      webApplicationInfo: { id: APP_ID, resource: expect.stringMatching(/./) },
      authorization: {
        permissions: { resourceSpecific: [{ name: 'ChannelMessage.Read.Group', type: 'Application' }] },
      },
    });
    expect(manifest).not.toHaveProperty('authorization');
    const matches = await schemaOf(asking.manifestVersion);
    expect(matches(asking) ? [] : matches.errors).toEqual([]);
  });

  it.each([
    [{ ...SETTINGS, TEAMS_APP_ID: 'countersign' }, [], /TEAMS_APP_ID must be/],
    [{ TEAMS_APP_ID: APP_ID }, [], /PUBLIC_URL must be/],
    [{ ...SETTINGS, PUBLIC_URL: 'http://desk.example.com' }, [], /PUBLIC_URL must be the https address/],
    [SETTINGS, ['--app-version', 'newest'], /three numbers/],
  ])('is not packed with what cannot be right: %j %j', async (settings, options, says) => {
    const { exitCode, output } = await runCommand(
      'pack-teams',
      ['--out', join(folder, 'x.zip'), ...options],
      settings,
    );
    expect(output).toMatch(says);
    expect(output).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(1);
  });
});

/** The schema as Microsoft ships it to those who build Teams apps. */
async function schemaOf(version: string) {
  const entry = createRequire(import.meta.url).resolve('@microsoft/app-manifest');
  const path = join(entry, `../json-schemas/teams/v${version}/MicrosoftTeams.schema.json`);
  const ajv = new Ajv04.default({ strict: false, allErrors: true, logger: false });
  return ajv.compile(JSON.parse(await readFile(path, 'utf8')) as object);
}

/** From the header: https://www.w3.org/TR/png/#11IHDR. Colour types 4 and 6 have alpha. */
function readPng(bytes: Uint8Array | undefined): { width: number; height: number; hasAlpha: boolean } {
  const view = Buffer.from(bytes ?? []);
  expect(view.subarray(1, 4).toString('latin1')).toBe('PNG');
  return {
    width: view.readUInt32BE(16),
    height: view.readUInt32BE(20),
    hasAlpha: [4, 6].includes(view.readUInt8(25)),
  };
}
