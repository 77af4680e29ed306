// Draws the icons of the Teams app from their sources: manifests/teams/*.svg → *.png.
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

/** What Teams wants: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons */
const ICONS = [
  { name: 'color', size: 192 },
  { name: 'outline', size: 32 },
] as const;

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
for (const { name, size } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = await readFile(`manifests/teams/${name}.svg`, 'utf8');
  await page.setContent(`<!doctype html><style>body{margin:0}svg{display:block}</style>${svg}`);
  await page.screenshot({ path: `manifests/teams/${name}.png`, omitBackground: true });
  console.log(`manifests/teams/${name}.png`);
}
await browser.close();
