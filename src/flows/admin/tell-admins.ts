import { addMs, type Clock, DAY_MS } from '../../clock.ts';
import { isPassing } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { AuditAction, AuditEntry } from '../../models/audit.ts';
import { isAdmin, type Person } from '../../models/person.ts';
import type { AuditStore, ClientStore, CursorStore, PersonStore } from '../../models/stores.ts';
import { onFirstWay, type Way, waysTo, wayTo } from '../reach.ts';
import type { Surface, SurfaceDelivery } from '../surface.ts';
import { entryText } from './audit/search-trail.ts';
import { formerAccounts } from './person/former-accounts.ts';

export interface TellAdminsDependencies {
  audit: Pick<AuditStore, 'read'>;
  cursors: Pick<CursorStore, 'readNumbers' | 'advanceNumber'>;
  people: Pick<PersonStore, 'technicians'>;
  clients: Pick<ClientStore, 'all'>;
  surfaces: readonly Surface[];
  clock: Clock;
  logger: Logger;
}

/** Up to which entry everybody was told who is behind nobody, and up to which somebody may have been. */
const TOLD = 'admins-told';
const TELLING = 'admins-telling';
const PAGE = 500;
const MOST_LINES = 10;
/** Longer than chat is ever away. What is older is no news, as at the first start on a trail that is there. */
const NEWS_MS = 3 * DAY_MS;

/** What changes who or what may act. */
const NOTICED: ReadonlySet<AuditAction> = new Set([
  'policy_changed',
  'mode_changed',
  'role_changed',
  'client_changed',
  'person_changed',
  'integration_changed',
  'keys_rotated',
]);

/** Somebody who is told, each by themselves: one who is away keeps nothing from the others. */
interface Recipient {
  told: number;
  interrupted: number;
  cursors: { told: string; telling: string };
  tell(news: readonly AuditEntry[], retry: boolean): Promise<void>;
  failure?: unknown;
}

/**
 * Tells admins what another one has changed, in one message for all of it: a stolen account is noticed by the others.
 * Whoever loses a role or an account of an admin's is told there, too. It reads on in the trail from where the last of
 * them came to. One caller at a time.
 */
export async function tellAdmins(dependencies: TellAdminsDependencies): Promise<void> {
  const { audit, cursors, clock } = dependencies;
  const told = (await cursors.readNumbers(TOLD)).get(TOLD) ?? 0;
  let recipients: readonly Recipient[] | undefined;
  let read = told;
  let page: readonly AuditEntry[];
  do {
    page = await audit.read(read, PAGE);
    const last = page.at(-1);
    if (!last) break;
    const news = page.filter((entry) => isNews(entry, clock.now()));
    if (news.length > 0) {
      recipients ??= await recipientsOf(dependencies, told);
      const reading = { news, last: last.sequence };
      await Promise.all(recipients.map((recipient) => readOn(dependencies, recipient, reading)));
    }
    read = last.sequence;
    if (!recipients?.some(hasFailed)) await cursors.advanceNumber(TOLD, read);
  } while (page.length === PAGE);
  const failed = recipients?.find(hasFailed);
  if (failed) throw failed.failure;
}

function hasFailed({ failure }: Recipient): boolean {
  return failure !== undefined;
}

/** Employees are looked up and remembered by the product itself; those changes are nobody's deed. */
function isNews({ action, at, by, clientId }: AuditEntry, now: Date): boolean {
  const isAboutEmployee = action === 'person_changed' && clientId !== undefined;
  return NOTICED.has(action) && by !== undefined && !isAboutEmployee && at > addMs(now, -NEWS_MS);
}

/** Former accounts, and every admin: from where everybody is, or from where they are by themselves. */
async function recipientsOf(dependencies: TellAdminsDependencies, told: number): Promise<Recipient[]> {
  const { people, clients, cursors } = dependencies;
  const [deciding, all] = await Promise.all([people.technicians([]), clients.all()]);
  const clientNames = new Map(all.map(({ id, name }) => [id, name]));
  const admins = deciding.filter(isAdmin);
  const names = [FORMER, ...admins.map(cursorsOf)];
  const known = await cursors.readNumbers(...names.flatMap((one) => [one.told, one.telling]));
  const progress = (one: Recipient['cursors']) => ({
    told: Math.max(known.get(one.told) ?? 0, told),
    interrupted: known.get(one.telling) ?? 0,
    cursors: one,
  });
  return [
    {
      ...progress(FORMER),
      tell: (news, retry) => tellFormerAccounts(dependencies, news, { clientNames, retry }),
    },
    ...admins.map((admin) => ({
      ...progress(cursorsOf(admin)),
      tell: (news: readonly AuditEntry[], retry: boolean) =>
        tellAdmin(dependencies, admin, news, { clientNames, retry }),
    })),
  ];
}

