import { describe, expect, it } from 'vitest';
import { MovableClock } from './clock.ts';
import type { IntegrationAdmin } from './flows/admin/integration/integration-admin.ts';
import { createIntegrationAdmin } from './integration-admin.ts';
import type { LiveVendors } from './live-vendors.ts';
import { silentLogger } from './logger.ts';
import type { IntegrationName } from './models/integration.ts';
import type { Psa, PsaHooks } from './tools/psa.ts';
import type { Watched } from './vendor-systems.ts';

const watched: Watched = {
  clock: new MovableClock(),
  logger: silentLogger,
  exchangeLog: undefined,
  observe: () => undefined,
  allowLoopback: true,
};

/** With one system connected, or stored and not to be used. */
function adminOf({
  hooks,
  publicUrl = 'https://desk.example',
}: {
  hooks: Partial<PsaHooks> | undefined;
  publicUrl?: string | null;
}): IntegrationAdmin {
  const connection = hooks && {
    kind: 'psa',
    psa: {} as Psa,
    hooks: { verify: () => Promise.resolve({ kind: 'refused', reason: 'none' }), ...hooks },
    check: () => Promise.resolve([]),
  };
  const live = { connection: () => connection, refresh: () => Promise.resolve() } as Partial<LiveVendors>;
  return createIntegrationAdmin({
    watched,
    live: live as LiveVendors,
    clients: { all: () => Promise.resolve([]) } as never,
    publicUrl: () => publicUrl ?? undefined,
    takeBackMs: 20,
  });
}

const never = () => new Promise<void>(() => undefined);

describe('what is left at a vendor when it is disconnected', () => {
  it.each<{ because: string; name: IntegrationName; hooks: Partial<PsaHooks> | undefined; left: RegExp }>([
    {
      because: 'it hangs',
      name: 'connectwise',
      hooks: { unregister: never },
      left: /to https:\/\/desk\.example\/connectwise\/callbacks could not be removed \(there was no answer within 0\.02 seconds\): delete the callback/u,
    },
    {
      because: 'its secrets cannot be opened',
      name: 'autotask',
      hooks: undefined,
      left: /could not be removed \(it cannot be used as it is stored\): deactivate its API user/u,
    },
  ])('is told within a bound when $because', async ({ name, hooks, left }) => {
    expect(await adminOf({ hooks }).takeBackWebhooks(name)).toMatch(left);
  });

  it.each<{ what: string; name: IntegrationName; hooks: Partial<PsaHooks>; publicUrl?: null }>([
    { what: 'a system that asks for no webhooks', name: 'autotask', hooks: {} },
    { what: 'a system that has none', name: 'hudu', hooks: {} },
    {
      what: 'one that was never told our address',
      name: 'connectwise',
      hooks: { unregister: never },
      publicUrl: null,
    },
  ])('is nothing of $what', async ({ name, ...given }) => {
    expect(await adminOf(given).takeBackWebhooks(name)).toBeUndefined();
  });
});
