import type { ServerResponse } from 'node:http';
import {
  type App,
  ExpressReceiver,
  type Receiver,
  type ReceiverEvent,
  type ReceiverProcessEventErrorHandlerArgs,
  SocketModeReceiver,
} from '@slack/bolt';
import express, { type Router } from 'express';
import { CountersignError } from '../../errors.ts';
import type { Fetch } from '../../http.ts';
import type { Logger } from '../../logger.ts';
import { createBoltLogger } from './bolt-logger.ts';

/** Slack's own bodies stay far below; whoever sends more is not Slack. */
const BODY_LIMIT_BYTES = 1_000_000;

/** Where Slack delivers to; the manifest names the same. */
export const ENDPOINTS = {
  events: '/slack/events',
  interactions: '/slack/interactions',
  commands: '/slack/commands',
} as const;

/**
 * Receives over HTTP. The signature and its age (five minutes) are checked on the raw body before anything of it is
 * parsed. `processBeforeResponse`: Bolt acknowledges an event before its listener has run, and this holds the answer back
 * until it has; when the listener throws, the answer is 500 and Slack sends the event again.
 */
export function createHttpReceiver(
  { signingSecret }: { signingSecret: string },
  { logger }: { logger: Logger },
): { receiver: Receiver; router: Router } {
  const router = express.Router();
  const receiver = new ExpressReceiver({
    signingSecret,
    endpoints: ENDPOINTS,
    router,
    processBeforeResponse: true,
    bodyLimit: BODY_LIMIT_BYTES,
    processEventErrorHandler: async (failed) => answerFailure(failed, logger),
    unhandledRequestHandler: ({ response }) => answerLate(response, logger),
    logger: createBoltLogger(logger),
  });
  return { receiver, router };
}

/** 401 for a workspace without an install; 503 when something of ours failed, so that Slack sends an event again. */
function answerFailure({ error, response }: ReceiverProcessEventErrorHandlerArgs, logger: Logger): boolean {
  const original = 'original' in error ? error.original : undefined;
  const cause = original instanceof CountersignError ? original : error;
  const unknownWorkspace = cause instanceof CountersignError && cause.code === 'unauthenticated';
  if (unknownWorkspace) logger.info('a delivery from a Slack workspace without an install was refused');
  else logger.error({ err: cause }, 'a delivery from Slack could not be taken');
  if (!response.headersSent) response.writeHead(unknownWorkspace ? 401 : 503).end();
  return true;
}

/** After three seconds Slack has given up waiting: what is not stored by then is not acknowledged, and comes again. */
function answerLate(response: ServerResponse, logger: Logger): void {
  logger.error('a delivery from Slack was not taken in time');
  if (!response.headersSent) response.writeHead(503).end();
}

export interface SocketModeOptions {
  appToken: string;
  apiUrl: string;
  fetch: Fetch;
  logger: Logger;
}

/** Receives over a websocket that we open: no public address is needed. It serves the workspaces of one app. */
export function createSocketReceiver({ appToken, apiUrl, fetch, logger }: SocketModeOptions): Receiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: createBoltLogger(logger),
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, fetch } },
  });
  return {
    init: (app) => receiver.init(acknowledgedLast(app)),
    start: () => receiver.start(),
    stop: () => receiver.stop(),
  };
}

/** What `processBeforeResponse` is for HTTP: an event whose listener threw stays unacknowledged, and comes again. */
function acknowledgedLast(app: App): App {
  const processEvent = async (event: ReceiverEvent) => {
    let acknowledge: (() => Promise<void>) | undefined;
    await app.processEvent({
      ...event,
      ack: async (response) => {
        acknowledge = () => event.ack(response);
      },
    });
    await acknowledge?.();
  };
  return Object.assign(Object.create(app) as App, { processEvent });
}
