// Draws the cards of Microsoft Teams at phone width, in both themes, with Microsoft's own renderer: docs/teams-cards-*.png.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium } from 'playwright-core';
import { FONT, hostConfig, THEMES } from '../src/sandbox/console/page/teams-theme.ts';
import { takeDeskCards } from './pictures/desk-cards.ts';
import { PICTURES, type Picture } from './pictures/sample-cards.ts';

const RENDERER = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js');
const PHONE_WIDTH = 360;

/** The file that was written. */
async function take(using: Browser, { file, cards }: Picture): Promise<string> {
  const page = await using.newPage({
    viewport: { width: (PHONE_WIDTH + 24) * cards.length, height: 100 },
    deviceScaleFactor: 1,
    locale: 'en-US',
    timezoneId: 'Europe/London',
  });
  await page.setContent(HTML);
  await page.addScriptTag({ path: RENDERER });
  for (const theme of ['light', 'dark'] as const)
    await page.evaluate(draw, { cards, palette: THEMES[theme], config: hostConfig(THEMES[theme]) });
  const path = `docs/teams-cards-${file}.png`;
  await page.screenshot({ path, fullPage: true });
  await page.close();
  return path;
}

const HTML = `<!doctype html><style>
  body { margin: 0; font: 14px ${FONT}; }
  .row { display: flex; align-items: flex-start; padding: 12px; gap: 24px; }
  figure { margin: 0; width: ${PHONE_WIDTH}px; }
  figcaption { font-size: 12px; margin: 0 0 6px 2px; }
  .bubble { overflow-wrap: break-word; border-radius: 6px; box-shadow: 0 1px 3px #0003; overflow: hidden; }
  button { font: 600 14px ${FONT}; padding: 5px 14px; border-radius: 4px; border: 1px solid #8888; background: none; color: var(--text); }
  .style-positive { background: var(--accent); border-color: var(--accent); color: var(--bubble); }
  .style-destructive { border-color: var(--attention); color: var(--attention); }
  .dark input, .dark textarea, .dark select { background: #1f1f1f; color: #fff; }
  input, textarea, select { font: 14px ${FONT}; padding: 6px; border: 1px solid #8888; border-radius: 4px; width: 100%; box-sizing: border-box; }
  input[type=checkbox] { width: auto; }
</style>`;

interface Drawing {
  cards: Picture['cards'];
  palette: (typeof THEMES)['light'];
  config: object;
}

/** Runs in the page, where Microsoft's renderer is. */
function draw({ cards, palette, config }: Drawing): void {
  const { AdaptiveCard, HostConfig } = (globalThis as unknown as { AdaptiveCards: Renderer }).AdaptiveCards;
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    const html = text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
      .replace(/\[(.+?)\]\((.+?)\)/g, `<a href="$2" style="color:${palette.accent}">$1</a>`);
    Object.assign(result, { outputHtml: html, didProcess: true });
  };
  const row = document.createElement('div');
  row.className = `row ${palette.page === '#f5f5f5' ? 'light' : 'dark'}`;
  row.style.background = palette.page;
  for (const name of ['text', 'accent', 'attention', 'bubble'] as const)
    row.style.setProperty(`--${name}`, palette[name]);
  for (const { caption, card, tapped } of cards) {
    const drawn = new AdaptiveCard();
    drawn.hostConfig = new HostConfig(config);
    drawn.parse(card);
    const figure = document.createElement('figure');
    const title = document.createElement('figcaption');
    title.textContent = caption;
    title.style.color = palette.subtle;
    const bubble = document.createElement('div');
    bubble.className = 'bubble';
    bubble.style.background = palette.bubble;
    const element = drawn.render();
    if (element) bubble.append(element);
    figure.append(title, bubble);
    row.append(figure);
    for (const button of bubble.querySelectorAll('button')) if (button.textContent === tapped) button.click();
  }
  document.body.append(row);
}

/** The part of Microsoft's renderer that is used in the page. */
interface Renderer {
  AdaptiveCard: {
    new (): { hostConfig: unknown; parse(card: object): void; render(): HTMLElement | undefined };
    onProcessMarkdown: (text: string, result: object) => void;
  };
  HostConfig: new (config: object) => unknown;
}

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
await mkdir('docs', { recursive: true });
for (const picture of [...PICTURES, ...(await takeDeskCards())]) console.log(await take(browser, picture));
await browser.close();
