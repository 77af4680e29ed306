// Takes the documents' pictures of a running sandbox, or one of them:
// `node scripts/take-picture.mjs http://127.0.0.1:3000 docs/sandbox-phone.png`.
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { CHAT_PICTURES, narrow } from './pictures/in-chat.mjs';

const url = process.argv[2] ?? 'http://127.0.0.1:3000';
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});

const asksInChat = (page) => page.getByRole('button', { name: 'I need access to Zendesk' }).click();

/** Dana calls, says yes to what is read back, and writes the code that she is sent back in Slack. */
async function asksByTelephone(page) {
  const employee = page.locator('[data-panel="employee"]');
  const screen = (name) => employee.getByRole('button', { name, exact: true });
  const says = async (text) => {
    const field = employee.getByRole('textbox');
    await field.fill(text);
    await field.press('Enter');
  };
  await screen('Phone').click();
  await employee.locator('.phone-dial').getByRole('button', { name: 'Call' }).click();
  await employee.getByText('what you need').waitFor();
  await asksInChat(page);
  await employee.getByText('Is that right?').waitFor();
  await says('Yes, that is right');
  await page.getByText('waiting for a code').waitFor();
  await employee.getByRole('button', { name: 'Slack something waits' }).click();
  const asked = await employee.getByText(/answer here with this code/).textContent();
  await says(/code: (\d{6})/.exec(asked)[1]);
  await page.getByText('Waiting for a technician').waitFor();
  await screen('Phone').click();
}

/** `arrange`: what is chosen on the page before Dana asks; `ask`: how she does. */
const PICTURES = [
  { file: 'docs/sandbox.png', colorScheme: 'light', arrange: async () => {}, ask: asksInChat },
  { file: 'docs/sandbox-dark.png', colorScheme: 'dark', arrange: async () => {}, ask: asksInChat },
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
    ask: asksInChat,
  },
  {
    file: 'docs/sandbox-phone.png',
    colorScheme: 'light',
    arrange: async () => {},
    ask: asksByTelephone,
  },
];

/** A page of a sandbox in which nothing has happened yet. */
async function freshPage({ colorScheme, deviceScaleFactor }) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor,
    colorScheme,
    locale: 'en-GB',
    // For the style that leaves out what is beside the point.
    bypassCSP: true,
  });
  await page.goto(url);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByRole('heading', { name: 'Nothing runs without a signature.' }).waitFor();
  return page;
}

async function settled(page) {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(800);
}

async function takePicture({ file, colorScheme, arrange, ask }) {
  const page = await freshPage({ colorScheme, deviceScaleFactor: 1.5 });
  await arrange(page);
  await ask(page);
  await page.locator('[data-panel="technician"]').getByRole('button', { name: 'Approve' }).waitFor();
  await page.getByText('Waiting for a technician').waitFor();
  // Teams shows it for some seconds, whatever has come of it.
  await page.getByText('is typing').waitFor({ state: 'detached' });
  await settled(page);
  await page.screenshot({ path: file });
  await page.close();
}

async function takeChatPicture(picture) {
  const page = await freshPage({ colorScheme: 'light', deviceScaleFactor: 1.5 });
  await picture.arrange(page);
  await narrow(page, picture);
  await settled(page);
  await picture.shown(page).screenshot({ path: picture.file });
  await page.close();
}

await mkdir('docs', { recursive: true });
const wanted = process.argv[3];
const isWanted = ({ file }) => !wanted || file === wanted;
for (const picture of PICTURES.filter(isWanted)) await takePicture(picture);
for (const picture of CHAT_PICTURES.filter(isWanted)) await takeChatPicture(picture);
await browser.close();
