import type { Identity } from '../models/conversation.ts';
import type { PersonStore, RequestStore } from '../models/stores.ts';
import type { HomeView } from './desk.ts';
import { requestsOf } from './show-requests.ts';

/** What somebody is shown when they open the bot, by the role that they have now. */
export async function home(
  dependencies: { requests: RequestStore; people: PersonStore },
  identity: Identity,
): Promise<HomeView> {
  return { requests: await requestsOf(dependencies, identity) };
}
