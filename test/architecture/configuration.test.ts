import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { SlackSettings } from '../../src/bots/slack/index.ts';
import { TeamsSettings } from '../../src/bots/teams/index.ts';
import { VoiceSettings } from '../../src/bots/voice/index.ts';
import { type Part, VARIABLES, type Variable } from '../../src/config.ts';
import { Setup } from '../../src/flows/admin/setup.ts';
import { AutotaskSettings } from '../../src/tools/autotask/index.ts';
import { ConnectWiseSettings } from '../../src/tools/connectwise/index.ts';
import { HaloPsaSettings } from '../../src/tools/halopsa/index.ts';
import { HuduSettings } from '../../src/tools/hudu/index.ts';
import { ItGlueSettings } from '../../src/tools/itglue/index.ts';
import { JiraSettings } from '../../src/tools/jira/index.ts';
import { MicrosoftGraphSettings } from '../../src/tools/microsoft-graph/index.ts';
import { OpenAiSettings } from '../../src/tools/openai/index.ts';

const SCHEMAS: Readonly<Record<Part, { shape: Readonly<Record<string, z.ZodType>> }>> = {
  slack: SlackSettings,
  teams: TeamsSettings,
  voice: VoiceSettings,
  microsoftGraph: MicrosoftGraphSettings,
  connectwise: ConnectWiseSettings,
  halopsa: HaloPsaSettings,
  autotask: AutotaskSettings,
  jira: JiraSettings,
  hudu: HuduSettings,
  itglue: ItGlueSettings,
  openai: OpenAiSettings,
};

const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

/** Rows of the page's tables: variable, default as text, meaning. */
const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.*?) *\| (.*?) *\|$/gm)].map(
  ([, name = '', byDefault = '', meaning = '']) => ({ name, byDefault: byDefault.trim(), meaning }),
);

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function defaultOf({ part, setting, byDefault }: Variable): string {
  return textOf(part ? SCHEMAS[part].shape[setting]?.safeParse(undefined).data : byDefault);
}

it('documents every variable that is read, once, and no other', () => {
  const documented = rows.map(({ name }) => name).toSorted();
  expect(documented).toEqual(VARIABLES.map(({ name }) => name).toSorted());
});

it.each(VARIABLES)('gives the default of $name as the code has it', (variable) => {
  const row = rows.find(({ name }) => name === variable.name);
  expect(row?.byDefault).toBe(defaultOf(variable));
  expect(row?.meaning).not.toBe('');
});

it.each(VARIABLES.filter(({ part }) => part !== undefined))('$name sets what its room reads', (variable) => {
  // A bot token is adopted by the composition root; its room has no setting of that name.
  if (variable.name === 'SLACK_BOT_TOKEN') return;
  expect(Object.keys(SCHEMAS[variable.part ?? 'slack'].shape)).toContain(variable.setting);
});

it('shows a setup file that would be accepted', () => {
  const example = /```json\n([^]*?)```/.exec(page)?.[1] ?? '';
  expect(Setup.parse(JSON.parse(example)).clients.map(({ id }) => id)).toEqual(['lakeside']);
});
