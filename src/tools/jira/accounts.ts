import { MINUTE_MS } from '../../clock.ts';
import { errorCode } from '../../errors.ts';
import { remember } from '../../remember.ts';
import type { NoteAuthor } from '../psa.ts';
import type { JiraApi } from './api.ts';
import { carriesAnyMarker } from './note-text.ts';
import type { Account } from './schema.ts';

/** Licences change rarely; the account of a token never. */
const REMEMBERED_MS = 10 * MINUTE_MS;

/** Who people in Jira are to us. Throws `CountersignError`. */
export interface Accounts {
  /** Our own account id. */
  ourselves(): Promise<string>;
  authorOf(act: Act): Promise<NoteAuthor>;
}

/** Something that somebody did on an issue. */
export interface Act {
  by: Account | undefined;
  /** In a project of Jira Service Management. */
  isService: boolean;
  /** Only who works on the project can do it, such as an internal comment. */
  isInternal: boolean;
  /** Account id of the reporter. */
  reporterId: string | undefined;
  /** Our property is on it. */
  ourKey: string | undefined;
  text: string;
}

/** Looks people up and keeps them for a while. */
export function createAccounts(api: JiraApi): Accounts {
  const myself = remember(async () => (await api.myself()).accountId, { ttlMs: REMEMBERED_MS });
  const user = remember((accountId: string) => api.user(accountId), { ttlMs: REMEMBERED_MS });
  const isAgent = async (accountId: string) => {
    try {
      return (await user(accountId)).isAgent;
    } catch (error) {
      // Of an account that was deleted, what it wrote is left.
      if (errorCode(error) === 'not_found') return false;
      throw error;
    }
  };
  return {
    ourselves: () => myself('me'),
    authorOf: async (act) => authorOf(act, await myself('me'), isAgent),
  };
}

/**
 * Who did it. A `customer` is a contact, an `app` is a program. An Atlassian account is a technician's where it has an
 * agent's licence, or where only the project's own people can do such a thing. Any other Atlassian account is a contact
 * in Jira Service Management; elsewhere the reporter is one, and the rest are the team.
 */
export async function authorOf(
  act: Act,
  ourselves: string,
  isAgent: (accountId: string) => Promise<boolean>,
): Promise<NoteAuthor> {
  const { by } = act;
  if (!by) return { kind: 'automation' };
  if (by.accountId === ourselves) return { kind: isOurs(act) ? 'ourselves' : 'automation' };
  const named = { id: by.accountId, name: by.displayName };
  switch (by.accountType) {
    case 'customer':
      return { kind: 'contact', ...named };
    case 'atlassian':
      return { kind: (await isTechnician(act, by, isAgent)) ? 'technician' : 'contact', ...named };
    case 'app':
    case 'unknown':
      return { kind: 'automation' };
  }
}

/** Another program may have a token of the same account. */
function isOurs({ ourKey, text }: Act): boolean {
  return ourKey !== undefined || carriesAnyMarker(text);
}

async function isTechnician(
  { isInternal, isService, reporterId }: Act,
  { accountId }: Account,
  isAgent: (accountId: string) => Promise<boolean>,
): Promise<boolean> {
  if (isInternal || (await isAgent(accountId))) return true;
  return !isService && accountId !== reporterId;
}
