import { SECOND_MS } from './clock.ts';
import { describeForTechnician } from './errors.ts';
import { type Finding, fine, trouble } from './finding.ts';
import type {
  IntegrationAdmin,
  IntegrationKind,
  Tried,
  WebhookPlace,
} from './flows/admin/integration/integration-admin.ts';
import type { LiveVendors } from './live-vendors.ts';
import type { IntegrationName } from './models/integration.ts';
import type { ClientStore } from './models/stores.ts';
import { SYSTEM_TITLES } from './system-titles.ts';
import { settingFields } from './tools/integration-room.ts';
import { type Connection, VENDOR_SYSTEMS, type VendorSystem, type Watched } from './vendor-systems.ts';

/** Somebody waits for it in chat. */
const TRY_MS = 30 * SECOND_MS;
/** As above, for what may be left undone. */
const TAKE_BACK_MS = 10 * SECOND_MS;
/** Tenants that are looked at side by side. */
const TENANTS_AT_ONCE = 8;

/** What connecting by command is done with. */
export interface IntegrationAdminInput {
  watched: Watched;
  live: LiveVendors;
  clients: ClientStore;
  /** Where vendors reach us, without a trailing slash; undefined while nobody has said. */
  publicUrl: () => string | undefined;
  tryMs?: number;
  takeBackMs?: number;
}

/** Where a PSA sends its webhooks. */
export function callbacksPath(psa: IntegrationName): string {
  return `/${psa}/callbacks`;
}

/** The systems that can be connected, for the flows. */
export function createIntegrationAdmin(input: IntegrationAdminInput): IntegrationAdmin {
  const { watched, live } = input;
  return {
    kinds: VENDOR_SYSTEMS.map(kindOf),
    connected: () => live.connected(),
    async tryOut(name, given) {
      const connecting = systemNamed(name).connect(watched, given);
      if (connecting.kind === 'unfit') return connecting;
      return triedOut(await within(input, look(input, connecting.connection)));
    },
    async check(name) {
      const connection = live.connection(name);
      return connection && within(input, look(input, connection));
    },
    refresh: () => live.refresh(),
    askForWebhooks: (name) => askForWebhooks(input, name),
    takeBackWebhooks: (name) => takeBackWebhooks(input, name),
    webhookPlace: (name) => webhookPlace(input, name),
  };
}

function systemNamed(name: IntegrationName): VendorSystem {
  const found = VENDOR_SYSTEMS.find(({ room }) => room.name === name);
  if (!found) throw new Error(`there is no system ${name}`);
  return found;
}

function kindOf({ room }: VendorSystem): IntegrationKind {
  const { name, guide, may, webhooks } = room;
  const title = SYSTEM_TITLES[name];
  return { name, title, guide, may, fields: settingFields(room), ...(webhooks && { webhooks }) };
}

/** Each room looks first whether we are known there, and finds nothing else unless we are. */
function triedOut(findings: readonly Finding[]): Tried {
  return { kind: findings[0]?.kind === 'fine' ? 'signed_in' : 'not_signed_in', findings };
}

function within({ tryMs = TRY_MS }: IntegrationAdminInput, looking: Promise<Finding[]>): Promise<Finding[]> {
  const fix = 'Check the address and whether this machine may reach it over https, and try again.';
  return bounded(looking, tryMs, [trouble('Connection', noAnswer(tryMs), fix)]);
}

/** What the work comes to, or `late` when it does not end in time. */
async function bounded<Result>(work: Promise<Result>, ms: number, late: Result): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<Result>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

function noAnswer(ms: number): string {
  return `there was no answer within ${ms / SECOND_MS} seconds`;
}

function look({ clients }: IntegrationAdminInput, connection: Connection): Promise<Finding[]> {
  return connection.kind === 'directory' ? lookAtTenants(clients, connection) : connection.check();
}

