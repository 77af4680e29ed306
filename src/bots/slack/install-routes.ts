import type { ServerResponse } from 'node:http';
import { ExpressReceiver, type Installation, type InstallationStore } from '@slack/bolt';
import express, { type Router } from 'express';
import type { Clock } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { Fetch } from '../../http.ts';
import type { Logger } from '../../logger.ts';
import { createBoltLogger } from './bolt-logger.ts';
import type { Installations } from './installations.ts';
import { SCOPES, type SlackSettings } from './settings.ts';

const REDIRECT_PATH = '/slack/oauth_redirect';

export interface InstallDependencies {
  installations: Installations;
  /** Without a trace in the exchange log: what it fetches is a token. */
  fetch: Fetch;
  clock: Clock;
  logger: Logger;
}

/**
 * `/slack/install` sends an admin's browser to Slack, `/slack/oauth_redirect` takes the code back and stores the
 * install. The state is signed, lives ten minutes, and is bound to the browser by a cookie. Undefined when not set up.
 */
export function createInstallRoutes(
  dependencies: InstallDependencies,
  { clientId, clientSecret, stateSecret, publicUrl, apiUrl, authorizeUrl }: SlackSettings,
): Router | undefined {
  if (!clientId || !clientSecret || !stateSecret || !publicUrl) return undefined;
  const router = express.Router();
  // Bolt keeps the install flow in its receivers; this one has no endpoint besides, and adds the flow to `router`.
  const receiver = new ExpressReceiver({
    signingSecret: clientSecret,
    endpoints: {},
    router,
    clientId,
    clientSecret,
    stateSecret,
    scopes: [...SCOPES],
    redirectUri: `${publicUrl}${REDIRECT_PATH}`,
    installationStore: toBoltStore(dependencies),
    logger: createBoltLogger(dependencies.logger),
    installerOptions: {
      directInstall: true,
      authorizationUrl: authorizeUrl,
      redirectUriPath: REDIRECT_PATH,
      clientOptions: { slackApiUrl: apiUrl, fetch: dependencies.fetch, retryConfig: { retries: 0 } },
      callbackOptions: {
        success: (_installation, _options, _request, response) =>
          page(response, 200, 'Countersign is installed. You can close this window.'),
        failure: (error, _options, _request, response) => {
          dependencies.logger.info({ reason: error.code }, 'an install in Slack was not finished');
          page(response, 400, 'Countersign was not installed. Please start again from the install link.');
        },
      },
    },
  });
  return receiver.router;
}

function toBoltStore({ installations, clock }: InstallDependencies): InstallationStore {
  return {
    async storeInstallation(installation) {
      const { bot, appId } = installation;
      if (!bot || !appId)
        throw new CountersignError('unexpected_response', 'Slack gave no bot token', { vendor: 'slack' });
      await installations.save({
        ...keyAndName(installation),
        appId,
        botUserId: bot.userId,
        botToken: bot.token,
        scopes: bot.scopes,
        installedByUserId: installation.user.id,
        installedAt: clock.now(),
      });
    },
    // Tokens are looked up by our own `authorize`.
    fetchInstallation: () => {
      throw new CountersignError('unsupported', 'installations are not read through Bolt');
    },
  };
}

function keyAndName(installation: Installation): { key: string; teamName: string } {
  const { team, enterprise, isEnterpriseInstall } = installation;
  const at = isEnterpriseInstall ? enterprise : team;
  if (!at) throw new CountersignError('unexpected_response', 'Slack named no workspace', { vendor: 'slack' });
  return { key: at.id, teamName: at.name ?? at.id };
}

function page(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><meta charset="utf-8"><title>Countersign</title><p>${sentence}</p>`);
}
