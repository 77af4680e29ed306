import { describe, expect, it } from 'vitest';
import { MAX_MODEL_TEXT } from './limits.ts';
import { modelText } from './model-text.ts';

describe('what the model wrote', () => {
  it.each([
    'https://evil.example/steal?d=secret',
    'HTTP://EVIL.EXAMPLE',
    'https://user:pass@evil.example',
    'ftp://evil.example/x',
    'www.evil.example',
    'evil.example/login',
    'xn--80ak6aa92e.example/login',
    'аррӏе.example/login',
    'evil.example:8443/x',
    'evil.example?d=secret',
    'data:text/html;base64,PHNjcmlwdD4=',
    'javascript:alert(1)',
  ])('loses the address %s', (address) => {
    expect(modelText(`See ${address} now`)).toBe('See (link removed) now');
    expect(modelText(`<${address}|your bank>`)).not.toContain('evil');
    expect(modelText(`[bank](${address})`)).not.toContain('evil');
  });

  it.each([
    'Open Outlook, then File > Options.',
    'Write to helpdesk@lakeside.example or call 555/1234.',
    'Use portal.office.com and sign in again.',
    'and/or, 10:30, C:\\Users, notes: see below, v1.2.3, 50 %',
    'Dana Diaz was never in Finance-RW.',
  ])('stays as it is without one: %s', (text) => {
    expect(modelText(text)).toBe(text);
  });

  it('is cut at a character', () => {
    expect(modelText('🙈'.repeat(MAX_MODEL_TEXT))).toMatch(/^(?:🙈)+…$/u);
  });
});
