import { expect, it } from 'vitest';
import { runbookLink } from './runbook-link.ts';

it.each([
  ['https://acme.huducloud.com/kba/x', 'https://acme.huducloud.com/kba/x'],
  ['http://acme.huducloud.com/kba/x?a=1#b', 'https://acme.huducloud.com/kba/x'],
  ['/kba/x', 'https://acme.huducloud.com/kba/x'],
  ['/kba/x y\n', 'https://acme.huducloud.com/kba/x%20y'],
  ['https://evil.example/kba/x', 'https://acme.huducloud.com/kba/x'],
  ['https://evil.example//more.example', 'https://acme.huducloud.com//more.example'],
  ['//evil.example', 'https://acme.huducloud.com/kba/slug'],
  ['javascript:alert(1)', 'https://acme.huducloud.com/kba/slug'],
  ['x:.evil.example/', 'https://acme.huducloud.com/kba/slug'],
  ['mailto:a@evil.example', 'https://acme.huducloud.com/kba/slug'],
  ['', 'https://acme.huducloud.com/kba/slug'],
  [undefined, 'https://acme.huducloud.com/kba/slug'],
])('links %j as %s, on the site that is configured', (given, expected) => {
  const link = runbookLink('https://acme.huducloud.com', given, '/kba/slug');
  expect(link).toBe(expected);
  expect(new URL(link).host).toBe('acme.huducloud.com');
});