const FORMER: Recipient['cursors'] = { told: `${TOLD}/former`, telling: `${TELLING}/former` };

function cursorsOf({ id }: Person): Recipient['cursors'] {
  return { told: `${TOLD}/${id}`, telling: `${TELLING}/${id}` };
}

interface Reading {
  news: readonly AuditEntry[];
  /** The last entry that was read, news or not. */
  last: number;
}

/** What may have been said already is said again by itself, as it was, so that its key finds it. */
async function readOn(
  { cursors }: TellAdminsDependencies,
  recipient: Recipient,
  { news, last }: Reading,
): Promise<void> {
  if (hasFailed(recipient)) return;
  const { interrupted } = recipient;
  const ends = interrupted > recipient.told && interrupted < last ? [interrupted, last] : [last];
  try {
    for (const end of ends) {
      const due = news.filter(({ sequence }) => sequence > recipient.told && sequence <= end);
      if (due.length === 0) continue;
      await cursors.advanceNumber(recipient.cursors.telling, end);
      await recipient.tell(due, end <= interrupted);
      await cursors.advanceNumber(recipient.cursors.told, end);
      recipient.told = end;
    }
  } catch (error) {
    recipient.failure = error;
  }
}

interface Telling {
  clientNames: ReadonlyMap<string, string>;
  retry: boolean;
}

async function tellAdmin(
  dependencies: TellAdminsDependencies,
  person: Person,
  news: readonly AuditEntry[],
  { clientNames, retry }: Telling,
): Promise<void> {
  // What was before they were an admin is no news to them.
  const others = news.filter(
    ({ at, by, details }) =>
      by?.personId !== person.id &&
      !isAbout(details, person) &&
      !(person.entrustedAt && at < person.entrustedAt),
  );
  const last = others.at(-1);
  if (!last) return;
  const text = noticeOf('Another admin has changed something.', others, clientNames);
  const delivery = { key: `admins/${last.sequence}/${person.id}`, retry };
  await tell(dependencies, waysTo(dependencies.surfaces, person), { text, delivery, personId: person.id });
}

/** That is told to the accounts which they had before. */
function isAbout(details: AuditEntry['details'], { id }: Person): boolean {
  return details['personId'] === id && formerAccounts(details).length > 0;
}

/** Not to wherever they are now: whoever takes an admin's account could give them one of their own. */
async function tellFormerAccounts(
  dependencies: TellAdminsDependencies,
  news: readonly AuditEntry[],
  { clientNames, retry }: Telling,
): Promise<void> {
  for (const entry of news) {
    if (entry.by?.personId === entry.details['personId']) continue;
    const text = noticeOf('Another admin has changed what is yours.', [entry], clientNames);
    for (const [place, identity] of formerAccounts(entry.details).entries()) {
      const way = wayTo(dependencies.surfaces, identity);
      const delivery = { key: `admins/${entry.sequence}/former/${place}`, retry };
      if (way)
        await tell(dependencies, [way], { text, delivery, personId: String(entry.details['personId']) });
    }
  }
}

function noticeOf(
  what: string,
  entries: readonly AuditEntry[],
  clientNames: ReadonlyMap<string, string>,
): string {
  const shown = entries.slice(0, MOST_LINES).map((entry) => `• ${entryText(forPeople(entry), clientNames)}`);
  const more = entries.length - shown.length;
  return [
    `${what} Was it not meant to be? Ask them; “audit” shows admins all of it.`,
    ...shown,
    ...(more > 0 ? [`• and ${more} more`] : []),
  ].join('\n');
}

/** Without what only the product needs. */
function forPeople(entry: AuditEntry): AuditEntry {
  const { personId: _, hadAccounts: __, ...details } = entry.details;
  return { ...entry, details };
}

interface Said {
  text: string;
  delivery: SurfaceDelivery;
  personId: string;
}

/** What will not get better is not tried again. */
async function tell(
  { logger }: TellAdminsDependencies,
  ways: readonly Way[],
  { text, delivery, personId }: Said,
): Promise<void> {
  try {
    await onFirstWay(ways, ({ surface, identity }) => surface.tell(identity, text, delivery));
  } catch (error) {
    if (isPassing(error)) throw error;
    logger.warn({ err: error, personId }, 'an admin could not be told what another has changed');
  }
}
