import { type Clock, MINUTE_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type {
  LockedInstallation,
  SlackInstallation,
  SlackInstallationStore,
} from '../../models/integration.ts';

/** Where the bot is installed, read from the store at most once a minute for each workspace. */
export interface Installations {
  find(key: string): Promise<SlackInstallation | undefined>;
  /** As `find`. Throws `unauthenticated` where the bot is not installed. */
  get(key: string): Promise<SlackInstallation>;
  save(installation: SlackInstallation): Promise<void>;
  remove(key: string): Promise<void>;
  all(): Promise<SlackInstallation[]>;
  locked(): Promise<LockedInstallation[]>;
  /** Reads the store the next time: a token was refused, so that another process may have replaced it. */
  forget(key: string): void;
}

/** Another process may install or remove; within this time it is noticed here, and Slack refuses dead tokens anyway. */
const REMEMBERED_MS = MINUTE_MS;

/** Installs from the store, kept for a moment. */
export function rememberInstallations(store: SlackInstallationStore, clock: Clock): Installations {
  const known = new Map<string, { installation: SlackInstallation; readAt: number }>();
  const find = async (key: string) => {
    const now = clock.now().getTime();
    const entry = known.get(key);
    if (entry && now - entry.readAt < REMEMBERED_MS) return entry.installation;
    const installation = await store.find(key);
    if (installation) known.set(key, { installation, readAt: now });
    else known.delete(key);
    return installation;
  };
  return {
    find,
    async get(key) {
      const installation = await find(key);
      if (installation) return installation;
      throw new CountersignError('unauthenticated', `the bot is not installed in ${key}`, {
        vendor: 'slack',
      });
    },
    async save(installation) {
      await store.save(installation);
      known.delete(installation.key);
    },
    async remove(key) {
      await store.remove(key);
      known.delete(key);
    },
    all: () => store.all(),
    locked: () => store.locked(),
    forget: (key) => void known.delete(key),
  };
}
