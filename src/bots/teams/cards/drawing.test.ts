import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NASTY } from '../../../../test/contracts/surface-samples.ts';
import { hasBrowser, openBrowser } from '../../../../test/support/browser.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { everyCardWith } from './samples.fixture.ts';

const RENDERER = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js');
/** The narrowest phone that there is. */
const WIDTH = 320;

/** What stands on the page once a card is drawn, its folded parts opened. */
interface Drawn {
  text: string;
  /** What could do something by itself or lead somewhere. */
  live: string[];
  /** Texts that stick out at the side. */
  cut: string[];
}

describe.runIf(hasBrowser('Cards are not drawn'))(
  'cards, drawn by Microsoft’s renderer at the width of a small phone',
  () => {
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];

    beforeAll(async () => {
      browser = await openBrowser();
      page = await browser.newPage({ viewport: { width: WIDTH, height: 600 }, timezoneId: 'Europe/Berlin' });
      page.on('pageerror', (error) => complaints.push(error.message));
      // Long words break in every message of Teams; the renderer itself leaves that to the page for runs.
      await page.setContent('<!doctype html><div id="card" style="overflow-wrap: break-word"></div>');
      await page.addScriptTag({ path: RENDERER });
    });
    afterAll(() => browser.close());

    it.each([
      'Dana Diaz asks for something',
      'aVeryLongNameWithoutAnySpaceInItAsDirectoriesHaveThem'.repeat(4),
      ...NASTY,
    ])('show %j as it is, whole and without effect', async (text) => {
      for (const [name, card] of everyCardWith(text)) {
        const drawn: Drawn = await page.evaluate(draw, card);
        expect(drawn.text.length, name).toBeGreaterThan(0);
        expect(drawn.text, name).not.toContain('{{');
        expect({ live: drawn.live, cut: drawn.cut }, name).toEqual({ live: [], cut: [] });
      }
      expect(complaints).toEqual([]);
    });

    it('give the deadline in the time zone of whoever reads', async () => {
      const [, card] = everyCardWith('Dana').find(([name]) => name.includes('waiting')) ?? [];
      const { text } = await page.evaluate(draw, card as AdaptiveCard);
      expect(text).toMatch(/Answer by .*27.* at 11:00.AM/);
    });
  },
);

/** The part of Microsoft's renderer that is used in the page. */
interface Renderer {
  AdaptiveCard: new () => { parse(card: object): void; render(): HTMLElement | undefined };
}

/** Runs in the page. */
function draw(card: object): Drawn {
  const { AdaptiveCard } = (globalThis as unknown as { AdaptiveCards: Renderer }).AdaptiveCards;
  const drawing = new AdaptiveCard();
  drawing.parse(card);
  const element = drawing.render();
  document.querySelector('#card')?.replaceChildren(...(element ? [element] : []));
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[aria-expanded]')) button.click();
  const all = [...document.querySelectorAll<HTMLElement>('#card *')];
  return {
    text: element?.innerText ?? '',
    live: all.filter((one) => one.matches('a, img, script, iframe, object')).map((one) => one.outerHTML),
    cut: all
      .filter(
        (one) => one.getBoundingClientRect().right > innerWidth || one.scrollWidth > one.clientWidth + 1,
      )
      .filter((one) => one.matches('.ac-textBlock, .ac-richTextBlock, button'))
      .map((one) => one.innerText),
  };
}
