import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SCOPES } from './index.ts';
import { ENDPOINTS } from './receivers.ts';

interface Manifest {
  features: { slash_commands: { command: string; url: string }[] };
  oauth_config: { redirect_urls: string[]; scopes: { bot: string[] } };
  settings: {
    event_subscriptions: { request_url: string; bot_events: string[] };
    interactivity: { request_url: string };
  };
}

const manifest = JSON.parse(
  readFileSync(new URL('../../../manifests/slack.json', import.meta.url), 'utf8'),
) as Manifest;

it('asks in the manifest for the scopes that the install route asks for, and no other', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual([...SCOPES]);
});

it('points Slack to the addresses at which we listen', () => {
  const { event_subscriptions: events, interactivity } = manifest.settings;
  const [command] = manifest.features.slash_commands;
  const paths = [events.request_url, interactivity.request_url, command?.url ?? ''].map(
    (url) => new URL(url).pathname,
  );

  expect(paths).toEqual([ENDPOINTS.events, ENDPOINTS.interactions, ENDPOINTS.commands]);
  expect(command?.command).toBe('/countersign');
});

it('subscribes to everything that we listen to', () => {
  expect(manifest.settings.event_subscriptions.bot_events).toEqual([
    'app_home_opened',
    'app_mention',
    'app_uninstalled',
    'message.channels',
    'message.groups',
    'message.im',
    'tokens_revoked',
  ]);
});
