import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import type { Download } from './flows/admin/audit/download-trail.ts';
import type { Logger } from './logger.ts';

/** What an address gives: itself, or nothing that says why. */
export interface DownloadsInput {
  open(token: string): Promise<Download | undefined>;
  logger: Logger;
}

/** Files that people were given a link to. Kept nowhere on the way, and shown by no browser as anything but a file. */
export function downloadsRouter({ open, logger }: DownloadsInput): Router {
  const router = Router();
  router.get('/audit/exports/:token', async (request, response, next) => {
    // Whoever only asks whether it is there has not downloaded it.
    const download = request.method === 'GET' ? await open(request.params.token) : undefined;
    if (!download) return next();
    response.set({
      'cache-control': 'no-store, private',
      'content-type': download.contentType,
      'content-disposition': `attachment; filename="${download.fileName}"`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    try {
      await pipeline(Readable.from(download.text), response);
    } catch (error) {
      // The connection is cut, so that nobody takes the beginning for the whole.
      logger.warn({ err: error }, 'a download ended before its end');
    }
  });
  return router;
}
