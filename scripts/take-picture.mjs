// Takes the README's pictures of a running sandbox: `node scripts/take-picture.mjs http://127.0.0.1:3000`.
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const url = process.argv[2] ?? 'http://127.0.0.1:3000';
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
await mkdir('docs', { recursive: true });
for (const [colorScheme, file] of [
  ['light', 'docs/sandbox.png'],
  ['dark', 'docs/sandbox-dark.png'],
]) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1.5,
    colorScheme,
  });
  await page.goto(url);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByRole('heading', { name: 'Nothing runs without a signature.' }).waitFor();
  await page.getByRole('button', { name: 'I need access to Zendesk' }).click();
  await page.locator('[data-panel="technician"]').getByRole('button', { name: 'Approve' }).waitFor();
  await page.getByText('Waiting for a technician').waitFor();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(500);
  await page.screenshot({ path: file });
  await page.close();
}
await browser.close();
