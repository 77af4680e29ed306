import { MovableClock } from '../../src/clock.ts';
import { companyIn, contactIn, technicianIn } from '../../src/sandbox/demo-accounts.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import {
  type SimulatedHaloPsa,
  type SimulatedHaloPsaOptions,
  startSimulatedHaloPsa,
} from '../../src/sandbox/halopsa/simulated-halopsa.ts';
import { connectHaloPsa, type HaloPsa, HaloPsaSettings } from '../../src/tools/halopsa/index.ts';
import { testExchangeLog } from './exchange-log.ts';

const [lakeside] = clients;
const [tess] = msp.technicians;
const danaUser = lakeside?.users.find(({ key }) => key === 'dana');
if (!lakeside || !danaUser) throw new Error('the demo data has no Dana at Lakeside Dental');

/** A contact of Lakeside Dental, and a technician, as Halo has them. */
export const dana = danaUser.email;
export const danaId = String(contactIn.halopsa(danaUser));
export const lakesideId = String(companyIn.halopsa(lakeside));
export const tessId = technicianIn.halopsa(tess);

const credentials = {
  tenant: 'harborit',
  clientId: '0a10b5a0-0000-4000-8000-000000000001',
  clientSecret: 'halo-client-secret',
};

/** What Halo is given for its webhooks in tests. */
export const webhook = {
  webhookUser: 'halo',
  webhookPassword: 'a-long-webhook-password',
  webhookSecret: 'a-secret-at-the-end-0123456789',
};

export interface HaloPsaBench {
  vendor: SimulatedHaloPsa;
  halopsa: HaloPsa;
  settings: HaloPsaSettings;
  clock: MovableClock;
  /** Connects once more, with other settings. */
  connectWith(settings: Partial<HaloPsaSettings>): HaloPsa;
}

/** Our HaloPSA room connected to a simulated HaloPSA over HTTP. Close `vendor` after use. */
export async function openHaloPsaBench(
  options: Pick<SimulatedHaloPsaOptions, 'callsInFiveMinutes'> = {},
): Promise<HaloPsaBench> {
  const clock = new MovableClock();
  const vendor = await startSimulatedHaloPsa({ ...credentials, ...options, clients, msp, clock });
  const settings = HaloPsaSettings.parse({
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    ...webhook,
    baseUrl: vendor.url,
    ticketType: 'Service Request',
    intakeTicketTypes: ['Incident', 'Service Request'],
    internalOutcome: 'Private Note',
    publicOutcome: 'Public Note',
    approvalOutcome: 'Request Approval',
  });
  const connectWith = (others: Partial<HaloPsaSettings>) =>
    connectHaloPsa({ clock, exchangeLog: testExchangeLog, allowLoopback: true }, { ...settings, ...others });
  return { vendor, halopsa: connectWith({}), settings, clock, connectWith };
}

/** The two parts of a note's id, as Halo counts. */
export function partsOf(noteId: string): { ticketId: number; actionId: number } {
  const [ticketId = 0, actionId = 0] = noteId.split(':').map(Number);
  return { ticketId, actionId };
}
