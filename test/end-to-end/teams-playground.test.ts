import { devNull } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { type Playground, startPlayground } from '../support/playground.ts';

/** Microsoft's client for bots, twice: the employee's tenant in one, the MSP's in the other. */
describe.runIf(hasBrowser('The Playground is not tested'))('in the Microsoft 365 Agents Playground', () => {
  let desk: TestDesk;
  let browser: Browser;
  let playgrounds: readonly Playground[];
  let dana: Page;
  let tess: Page;
  /** What Tess's client sent when she tapped. */
  const taps: unknown[] = [];

  beforeAll(async () => {
    // The Playground's connector stands under a path that the contract of real ones does not have.
    desk = await openDesk({ environment: { TEAMS_UNAUTHENTICATED: 'true', EXCHANGE_LOG: devNull } });
    await desk.tickets({ approvalChannels: ['teams'] });
    const botUrl = `${desk.url}/api/messages`;
    [browser, ...playgrounds] = await Promise.all([
      openBrowser(),
      startPlayground({ folder: 'playground', botUrl }),
      startPlayground({ folder: 'playground-technician', botUrl }),
    ]);
    [dana, tess] = (await Promise.all(playgrounds.map(open))) as [Page, Page];
    tess.on('request', (request) => {
      if (request.url().endsWith('/v1/invoke')) taps.push(request.postDataJSON());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all(playgrounds?.map((one) => one.close()) ?? []);
    await desk?.close();
  });

  /** Its page, kept from asking anything of the internet: fonts, that is. */
  async function open({ url }: Playground): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    await page.route(
      ({ hostname }) => hostname !== '127.0.0.1',
      (route) => route.abort(),
    );
    await page.goto(url);
    await page.getByText('I am Countersign').first().waitFor();
    return page;
  }

  async function say(page: Page, text: string): Promise<void> {
    await page.getByRole('textbox').first().click();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }

  const tap = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).last().click();

  it('a request is asked for, approved by Action.Execute, carried out and answered', async () => {
    await say(tess, 'status');
    await tess.getByText('Lakeside Dental: execute mode').waitFor();
    await say(dana, 'I need access to Zendesk');
    await tess.getByText('Add Dana Diaz to the group Zendesk Users').first().waitFor();
    expect((await desk.newest()).status).toBe('awaiting_approval');
    expect(desk.writes()).toEqual([]);

    await tap(tess, 'Approve');

    await dana.getByText('Dana Diaz was added to the group Zendesk Users').waitFor();
    await tess.getByText('By Tess Tanaka').waitFor();
    expect(await tess.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    await desk.settled();
    const { id: requestId, approvals, ...request } = await desk.newest();
    expect(taps).toMatchObject([
      {
        name: 'adaptiveCard/action',
        value: { action: { type: 'Action.Execute', verb: 'approval_approve', data: { requestId } } },
      },
    ]);
    expect(request).toMatchObject({ status: 'completed', conversation: { surface: 'teams' } });
    expect(approvals).toMatchObject([{ state: { kind: 'approved', by: { name: 'Tess Tanaka' } } }]);
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
    expect(desk.writes()).toHaveLength(1);
  });

  it('a request is denied with the reason that was typed on the card', async () => {
    await say(dana, 'I need access to Salesforce');
    await tess
      .getByText(/Salesforce/)
      .first()
      .waitFor();
    await tap(tess, 'Deny');
    await tess.getByLabel(/^Reason/).fill('Not before the training');
    await tap(tess, 'Deny it');

    await dana.getByText('Not before the training').waitFor();
    await desk.settled();
    expect((await desk.newest()).status).toBe('denied');
    expect(desk.writes()).toHaveLength(1);
  });
});
