import type { NextFunction, Request, Response } from 'express';

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/** Nothing from elsewhere is loaded, framed or run: whatever a ticket or a message says, the page asks nobody but us. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Lets in only the page itself on this machine. A `Host` that is not loopback is a name somebody pointed here (DNS
 * rebinding); a POST that is not JSON from our own origin is another site's form or script (request forgery).
 */
export function guardConsole(request: Request, response: Response, next: NextFunction): void {
  response.set({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  const problem = refusalOf(request);
  if (problem) response.status(403).json({ kind: 'refused', sentence: problem });
  else next();
}

function refusalOf({ method, headers }: Request): string | undefined {
  const host = headers.host ?? '';
  if (!LOOPBACK_HOST.test(host)) return 'The sandbox is open on this machine only: use localhost.';
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return 'The sandbox answers its own page only.';
  if (method === 'GET') return undefined;
  if (headers.origin !== `http://${host}`) return 'The sandbox takes commands from its own page only.';
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return 'Commands are JSON.';
  return undefined;
}
