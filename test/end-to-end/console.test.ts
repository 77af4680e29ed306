import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDesk, type TestDesk } from '../support/desk.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isThere = existsSync(CHROMIUM);
if (!isThere) process.stderr.write(`The page is not tested: there is no ${CHROMIUM} on this machine.\n`);

describe.skipIf(!isThere)('the page of the sandbox, in a browser', () => {
  let desk: TestDesk;
  let browser: Browser;
  let page: Page;
  /** What the browser complained about, and what it asked of anybody but the sandbox. */
  let complaints: string[];

  beforeAll(async () => {
    desk = await openDesk();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(desk.url)) complaints.push(`asked ${request.url()}`);
    });
    await page.goto(desk.url);
  });
  afterEach(async () => {
    await page.close();
    await desk.reset();
    expect(complaints).toEqual([]);
  });

  const panel = (name: string) => page.locator(`[data-panel="${name}"]`);
  const shows = (name: string, text: string | RegExp) => panel(name).getByText(text).first().waitFor();
  const askForZendesk = () => page.getByRole('button', { name: 'I need access to Zendesk' }).click();

  it('leads a first visitor to the first request', async () => {
    await page.getByRole('heading', { name: 'Nothing runs without a signature.' }).waitFor();
    expect(await page.getByRole('button', { name: 'I need access to Zendesk' }).count()).toBe(1);
  });

  it('shows the plan on the ticket, takes the signature on the card, and shows the change', async () => {
    await askForZendesk();
    await shows('ticket', /Internal · technicians only/);
    await shows('ticket', /Add Dana Diaz to the group Zendesk Users/);
    expect(await panel('directory').locator('ins').count()).toBe(0);
    expect(desk.writes()).toEqual([]);

    await panel('technician').getByRole('button', { name: 'Approve', exact: true }).click();

    await shows('employee', /^Done\. Dana Diaz was added to the group Zendesk Users/);
    await panel('directory').locator('ins', { hasText: 'Zendesk Users' }).waitFor();
    await page.getByRole('group', { name: 'Signatures' }).getByText('Tess Tanaka').waitFor();
    expect(await panel('technician').getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
    expect(desk.writes()).toHaveLength(1);
  });

  it('opens the form for the reason of a denial on the technician’s screen', async () => {
    await askForZendesk();
    await panel('technician').getByRole('button', { name: 'Deny' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel(/Reason/).fill('Not before the training');
    await form.getByRole('button', { name: 'Deny' }).click();

    await shows('employee', /not approved.*Not before the training/s);
    await form.waitFor({ state: 'detached' });
    expect(desk.writes()).toEqual([]);
  });

  it('closes a form without deciding anything', async () => {
    await askForZendesk();
    await panel('technician').getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await desk.newest()).status).toBe('awaiting_approval');
  });

  it('asks again before a high-risk plan is signed, and needs the manager as well', async () => {
    await page.getByRole('button', { name: /new phone/ }).click();
    for (const who of ['technician', 'manager']) {
      await panel(who).getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByRole('dialog', { name: 'High risk' }).getByRole('button', { name: 'Approve' }).click();
    }

    await shows('employee', /^Done\./);
    await panel('directory').locator('del', { hasText: 'Authenticator app' }).waitFor();
    const signatures = page.getByRole('group', { name: 'Signatures' });
    await signatures.getByText('Max Moreno').waitFor();
  });

  it('lets a request expire when the clock is moved by a day', async () => {
    await askForZendesk();
    await panel('technician').getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Move the clock 24 hours forward' }).click();

    await shows('employee', /has expired and nothing was changed/);
    expect((await desk.newest()).status).toBe('expired');
  });

  it('only notes the plan in plan mode', async () => {
    await page.getByRole('button', { name: 'Plan only' }).click();
    await page.locator('button[aria-pressed="true"]', { hasText: 'Plan only' }).waitFor();
    await askForZendesk();

    await shows('ticket', /Internal · technicians only/);
    await shows('technician', /Nothing for Tess to sign/);
    expect((await desk.newest()).status).toBe('plan_noted');
  });

  it('runs without a card once the policy of the tool is auto', async () => {
    await page.getByRole('button', { name: 'Policies' }).click();
    const select = page.getByRole('dialog').getByLabel('Add to group', { exact: true });
    await select.selectOption({ label: 'Auto' });
    await page.getByRole('dialog').getByText('set for this client').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await askForZendesk();

    await shows('employee', /^Done\./);
    await shows('technician', /Nothing for Tess to sign/);
  });

  it('answers a question of the agent in its thread', async () => {
    await page.getByRole('button', { name: 'I need access to the finance share' }).click();
    await shows('employee', /Do you need to change files/);
    await page.getByLabel('Message to Countersign as Dana Diaz').fill('I have to change files there');
    await page.keyboard.press('Enter');

    await panel('technician').getByRole('button', { name: 'Approve', exact: true }).waitFor();
    expect((await desk.newest()).messages.filter(({ from }) => from === 'requester')).toHaveLength(2);
  });

  it('shows an employee their open requests on the App Home, and takes one back from there', async () => {
    await askForZendesk();
    await panel('technician').getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Home' }).click();
    await shows('employee', 'Your open requests');
    await panel('employee').getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();

    await shows('employee', /Nothing is open/);
    expect((await desk.newest()).status).toBe('cancelled');
  });

  it('stands on a phone as tabs, one part at a time', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await askForZendesk();
    await page.getByRole('navigation').getByRole('button', { name: /Sign/ }).click();

    await panel('technician').getByRole('button', { name: 'Approve', exact: true }).waitFor();
    expect(await panel('employee').isVisible()).toBe(false);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
