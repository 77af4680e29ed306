import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Download } from './flows/admin/audit/download-trail.ts';
import type { Logger } from './logger.ts';

/** What the last part of an address gives. */
export interface DownloadsInput {
  /** Whether it gives something now. */
  isThere: (token: string) => Promise<boolean>;
  /** The file, or nothing, whyever. */
  open: (token: string) => Promise<Download | undefined>;
  logger: Logger;
}

/**
 * Files that people were given a link to. Opening the link shows a button, since programs that look behind links would
 * download otherwise; pressing it gives the file. Kept nowhere on the way, and shown by no browser as anything but a file.
 */
export function downloadsRouter({ isThere, open, logger }: DownloadsInput): Router {
  const router = Router();
  router
    .route('/audit/exports/:token')
    .get((request, response, next) => show(isThere, { request, response, next }))
    .post((request, response, next) => send({ open, logger }, { request, response, next }));
  return router;
}

const HEADERS = {
  'cache-control': 'no-store, private',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const STYLE = `
body { max-width: 30rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.25rem; }
button { min-height: 3rem; padding: 0 1.5rem; font: inherit; }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Countersign: export of the audit trail</title>
<style>${STYLE}</style>
<h1>Export of the audit trail</h1>
<p>It is entered in the trail when you download it.</p>
<form method="post"><button>Download</button></form>
</html>
`;

const CONTENT_SECURITY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

interface Asked {
  request: Request<{ token: string }>;
  response: Response;
  next: NextFunction;
}

async function show(isThere: DownloadsInput['isThere'], { request, response, next }: Asked): Promise<void> {
  if (!(await isThere(request.params.token))) return next();
  response
    .set({
      ...HEADERS,
      'content-security-policy': CONTENT_SECURITY,
    })
    .type('html')
    .send(PAGE);
}

async function send(
  { open, logger }: Pick<DownloadsInput, 'open' | 'logger'>,
  { request, response, next }: Asked,
): Promise<void> {
  const download = await open(request.params.token);
  if (!download) return next();
  const { fileName, contentType, text } = download;
  response.set({
    ...HEADERS,
    'content-type': contentType,
    'content-disposition': `attachment; filename="${fileName}"`,
  });
  try {
    await pipeline(Readable.from(text), response);
  } catch (error) {
    // The connection is cut, so that nobody takes the beginning for the whole.
    logger.warn({ err: error }, 'a download ended before its end');
  }
}
