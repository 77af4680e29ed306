import { CountersignError } from '../src/errors.ts';
import { GROUP_CHAT, HELP_CHANNEL, type SimulatedTeams } from '../src/sandbox/teams/index.ts';
import { at, type Payload } from './recast.ts';

/**
 * Gives a recorded activity of Teams to the sandbox: from its connector, to its bot. With `as` it is somebody's there, in
 * their own chat, group chat or channel: the same words, with tenant, author and conversation replaced wherever they stand.
 */
export function recastActivity(activity: Payload, teams: SimulatedTeams, as: string | undefined): Payload {
  const swaps = new Map<unknown, string>([
    [at(activity, 'serviceUrl'), teams.serviceUrl],
    [at(activity, 'recipient', 'id'), `28:${teams.state.appId}`],
    ...(as === undefined ? [] : asSomebody(activity, teams, as)),
  ]);
  swaps.delete(undefined);
  return swapped(activity, swaps) as Payload;
}

function asSomebody(activity: Payload, teams: SimulatedTeams, as: string): [unknown, string][] {
  const { id, name, aadObjectId, tenantId } = findUser(teams, as);
  const [conversation] = String(at(activity, 'conversation', 'id')).split(';');
  const where = PLACES[String(at(activity, 'conversation', 'conversationType'))];
  return [
    [at(activity, 'from', 'id'), id],
    [at(activity, 'from', 'name'), name],
    [at(activity, 'from', 'aadObjectId'), aadObjectId],
    [at(activity, 'conversation', 'tenantId'), tenantId],
    [at(activity, 'channelData', 'tenant', 'id'), tenantId],
    [conversation, teams.conversation(as, where).id],
  ];
}

/** By the type of the recorded conversation; everything else is a personal chat. */
const PLACES: Readonly<Record<string, string>> = { groupChat: GROUP_CHAT, channel: HELP_CHANNEL };

function findUser({ state }: SimulatedTeams, key: string) {
  const users = [...state.users.values()];
  const user = users.find((one) => one.key === key);
  if (user) return user;
  const keys = users.map((one) => one.key).join(', ');
  throw new CountersignError('invalid_input', `Nobody is called “${key}”. There are: ${keys}`);
}

/** A channel's id stands before that of its reply chain too. */
function swapped(value: unknown, swaps: ReadonlyMap<unknown, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => swapped(one, swaps));
  if (typeof value === 'string') {
    const [id, ...chain] = value.split(';');
    return swaps.get(value) ?? [swaps.get(id) ?? id, ...chain].join(';');
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, swapped(inner, swaps)]));
}
