import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** For one page on a machine without a screen, asking nothing of anybody by itself. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=SpareRendererForSitePerProcess',
];

/** Whether this machine has a browser; says what is not tested where it has none. */
export function hasBrowser(otherwise: string): boolean {
  if (existsSync(CHROMIUM)) return true;
  process.stderr.write(`${otherwise}: there is no ${CHROMIUM} on this machine.\n`);
  return false;
}

/** A real browser. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}
