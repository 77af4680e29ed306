import { MovableClock } from '../../src/clock.ts';
import { companyIn } from '../../src/sandbox/demo-accounts.ts';
import { clients } from '../../src/sandbox/demo-data.ts';
import type { DemoRunbook } from '../../src/sandbox/demo-runbooks.ts';
import {
  SHARED_FOLDER,
  type SimulatedHudu,
  startSimulatedHudu,
} from '../../src/sandbox/hudu/simulated-hudu.ts';
import { connectHudu, type Hudu, HuduSettings } from '../../src/tools/hudu/index.ts';
import { testExchangeLog } from './exchange-log.ts';

const apiKey = 'marked-hudu-key';

/** The demo clients' companies in Hudu. */
export const [lakesideInHudu = '', brightfieldInHudu = ''] = clients.map((client) =>
  String(companyIn.hudu(client)),
);

export interface HuduBench {
  vendor: SimulatedHudu;
  hudu: Hudu;
  clock: MovableClock;
  /** Connects once more, with other settings. */
  connectWith: (settings: Partial<HuduSettings>) => Hudu;
}

/** Our Hudu room connected to a simulated Hudu over HTTP, which holds `runbooks`: none when absent. Close `vendor` after use. */
export async function openHuduBench(runbooks: readonly DemoRunbook[] = []): Promise<HuduBench> {
  const clock = new MovableClock();
  const vendor = await startSimulatedHudu({ apiKey, clients, clock, runbooks });
  const settings = HuduSettings.parse({ apiKey, baseUrl: vendor.url, globalFolders: [SHARED_FOLDER] });
  const connectWith = (others: Partial<HuduSettings>) =>
    connectHudu({ clock, exchangeLog: testExchangeLog, allowLoopback: true }, { ...settings, ...others });
  return { vendor, hudu: connectWith({}), clock, connectWith };
}
