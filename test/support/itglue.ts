import { MovableClock } from '../../src/clock.ts';
import { companyIn } from '../../src/sandbox/demo-accounts.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import type { DemoRunbook } from '../../src/sandbox/demo-runbooks.ts';
import {
  SHARED_ORGANIZATION_ID,
  type SimulatedItGlue,
  startSimulatedItGlue,
} from '../../src/sandbox/itglue/simulated-itglue.ts';
import { connectItGlue, type ItGlue, ItGlueSettings } from '../../src/tools/itglue/index.ts';
import { testExchangeLog } from './exchange-log.ts';

const apiKey = 'ITG.marked-itglue-key';

/** The demo clients' organizations in IT Glue. */
export const [lakesideInItGlue = '', brightfieldInItGlue = ''] = clients.map((client) =>
  String(companyIn.itglue(client)),
);

/** A setting that is undefined is as one that was never set. */
type Others = { [Name in keyof ItGlueSettings]?: ItGlueSettings[Name] | undefined };

export interface ItGlueBench {
  vendor: SimulatedItGlue;
  itglue: ItGlue;
  clock: MovableClock;
  /** Connects once more, with other settings. */
  connectWith: (settings: Others) => ItGlue;
}

/** Our IT Glue room connected to a simulated account over HTTP, which holds `runbooks`: none when absent. Close `vendor` after use. */
export async function openItGlueBench(runbooks: readonly DemoRunbook[] = []): Promise<ItGlueBench> {
  const clock = new MovableClock();
  const vendor = await startSimulatedItGlue({ apiKey, clients, msp, clock, runbooks });
  const settings = {
    apiKey,
    apiUrl: vendor.url,
    siteUrl: 'https://harbor-it.itglue.example',
    sharedOrganizationId: SHARED_ORGANIZATION_ID,
    assetTypes: ['Applications'],
  };
  const connectWith = (others: Others) =>
    connectItGlue(
      { clock, exchangeLog: testExchangeLog, allowLoopback: true },
      ItGlueSettings.parse({ ...settings, ...others }),
    );
  return { vendor, itglue: connectWith({}), clock, connectWith };
}
