import { replayEvent } from '../src/bots/slack/index.ts';
import { ENDPOINT } from '../src/bots/teams/index.ts';
import { CountersignError } from '../src/errors.ts';
import { Baselines } from '../src/sandbox/console/baselines.ts';
import { readConsoleState } from '../src/sandbox/console/read-state.ts';
import { tell } from '../src/sandbox/scenarios/tell.ts';
import type { SimulatedSlack } from '../src/sandbox/slack/index.ts';
import type { StartedSandbox } from '../src/start.ts';
import { type Payload, type Role, recast } from './recast.ts';
import { recastActivity } from './recast-activity.ts';

/** What the product answered over HTTP. */
export interface Answer {
  status: number;
  body: string;
}

/** Gives a payload to the sandbox as its vendor would, by somebody or by whoever it is from. */
type Sender = (sandbox: StartedSandbox, recorded: Payload, as: string | undefined) => Promise<Answer>;

const SENDERS: Readonly<Record<string, Sender>> = {
  slack({ world, url, config }, recorded, as) {
    const payload = as === undefined ? recorded : recast(recorded, roleOf(world.slack, as));
    const signingSecret = String(config.parts.slack?.['signingSecret']);
    return replayEvent(payload, { appUrl: url, signingSecret });
  },
  async teams({ world: { teams }, url }, recorded, as) {
    const response = await fetch(`${url}${ENDPOINT}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${teams.mintToken()}` },
      body: JSON.stringify(recastActivity(recorded, teams, as)),
    });
    return { status: response.status, body: await response.text() };
  },
};

/** Throws `invalid_input` for a surface to which nothing can be replayed. */
export function senderTo(surface: string): Sender {
  const sender = SENDERS[surface];
  if (sender) return sender;
  throw new CountersignError(
    'invalid_input',
    `There is no surface “${surface}” to replay to. There are: ${Object.keys(SENDERS).join(', ')}`,
  );
}

/** Sends it, waits for all that follows, and gives the answer with the story of what became of it; empty for nothing. */
export async function replayInto(
  sandbox: StartedSandbox,
  send: Sender,
  { recorded, as }: { recorded: Payload; as?: string | undefined },
): Promise<{ answer: Answer; story: string }> {
  const answer = await send(sandbox, recorded, as);
  await sandbox.app.idle();
  const state = await readConsoleState(sandbox.world, new Baselines());
  return { answer, story: tell(state, []) };
}

function roleOf({ state }: SimulatedSlack, key: string): Role {
  const user = [...state.users.values()].find((one) => one.key === key && !one.bot);
  const keys = [...state.users.values()].filter(({ bot }) => !bot).map((one) => one.key);
  if (!user)
    throw new CountersignError('invalid_input', `Nobody is called “${key}”. There are: ${keys.join(', ')}`);
  const channels = [...state.channels.values()].filter(({ members }) => members.has(user.id));
  const im = channels.find(({ kind }) => kind === 'im')?.id ?? '';
  return {
    team: user.teamId,
    user: user.id,
    bot: state.workspaces.get(user.teamId)?.install?.botUserId ?? '',
    channels: { im, channel: channels.find(({ kind }) => kind === 'channel')?.id ?? im },
  };
}