/** Of all clients. The app is known when one of the tenants knows it: others may not have consented yet. */
async function lookAtTenants(
  clients: ClientStore,
  { check }: Extract<Connection, { kind: 'directory' }>,
): Promise<Finding[]> {
  const all = await clients.all();
  if (all.length === 0)
    return [
      trouble('App registration', 'there is no client whose tenant could be tried', 'Add a client first.'),
    ];
  const looked: { name: string; result: Awaited<ReturnType<typeof check>> }[] = [];
  for (let from = 0; from < all.length; from += TENANTS_AT_ONCE) {
    const some = all.slice(from, from + TENANTS_AT_ONCE);
    looked.push(
      ...(await Promise.all(
        some.map(async ({ name, entraTenantId }) => ({ name, result: await check(entraTenantId) })),
      )),
    );
  }
  const isKnown = looked.some(({ result }) => result.kind === 'working' || result.signedIn);
  return [
    ...(isKnown ? [fine('App registration')] : []),
    ...looked.map(({ name, result }) =>
      result.kind === 'working'
        ? fine(`Tenant of ${name}`)
        : trouble(`Tenant of ${name}`, 'it cannot be used completely', result.fix),
    ),
  ];
}

async function askForWebhooks(
  { live, publicUrl }: IntegrationAdminInput,
  name: IntegrationName,
): Promise<string | undefined> {
  const connection = live.connection(name);
  if (connection?.kind !== 'psa' || !connection.hooks.register) return undefined;
  const { psa, hooks } = connection;
  const address = publicUrl();
  if (address === undefined)
    return 'PUBLIC_URL is not set, so that it cannot tell us of changes: tickets are polled.';
  try {
    await hooks.register?.(`${address}${callbacksPath(psa.name)}`);
    return undefined;
  } catch (error) {
    return `It could not be asked to tell us of changes (${describeForTechnician(error)}): tickets are polled.`;
  }
}

async function takeBackWebhooks(
  input: IntegrationAdminInput,
  name: IntegrationName,
): Promise<string | undefined> {
  // Another process may have stored what is to be left.
  await input.live.refresh();
  const byHand = webhookPlace(input, name)?.address;
  if (byHand !== undefined) return `If there is a webhook to ${byHand}, delete it there, too.`;
  const base = input.publicUrl();
  const { webhooksLeft } = systemNamed(name).room;
  if (webhooksLeft === undefined || base === undefined) return undefined;
  const address = `${base}${callbacksPath(name)}`;
  const problem = await whyNotTakenBack(input, name, address);
  if (problem === undefined) return undefined;
  return `Its webhooks to ${address} could not be removed (${problem}): ${webhooksLeft}`;
}

/** Undefined: nothing of ours is left there. */
async function whyNotTakenBack(
  { live, takeBackMs = TAKE_BACK_MS }: IntegrationAdminInput,
  name: IntegrationName,
  address: string,
): Promise<string | undefined> {
  const connection = live.connection(name);
  if (!connection) return 'it cannot be used as it is stored';
  if (connection.kind !== 'psa') return undefined;
  const removing = connection.hooks.unregister?.(address) ?? Promise.resolve();
  return bounded(
    removing.then(() => undefined, describeForTechnician),
    takeBackMs,
    noAnswer(takeBackMs),
  );
}

function webhookPlace(
  { live, publicUrl }: IntegrationAdminInput,
  name: IntegrationName,
): WebhookPlace | undefined {
  const connection = live.connection(name);
  const { webhooks } = systemNamed(name).room;
  if (connection?.kind !== 'psa' || webhooks === undefined) return undefined;
  const base = publicUrl();
  if (base === undefined) return { how: webhooks };
  // The end of the address is a secret: whoever has entered it knows it.
  const end = connection.hooks.secretPath === undefined ? '' : '/END-OF-THE-WEBHOOK-ADDRESS';
  return { how: webhooks, address: `${base}${callbacksPath(connection.psa.name)}${end}` };
}
