import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Download } from './flows/admin/audit/download-trail.ts';
import type { Logger } from './logger.ts';

/** What the last part of an address gives: a file, or nothing, whyever. */
export interface DownloadsInput {
  open: (token: string) => Promise<Download | undefined>;
  logger: Logger;
}

/** Files that people were given a link to. Kept nowhere on the way, and shown by no browser as anything but a file. */
export function downloadsRouter({ open, logger }: DownloadsInput): Router {
  const router = Router();
  router.get('/audit/exports/:token', (request, response, next) =>
    send({ open, logger }, { request, response, next }),
  );
  return router;
}

interface Asked {
  request: Request<{ token: string }>;
  response: Response;
  next: NextFunction;
}

async function send({ open, logger }: DownloadsInput, { request, response, next }: Asked): Promise<void> {
  // Whoever only asks whether it is there has not downloaded it.
  const download = request.method === 'GET' ? await open(request.params.token) : undefined;
  if (!download) return next();
  const { fileName, contentType, text } = download;
  response.set({
    'cache-control': 'no-store, private',
    'content-type': contentType,
    'content-disposition': `attachment; filename="${fileName}"`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  try {
    await pipeline(Readable.from(text), response);
  } catch (error) {
    // The connection is cut, so that nobody takes the beginning for the whole.
    logger.warn({ err: error }, 'a download ended before its end');
  }
}
