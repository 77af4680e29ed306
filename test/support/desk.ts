import { vi } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { MovableClock } from '../../src/clock.ts';
import { type Part, type RawSettings, readConfig } from '../../src/config.ts';
import { createLogger, type Logger, silentLogger } from '../../src/logger.ts';
import type { AuditEntry } from '../../src/models/audit.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import type { PsaName } from '../../src/models/ticket.ts';
import type { ToolPolicy } from '../../src/models/tool-policy.ts';
import { clients } from '../../src/sandbox/demo-data.ts';
import { openSandbox, startOfflineWorld } from '../../src/sandbox/index.ts';
import type { PsaWindow, SeenNote } from '../../src/sandbox/psa-windows/psa-window.ts';
import { psaWindows } from '../../src/sandbox/psa-windows/psa-windows.ts';
import type { ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import type { SlackMessage } from '../../src/sandbox/slack/index.ts';
import type { SandboxTickets, SandboxWorld } from '../../src/sandbox/world.ts';
import { readSettings, type Settings } from '../../src/settings.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { PATIENCE } from './patience.ts';
import { TEST_ENVIRONMENT } from './test-environment.ts';

export interface TestDesk extends SandboxWorld {
  app: App;
  /** Another instance on the same database, which hears nothing and runs only what it is told to. Closed with the desk. */
  anotherApp(differently?: Partial<Settings>): Promise<App>;
  url: string;
  /** Every PSA as the demo people use it. */
  psa: Readonly<Record<PsaName, PsaWindow>>;
  /** Asks by direct message, and waits until the desk has nothing in hand. */
  ask(who: string, text: string): Promise<ServiceRequest>;
  /** The newest card a person was sent, as it looks now. Throws when there is none. */
  card(who: string): SlackMessage;
  cards(who: string): readonly SlackMessage[];
  approve(who: string): Promise<void>;
  deny(who: string, reason?: string): Promise<void>;
  /** Nothing is in hand, and every webhook was delivered and followed up. */
  settled(): Promise<void>;
  /** Back to the demo data; calls made so far are not counted any more. */
  reset(): Promise<void>;
  newest(): Promise<ServiceRequest>;
  /** Everything the bot said to a person directly, cards apart. */
  told(who: string): readonly string[];
  /** On its ticket, in whichever PSA that is, oldest first. */
  notes(request: ServiceRequest): readonly SeenNote[];
  /** Calls that changed something in the directory. */
  writes(): readonly ReceivedCall[];
  audit(): Promise<AuditEntry[]>;
  policy(tool: string, policy: ToolPolicy | null): Promise<void>;
  /** Which PSA Lakeside's tickets are in from now on, where approvers are asked, whether notes decide. */
  tickets(tickets: SandboxTickets): Promise<void>;
  /** Names of a person's groups in the directory. */
  groupsOf(key: string): readonly string[];
  /** The database behind the product's back. */
  database: TestDatabase;
  /** Everything in the database, as JSON text. */
  dump(): Promise<string>;
  /** The same to be compared: without what recurring jobs, which come in their own time, note of themselves. */
  records(): Promise<string>;
  close(): Promise<void>;
}

export interface TestDeskOptions {
  environment?: Readonly<Record<string, string>>;
  logger?: Logger;
  /** Settings of the model's client that differ from the sandbox's. */
  model?: { timeoutMs?: number; maxRetries?: number };
  /** Settings of other parts that differ from the sandbox's. */
  parts?: Partial<Record<Part, RawSettings>>;
  /** Parts that are simulated and not configured: an admin may connect them. */
  without?: readonly Part[];
}

/** The whole product in this process, on the real database engine, against the simulated vendors over HTTP. */
export async function openDesk({
  environment = {},
  logger = silentLogger,
  model = {},
  parts: changes = {},
  without = [],
}: TestDeskOptions = {}): Promise<TestDesk> {
  const database = await openTestDatabase();
  const clock = new MovableClock();
  const given = readConfig({ ...TEST_ENVIRONMENT, MONGODB_URI: database.uri, ...environment }, ['--sandbox']);
  const offline = { ...(await startOfflineWorld(given, { clock, logger })), disposable: true };
  const { parts } = offline.config;
  const changed = (Object.keys(changes) as Part[]).map((part) => [
    part,
    { ...parts[part], ...changes[part] },
  ]);
  const settings = readSettings({
    ...offline.config,
    parts: withoutParts(
      { ...parts, openai: { ...parts.openai, ...model }, ...Object.fromEntries(changed) },
      without,
    ),
  });
  const start = (others: Partial<Settings> = {}) =>
    createApp({
      general: offline.config.general,
      settings: { ...settings, ...others },
      clock,
      logger,
      sandbox: true,
    });
  const app = await start();
  const others: App[] = [];
  const sandbox = await openSandbox(app, offline, clock);
  const { url } = await app.listen(sandbox.router);
  await sandbox.deliverTo(url);
  return {
    ...sandbox.world,
    app,
    async anotherApp(differently) {
      const other = await start(differently);
      others.push(other);
      return other;
    },
    url,
    ...peopleSide(sandbox.world, app),
    database,
    dump: () => dumpOf(database),
    records: () => dumpOf(database, ['jobs', 'cursors']),
    async close() {
      await Promise.all([app, ...others, sandbox].map((one) => one.close()));
      await offline.close();
      await database.close();
    },
  };
}

async function dumpOf({ connection }: TestDatabase, except: readonly string[] = []): Promise<string> {
  const collections = ((await connection.db?.collections()) ?? [])
    .filter(({ collectionName }) => !except.includes(collectionName))
    .toSorted((one, other) => one.collectionName.localeCompare(other.collectionName));
  const documents = await Promise.all(
    collections.map(async (collection) => [collection.collectionName, await collection.find().toArray()]),
  );
  return JSON.stringify(documents);
}

type Parts = Partial<Record<Part, RawSettings>>;

function withoutParts(parts: Parts, without: readonly Part[]): Parts {
  return Object.fromEntries(Object.entries(parts).filter(([part]) => !without.includes(part as Part)));
}

function peopleSide(world: SandboxWorld, app: App) {
  const { slack, microsoft, control } = world;
  const psa = psaWindows(world);
  const windows = Object.values(psa);
  const settled = async () => {
    // A note that is written is a change itself, of which the PSA tells.
    for (let round = 0; round < 3; round += 1) {
      await app.idle();
      await Promise.all(windows.map((window) => window.settled()));
    }
    await app.idle();
  };
  let countedFrom = 0;
  const newest = async () => {
    const [request] = await app.stores.requests.recent(1);
    if (!request) throw new Error('no request was stored');
    return request;
  };
  const cards = (who: string) => slack.messagesSeenBy(who, 'dm').filter(isCard);
  const card = (who: string) => {
    const found = cards(who).at(-1);
    if (!found) throw new Error(`${who} was sent no card`);
    return found;
  };
  return {
    settled,
    psa,
    async reset() {
      for (const window of windows) {
        window.sendWebhooks(true);
        window.showInternalNotes(false);
        window.vendor.faults.clear();
      }
      await control.reset();
      countedFrom = microsoft.calls.length;
    },
    newest,
    cards,
    card,
    async ask(who: string, text: string) {
      await slack.says(who, 'dm', text);
      await settled();
      return newest();
    },
    async approve(who: string) {
      await slack.clicks(who, card(who), 'approval_approve');
      await settled();
    },
    async deny(who: string, reason?: string) {
      await slack.clicks(who, card(who), 'approval_deny');
      const modal = await vi.waitFor(() => formOf(slack, who), { ...PATIENCE, interval: 1 });
      await slack.submits(modal, reason === undefined ? {} : { reason });
      await settled();
    },
    told: (who: string) =>
      slack
        .messagesSeenBy(who, 'dm')
        .filter((message) => isFromBot(message) && !isCard(message))
        .map(({ text }) => text),
    notes({ ticket }: ServiceRequest) {
      const seen = ticket && clients.flatMap((client) => psa[ticket.psa].ticketsOf(client));
      return seen?.find(({ id }) => id === ticket?.id)?.notes ?? [];
    },
    writes: () =>
      microsoft.calls
        .slice(countedFrom)
        .filter(
          ({ method, path }) => method !== 'GET' && !path.includes('/oauth2/') && !path.endsWith('/$batch'),
        ),
    audit: () => app.stores.audit.read(0, 10_000),
    async policy(tool: string, policy: ToolPolicy | null) {
      const answer = await control.setPolicy('lakeside', tool, policy);
      if (answer.kind === 'refused') throw new Error(answer.sentence);
    },
    async tickets(tickets: SandboxTickets) {
      const answer = await control.setTickets('lakeside', tickets);
      if (answer.kind === 'refused') throw new Error(answer.sentence);
    },
    groupsOf: (key: string) =>
      microsoft.directory('lakeside').users.find(({ email }) => email.startsWith(`${key}@`))?.groups ?? [],
  };
}

function formOf(slack: SandboxWorld['slack'], who: string) {
  const form = slack.modalOf(who);
  if (!form) throw new Error(`${who} was shown no form`);
  return form;
}

function isFromBot(message: SlackMessage): boolean {
  return message.byBot;
}

/** Cards alone have a headline. */
function isCard(message: SlackMessage): boolean {
  return isFromBot(message) && message.blocks.some(({ type }) => type === 'header');
}

/** A desk whose log lines can be searched. */
export function rememberingLogger(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    logger: createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } }),
  };
}
