import { MovableClock } from '../../src/clock.ts';
import {
  type SimulatedAutotask,
  type SimulatedAutotaskOptions,
  startSimulatedAutotask,
} from '../../src/sandbox/autotask/simulated-autotask.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import { type Autotask, AutotaskSettings, connectAutotask } from '../../src/tools/autotask/index.ts';
import { testExchangeLog } from './exchange-log.ts';

/** Contacts of company 242, Lakeside Dental, and of another. */
export const dana = 'dana@lakeside.example';
export const max = 'max@lakeside.example';
export const bea = 'bea@brightfield.example';
/** A technician. */
export const tess = 'tess@harbor-it.example';
export const LAKESIDE = 242;
export const DANA_ID = 2_501;
export const TESS_ID = 29_682_881;

const credentials = {
  username: 'countersign@harbor-it.example',
  secret: 'a secret of the API user',
  integrationCode: 'TESTCODE0000000000000000',
};

export interface AutotaskBench {
  vendor: SimulatedAutotask;
  autotask: Autotask;
  settings: AutotaskSettings;
  clock: MovableClock;
  /** Connects once more, with other settings; `undefined` takes one away. */
  connectWith(settings: Partial<Record<keyof AutotaskSettings, unknown>>): Autotask;
}

/** Our Autotask room connected to a simulated Autotask over HTTP. Close `vendor` after use. */
export async function openAutotaskBench(
  options: Pick<SimulatedAutotaskOptions, 'callsAnHour'> = {},
): Promise<AutotaskBench> {
  const clock = new MovableClock();
  const vendor = await startSimulatedAutotask({ ...credentials, ...options, clients, msp, clock });
  const settings = AutotaskSettings.parse({
    ...credentials,
    zoneUrl: vendor.url,
    queue: 'Help Desk',
    intakeQueues: ['Help Desk'],
    webhookSecret: 'a secret of the webhooks',
  });
  const connectWith: AutotaskBench['connectWith'] = (others) =>
    connectAutotask(
      { clock, exchangeLog: testExchangeLog, allowLoopback: true },
      AutotaskSettings.parse({ ...settings, ...others }),
    );
  return { vendor, autotask: connectWith({}), settings, clock, connectWith };
}
