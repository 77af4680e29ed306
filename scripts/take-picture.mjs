// Takes the documents' pictures of a running sandbox: `node scripts/take-picture.mjs http://127.0.0.1:3000`.
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const url = process.argv[2] ?? 'http://127.0.0.1:3000';
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});

/** `arrange`: what is chosen on the page before Dana asks. */
const PICTURES = [
  { file: 'docs/sandbox.png', colorScheme: 'light', arrange: async () => {} },
  { file: 'docs/sandbox-dark.png', colorScheme: 'dark', arrange: async () => {} },
  {
    file: 'docs/sandbox-teams.png',
    colorScheme: 'light',
    arrange: async (page) => {
      await page.getByLabel('PSA of Lakeside Dental').selectOption('HaloPSA');
      const technician = page.locator('[data-panel="technician"]');
      await technician.getByRole('button', { name: 'Teams', exact: true }).click();
      await page.getByRole('button', { name: 'Ask in Teams too' }).click();
      const employee = page.locator('[data-panel="employee"]');
      await employee.getByRole('button', { name: 'Teams', exact: true }).click();
    },
  },
];

async function takePicture({ file, colorScheme, arrange }) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1.5,
    colorScheme,
    locale: 'en-GB',
  });
  await page.goto(url);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByRole('heading', { name: 'Nothing runs without a signature.' }).waitFor();
  await arrange(page);
  await page.getByRole('button', { name: 'I need access to Zendesk' }).click();
  await page.locator('[data-panel="technician"]').getByRole('button', { name: 'Approve' }).waitFor();
  await page.getByText('Waiting for a technician').waitFor();
  // Teams shows it for some seconds, whatever has come of it.
  await page.getByText('is typing').waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
  await page.waitForTimeout(800);
  await page.screenshot({ path: file });
  await page.close();
}

await mkdir('docs', { recursive: true });
for (const picture of PICTURES) await takePicture(picture);
await browser.close();
