import { addMs, type Clock, DAY_MS } from '../../clock.ts';
import { isPassing } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { AuditAction, AuditEntry } from '../../models/audit.ts';
import { isAdmin, type Person } from '../../models/person.ts';
import type { AuditStore, ClientStore, CursorStore, PersonStore } from '../../models/stores.ts';
import { onFirstWay, waysTo } from '../reach.ts';
import type { Surface, SurfaceDelivery } from '../surface.ts';
import { entryText } from './audit/search-trail.ts';
import { roleName } from './person/find-person.ts';

export interface TellAdminsDependencies {
  audit: Pick<AuditStore, 'read'>;
  cursors: Pick<CursorStore, 'readNumbers' | 'advanceNumber'>;
  people: Pick<PersonStore, 'technicians' | 'findMany'>;
  clients: Pick<ClientStore, 'all'>;
  surfaces: readonly Surface[];
  clock: Clock;
  logger: Logger;
}

/** Up to which entry everybody was told, and up to which somebody may have been. */
const TOLD = 'admins-told';
const TELLING = 'admins-telling';
const PAGE = 500;
const MOST_LINES = 10;
/** What is older was there before anybody was told of anything. */
const NEWS_MS = DAY_MS;

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

/**
 * Tells admins what another one has changed, in one message for all of it: a stolen account is noticed by the others. It
 * reads on in the trail from where it last came to. One caller at a time.
 */
export async function tellAdmins(dependencies: TellAdminsDependencies): Promise<void> {
  const { audit, cursors } = dependencies;
  const known = await cursors.readNumbers(TOLD, TELLING);
  const interrupted = known.get(TELLING) ?? 0;
  let told = known.get(TOLD) ?? 0;
  for (;;) {
    const read = await audit.read(told, PAGE);
    // What may have been said already is said again as it was, so that its key finds it.
    const entries = interrupted > told ? read.filter(({ sequence }) => sequence <= interrupted) : read;
    const last = entries.at(-1);
    if (!last) return;
    await tellOf(dependencies, entries, interrupted > told);
    await cursors.advanceNumber(TOLD, last.sequence);
    told = last.sequence;
  }
}

/** Employees are looked up and remembered by the product itself; those changes are nobody's deed. */
function isNews({ action, at, by, clientId }: AuditEntry, now: Date): boolean {
  const isAboutEmployee = action === 'person_changed' && clientId !== undefined;
  return NOTICED.has(action) && by !== undefined && !isAboutEmployee && at > addMs(now, -NEWS_MS);
}

async function tellOf(
  dependencies: TellAdminsDependencies,
  entries: readonly AuditEntry[],
  retry: boolean,
): Promise<void> {
  const { clients, clock, cursors } = dependencies;
  const news = entries.filter((entry) => isNews(entry, clock.now()));
  const last = news.at(-1);
  if (!last) return;
  const [people, all] = await Promise.all([whoIsTold(dependencies, news), clients.all()]);
  const names = new Map(all.map(({ id, name }) => [id, name]));
  await cursors.advanceNumber(TELLING, entries.at(-1)?.sequence ?? last.sequence);
  const told = await Promise.allSettled(
    people.map(async (person) => {
      const others = news.filter(({ by }) => by?.personId !== person.id);
      if (others.length === 0) return;
      const key = `admins/${last.sequence}/${person.id}`;
      await tell(dependencies, person, noticeOf(others, names), { key, retry });
    }),
  );
  const failed = told.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Every admin, and whoever was one until now. */
async function whoIsTold(
  { people }: Pick<TellAdminsDependencies, 'people'>,
  entries: readonly AuditEntry[],
): Promise<Person[]> {
  const wereAdmins = entries.flatMap(({ action, details }) =>
    action === 'role_changed' && details['from'] === roleName('msp_admin')
      ? [String(details['personId'])]
      : [],
  );
  const [deciding, former] = await Promise.all([people.technicians([]), people.findMany(wereAdmins)]);
  const admins = deciding.filter(isAdmin);
  const known = new Set(admins.map(({ id }) => id));
  return [...admins, ...former.filter(({ id, active }) => active && !known.has(id))];
}

function noticeOf(entries: readonly AuditEntry[], clientNames: ReadonlyMap<string, string>): string {
  const shown = entries.slice(0, MOST_LINES).map((entry) => `• ${entryText(entry, clientNames)}`);
  const more = entries.length - shown.length;
  return [
    'Another admin has changed something. Was it not meant to be? Ask them; “audit” shows all of it.',
    ...shown,
    ...(more > 0 ? [`• and ${more} more`] : []),
  ].join('\n');
}

/** Somebody who cannot be reached keeps nobody else from hearing of it, and what will not get better is not tried again. */
async function tell(
  { surfaces, logger }: TellAdminsDependencies,
  person: Person,
  text: string,
  delivery: SurfaceDelivery,
): Promise<void> {
  try {
    await onFirstWay(waysTo(surfaces, person), ({ surface, identity }) =>
      surface.tell(identity, text, delivery),
    );
  } catch (error) {
    if (isPassing(error)) throw error;
    logger.warn({ err: error, personId: person.id }, 'an admin could not be told what another has changed');
  }
}
