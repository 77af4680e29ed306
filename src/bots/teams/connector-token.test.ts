import { expect, it } from 'vitest';
import { selfSignedCertificate } from '../../../test/support/self-signed-certificate.ts';
import { openTeamsBench } from '../../../test/support/teams-bench.ts';
import { HOUR_MS } from '../../clock.ts';
import type { Identity } from '../../models/conversation.ts';
import { msp } from '../../sandbox/demo-data.ts';
import { type TeamsSettings as Settings, TeamsSettings } from './settings.ts';

const tess: Identity = {
  provider: 'entra',
  tenant: msp.entraTenantId,
  user: msp.technicians[0].entraUserId,
};
/** In form a certificate with its key. */
const PEM = '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----';
const delivery = (key: string) => ({ key, retry: false });

it('is asked for where the bot is registered: at the Bot Framework, or at its own tenant', async () => {
  for (const tenantId of [undefined, msp.entraTenantId]) {
    const bench = await openTeamsBench({
      settings: { tenantId },
      simulated: tenantId === undefined ? {} : { appTenantId: tenantId },
    });

    await bench.teams.surface.tell(tess, 'hello', delivery('k'));

    const [asked] = bench.simulated.calls.filter(({ path }) => path.endsWith('/token'));
    expect(asked?.path).toBe(`/login/${tenantId ?? 'botframework.com'}/oauth2/v2.0/token`);
    await bench.close();
  }
});

it('is given for a certificate instead of a secret', async () => {
  const { certificate, privateKey } = selfSignedCertificate('countersign-bot');
  const bench = await openTeamsBench({
    settings: { appPassword: undefined, certificate: `${certificate}\n${privateKey}` },
    simulated: { appCertificate: certificate },
  });

  await bench.teams.surface.tell(tess, 'hello', delivery('k'));

  expect(bench.simulated.messagesSeenBy('tess').map(({ text }) => text)).toEqual(['hello']);
  await bench.close();
});

it('is asked for once by all who need it at a time, and again before it ends', async () => {
  const bench = await openTeamsBench();
  const asked = () => bench.simulated.calls.filter(({ path }) => path.endsWith('/token')).length;

  await Promise.all(['a', 'b', 'c'].map((key) => bench.teams.surface.tell(tess, key, delivery(key))));
  expect(asked()).toBe(1);

  bench.clock.advance({ ms: HOUR_MS - 4 * 60_000 });
  await bench.teams.surface.tell(tess, 'd', delivery('d'));
  expect(asked()).toBe(2);
  await bench.close();
});

it('names the login’s number of what is wrong, and nothing that the login said', async () => {
  const bench = await openTeamsBench({ settings: { tenantId: msp.entraTenantId } });

  await expect(bench.teams.surface.tell(tess, 'hello', delivery('k'))).rejects.toMatchObject({
    code: 'unauthenticated',
    facts: { vendorCode: expect.stringMatching(/^AADSTS\d+$/) },
  });
  await bench.close();
});

it.each<[string, Partial<Settings>]>([
  ['no app id', { appPassword: 'x' }],
  ['no credential', { appId: 'c0a7e519-0000-4000-8000-0000000000b0' }],
  ['two credentials', { appId: 'c0a7e519-0000-4000-8000-0000000000b0', appPassword: 'x', certificate: PEM }],
])('is not to be had with %s', (_what, settings) => {
  expect(TeamsSettings.safeParse(settings).success).toBe(false);
});
