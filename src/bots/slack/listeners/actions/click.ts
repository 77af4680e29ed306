import type { BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Identity } from '../../../../models/conversation.ts';
import { interactionInstallationKey, interactionUser } from '../../envelope.ts';

export type ClickArguments = SlackActionMiddlewareArgs<BlockAction>;

/** A tap on a button of ours, by a person whose identity Slack vouches for. */
export interface Click {
  by: Identity;
  /** The install in which it happened. */
  key: string;
  /** Where the message with the button is; absent for a button of a home or a modal. */
  channel?: string;
  value: string | undefined;
  triggerId: string;
}

/** Who tapped what, where, from what Slack signed. */
export function readClick({ body, payload }: Pick<ClickArguments, 'body' | 'payload'>): Click {
  const by = interactionUser(body);
  return {
    by,
    key: interactionInstallationKey(body),
    ...(body.channel ? { channel: body.channel.id } : {}),
    value: (payload as ButtonAction).value,
    triggerId: body.trigger_id,
  };
}
