import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { PATIENCE } from '../support/patience.ts';

describe.runIf(hasBrowser('The page is not tested'))('the page of the sandbox, in a browser', () => {
  let desk: TestDesk;
  let browser: Browser;
  let page: Page;
  /** What the browser complained about, and what it asked of anybody but the sandbox. */
  let complaints: string[];

  beforeAll(async () => {
    desk = await openDesk();
    browser = await openBrowser();
    page = await browser.newPage({ reducedMotion: 'reduce' });
    page.setDefaultTimeout(PATIENCE.timeout);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(desk.url)) complaints.push(`asked ${request.url()}`);
    });
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  beforeEach(async () => {
    complaints = [];
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(desk.url);
  });
  afterEach(async () => {
    // A first visitor comes next.
    await page.evaluate(() => localStorage.clear());
    await page.goto('about:blank');
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

  it('has no name above a panel cut off, on a laptop as on a wide screen, whatever the next step is', async () => {
    const names = page.locator('.panel-header :is(.eyebrow, h2)');
    const cutOff = () =>
      names.evaluateAll((all) =>
        all
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map(({ textContent }) => textContent),
      );
    const stepAt = (name: string) => panel(name).locator('.step-pill').waitFor();
    const looksAtEveryWidth = async () => {
      for (const width of [1440, 1366, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await cutOff(), `${width} px`).toEqual([]);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    };

    await stepAt('employee');
    await looksAtEveryWidth();
    await askForZendesk();
    await stepAt('technician');
    await looksAtEveryWidth();
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

  it('has both cards of a high-risk plan with their buttons in view, on a wide and on a narrow screen', async () => {
    const buttons = (who: string) => panel(who).getByRole('button', { name: 'Approve', exact: true });
    /** Not behind something else, nor outside of the window. */
    const isInView = (who: string) =>
      buttons(who).evaluate((button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
    await panel('employee')
      .getByRole('textbox')
      .fill('I have a new phone and cannot approve sign-ins any more');
    await panel('employee').getByRole('textbox').press('Enter');
    for (const who of ['technician', 'manager']) await buttons(who).waitFor();
    for (const who of ['technician', 'manager']) await expect.poll(() => isInView(who), PATIENCE).toBe(true);

    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('navigation').getByRole('button', { name: /Sign/ }).click();
    await expect.poll(() => isInView('technician'), PATIENCE).toBe(true);
    expect(await panel('technician').getByText('What will change').isVisible()).toBe(true);
    const scrolled = await panel('manager')
      .locator('.conversation')
      .evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
    expect(scrolled).toBe(0);
    await buttons('manager').scrollIntoViewIfNeeded();
    expect(await isInView('manager')).toBe(true);
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
    await panel('employee').getByRole('button', { name: 'Home', exact: true }).click();
    await shows('employee', 'Your open requests');
    await panel('employee').getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();

    await shows('employee', /Nothing is open/);
    expect((await desk.newest()).status).toBe('cancelled');
  });

  it('lets an admin set a policy by command and form, and shows what waits on the home of a technician', async () => {
    await panel('technician').getByRole('button', { name: /Ada/ }).click();
    const line = panel('technician').getByRole('textbox');
    await line.fill('/countersign policy --client lakeside');
    await line.press('Enter');
    const form = page.getByRole('dialog');
    await form.getByLabel('Tools').selectOption('add_to_group');
    await form.getByLabel('Policy').selectOption('approval_needed with manager');
    await form.getByRole('button', { name: 'Show what changes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    await page
      .getByRole('dialog')
      .getByText(/is approval_needed with manager now/)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await askForZendesk();
    await panel('technician').getByRole('button', { name: /Tess/ }).click();
    await panel('technician').getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await panel('technician').getByRole('button', { name: 'Home of Tess Tanaka' }).click();

    await shows('technician', 'Waiting for you: 1');
    await shows('technician', /Add Dana Diaz to the group Zendesk Users/);
    expect(desk.writes()).toEqual([]);
  });

  const screen = (of: string, name: string) => panel(of).getByRole('button', { name, exact: true });

  it('takes the signature on a card in Teams, tells the employee in Teams, and remembers who is looked at where', async () => {
    await screen('technician', 'Teams').click();
    await page.getByRole('button', { name: 'Ask in Teams too' }).click();
    await screen('employee', 'Teams').click();
    await askForZendesk();
    await panel('technician').getByRole('heading', { name: 'Approval needed' }).waitFor();
    expect(desk.writes()).toEqual([]);

    await screen('technician', 'Approve').click();

    await shows('employee', /^Done\. Dana Diaz was added to the group Zendesk Users/);
    await panel('technician').getByRole('heading', { name: 'Approved' }).waitFor();
    await page.reload();
    await panel('technician').getByRole('heading', { name: 'Approved' }).waitFor();
    await screen('technician', 'Slack').click();
    await shows('technician', /^Approved: Lakeside Dental/);
    expect(await screen('technician', 'Approve').count()).toBe(0);
    expect(desk.writes()).toHaveLength(1);
  });

  it('unfolds the reason of a denial on the card in Teams, and shows what was written on it as text', async () => {
    await screen('technician', 'Teams').click();
    await page.getByRole('button', { name: 'Ask in Teams too' }).click();
    await askForZendesk();
    await screen('technician', 'Deny').click();
    await panel('technician')
      .getByLabel(/^Reason/)
      .fill('<img src=x> not before the training');
    await screen('technician', 'Deny it').click();

    await shows('technician', /img src=x. not before the training/);
    await shows('employee', /not approved.*img src=x.*training/s);
    expect(await panel('technician').locator('.adaptive-card img').count()).toBe(0);
    expect(desk.writes()).toEqual([]);
  });

  it('withdraws, of two requests on one card in Teams, the one whose button was tapped', async () => {
    await screen('employee', 'Teams').click();
    await askForZendesk();
    await panel('technician').getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await page.getByRole('button', { name: 'I need access to the finance share' }).click();
    await shows('employee', /Do you need to change files/);
    await page.getByLabel('Message to Countersign as Dana Diaz').fill('requests');
    await page.keyboard.press('Enter');
    await panel('employee').getByRole('button', { name: 'Withdraw', exact: true }).nth(1).click();
    await panel('employee').getByRole('button', { name: 'Withdraw it' }).click();

    await shows('employee', 'Withdrawn. Nothing was changed.');
    const requests = await desk.app.stores.requests.recent(2);
    expect(requests.map(({ status }) => status)).toEqual(['awaiting_requester', 'cancelled']);
  });

  it('moves a client to Jira: a ticket from the portal, decided by an internal note, answered in the portal', async () => {
    await page.getByLabel('PSA of Lakeside Dental').selectOption('Jira');
    await page.getByRole('button', { name: 'Policies' }).click();
    await page.getByLabel('A note in Jira', { exact: true }).click();
    await page.getByLabel('A note in Jira may decide').click();
    await page.getByText(/a technician answers approve CODE/).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await screen('employee', 'Portal').click();
    await askForZendesk();
    await shows('ticket', 'Ticket LAKE-1');
    const asking = await panel('ticket')
      .getByText(/followed by the code/)
      .innerText();
    const [code = ''] = /(?<=the code )[A-Z0-9]{7}/.exec(asking) ?? [];
    expect(await panel('ticket').getByText('Internal note', { exact: true }).count()).toBe(2);
    expect(await panel('employee').getByText(code).count()).toBe(0);

    await page.getByLabel('Internal note as Tess Tanaka').fill(`approve ${code}`);
    await page.keyboard.press('Enter');

    await shows('ticket', 'Reply to customer');
    await shows('employee', /^Done\./);
    await page.getByRole('group', { name: 'Signatures' }).getByText('Tess Tanaka').waitFor();
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
  });

  it('shows which runbooks were read, one with orders to the agent among them, which are not followed', async () => {
    await page.getByRole('button', { name: 'Runbooks' }).click();
    await page.getByRole('button', { name: 'Plant the tampered runbook' }).click();
    await page.getByRole('button', { name: 'It is planted' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await askForZendesk();
    await screen('technician', 'Approve').waitFor();
    await page.getByRole('button', { name: 'Runbooks' }).click();
    const planted = page.getByRole('listitem').filter({ hasText: 'Zendesk access (updated)' });

    await planted.getByText('Read for this request').waitFor();
    expect(await planted.getByText('Tampered with').count()).toBe(1);
    expect((await desk.newest()).plan?.steps.map(({ tool }) => tool)).toEqual(['add_to_group']);
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
    const heading = panel('technician').getByRole('heading', { name: 'Technician' });
    expect(await heading.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    for (const tool of ['Plan only', 'Policies', 'Runbooks', 'Move the clock 24 hours forward', 'Reset']) {
      const box = await page.getByRole('button', { name: tool }).boundingBox();
      expect((box?.x ?? 390) + (box?.width ?? 0), tool).toBeLessThanOrEqual(390);
      expect(box?.y, tool).toBeLessThan(100);
    }
    const hours = page.getByRole('button', { name: 'Move the clock 24 hours forward' });
    const lines = await hours.evaluate((button) => {
      const words = document.createRange();
      words.selectNodeContents(button);
      return new Set([...words.getClientRects()].map(({ top }) => top)).size;
    });
    expect(lines).toBe(1);
  });
});
