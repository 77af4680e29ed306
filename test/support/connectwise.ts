import { MovableClock } from '../../src/clock.ts';
import {
  type SimulatedConnectWise,
  startSimulatedConnectWise,
} from '../../src/sandbox/connectwise/simulated-connectwise.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import {
  type ConnectWise,
  ConnectWiseSettings,
  connectConnectWise,
} from '../../src/tools/connectwise/index.ts';
import { testExchangeLog } from './exchange-log.ts';

/** A contact of company 42, Lakeside Dental. */
export const dana = 'dana@lakeside.example';

const credentials = {
  companyId: 'harborit',
  publicKey: 'publicKey123',
  privateKey: 'privateKey456',
  clientId: '0c0ffee0-0000-4000-8000-000000000000',
};

export interface ConnectWiseBench {
  vendor: SimulatedConnectWise;
  connectwise: ConnectWise;
  settings: ConnectWiseSettings;
  clock: MovableClock;
  /** Connects once more, with other settings. */
  connectWith(settings: Partial<ConnectWiseSettings>): ConnectWise;
}

/** Our ConnectWise room connected to a simulated ConnectWise over HTTP. Close `vendor` after use. */
export async function openConnectWiseBench(): Promise<ConnectWiseBench> {
  const clock = new MovableClock();
  const vendor = await startSimulatedConnectWise({ ...credentials, clients, msp, clock });
  const settings = ConnectWiseSettings.parse({ ...credentials, baseUrl: vendor.url, board: 'Help Desk' });
  const connectWith = (others: Partial<ConnectWiseSettings>) =>
    connectConnectWise(
      { clock, exchangeLog: testExchangeLog, allowLoopback: true },
      { ...settings, ...others },
    );
  return { vendor, connectwise: connectWith({}), settings, clock, connectWith };
}

/** Another program with the same kind of keys, writing an internal note in Tess's name. */
export async function programWrites(
  vendor: SimulatedConnectWise,
  ticketId: number,
  text: string,
): Promise<void> {
  const body = { text, internalAnalysisFlag: true, member: { identifier: 'ttanaka' } };
  await programPosts(vendor, `service/tickets/${ticketId}/notes`, body);
}

/** Such a program opening a ticket for Dana. Returns its id. */
export async function programOpensTicket(vendor: SimulatedConnectWise, summary: string): Promise<number> {
  const body = {
    summary,
    company: { id: 42 },
    board: { name: 'Help Desk' },
    contact: { id: 501 },
    externalXRef: 'alert-4711',
  };
  return ((await programPosts(vendor, 'service/tickets', body)) as { id: number }).id;
}

/** Such a program registering for callbacks. */
export async function programRegisters(
  vendor: SimulatedConnectWise,
  callback: { url: string; type: string },
): Promise<void> {
  await programPosts(vendor, 'system/callbacks', { ...callback, level: 'owner', objectId: 1 });
}

async function programPosts(vendor: SimulatedConnectWise, path: string, body: object): Promise<unknown> {
  const user = `${credentials.companyId}+${credentials.publicKey}:${credentials.privateKey}`;
  const response = await fetch(`${vendor.url}/v4_6_release/apis/3.0/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(user).toString('base64')}`,
      clientid: credentials.clientId,
      accept: 'application/vnd.connectwise.com+json; version=2025.8',
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the program was answered with ${response.status}`);
  return response.json();
}
