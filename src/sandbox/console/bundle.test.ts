import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundlePage } from './bundle.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'console-bundle-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('bundles the page with everything it needs, so that nothing is loaded from elsewhere', async () => {
  const { html, script, style } = await bundlePage(directory);

  expect(html).toContain('/console/app.js');
  expect(script.length).toBeGreaterThan(100_000);
  expect(script).not.toMatch(/\bfrom\s*["'](?:react|slack-blocks-to-jsx)/);
  expect(style).toContain('.signature-line');
  expect(style).toContain('.slack_blocks_to_jsx__section');
  expect(style).not.toMatch(/url\(["']?https?:|@import/);
});

it('takes the kept bundle when the sources are the same', async () => {
  await bundlePage(directory);
  const [kept = ''] = await readdir(directory);
  const bundled = JSON.parse(await readFile(join(directory, kept), 'utf8')) as object;
  await writeFile(join(directory, kept), JSON.stringify({ ...bundled, script: 'kept' }));

  expect((await bundlePage(directory)).script).toBe('kept');
});

it('bundles anew where nothing can be kept', async () => {
  const nowhere = join(directory, 'a-file');
  await writeFile(nowhere, '');

  expect((await bundlePage(nowhere)).script.length).toBeGreaterThan(100_000);
});
