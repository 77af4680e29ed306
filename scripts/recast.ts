/** A payload as Slack sends it. */
export type Payload = Readonly<Record<string, unknown>>;

/** Somebody in the sandbox, with the places they would write in. */
export interface Role {
  team: string;
  user: string;
  bot: string;
  /** For direct messages, and for everything else. */
  channels: { im: string; channel: string };
}

/**
 * Gives a recorded payload to somebody in the sandbox: the same words and structure, with workspace, author, channel
 * and mentioned bot replaced wherever they stand, and without an organization.
 */
export function recast(payload: Payload, role: Role): Payload {
  const found = actorsOf(payload);
  const isDirect = at(payload, 'event', 'channel_type') === 'im';
  const swaps = new Map<unknown, string>([
    [found.channel, isDirect ? role.channels.im : role.channels.channel],
    [found.team, role.team],
    [at(payload, 'team_id'), role.team],
    [found.user, role.user],
    [found.bot, role.bot],
  ]);
  swaps.delete(undefined);
  return swapped(payload, swaps) as Payload;
}

/** Events, interactions and commands each name them in their own way. */
function actorsOf(payload: Payload) {
  const text = at(payload, 'event', 'text');
  const mention = typeof text === 'string' ? /<@([A-Z0-9]+)>/.exec(text)?.[1] : undefined;
  return {
    team: at(payload, 'event', 'team') ?? at(payload, 'user', 'team_id') ?? at(payload, 'team_id'),
    user: at(payload, 'event', 'user') ?? at(payload, 'user', 'id') ?? at(payload, 'user_id'),
    channel: at(payload, 'event', 'channel') ?? at(payload, 'channel', 'id') ?? at(payload, 'channel_id'),
    bot: mention,
  };
}

/** What stands at a place of a payload; undefined where there is none. */
export function at(payload: unknown, ...path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return payload;
  if (typeof payload !== 'object' || payload === null) return undefined;
  return at((payload as Payload)[name], ...rest);
}

const OF_AN_ORGANIZATION = new Set([
  'enterprise',
  'enterprise_id',
  'enterprise_name',
  'is_enterprise_install',
]);

function swapped(value: unknown, swaps: ReadonlyMap<unknown, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => swapped(one, swaps));
  if (typeof value === 'string')
    return swaps.get(value) ?? value.replace(/<@([A-Z0-9]+)>/g, (as, id) => mentionOf(swaps.get(id), as));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !OF_AN_ORGANIZATION.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, swapped(inner, swaps)]));
}

function mentionOf(user: string | undefined, asItWas: string): string {
  return user === undefined ? asItWas : `<@${user}>`;
}
