import { z } from 'zod';
import type { ApprovalChannel } from '../../models/client.ts';
import type { PsaName } from '../../models/ticket.ts';
import type { SandboxClient } from '../world.ts';
import type { AskedIn, AskingPlace } from './console-state.ts';

const Channels = z.object({ approvalChannels: z.array(z.string()).optional() });

/** Where a client's approvers are asked. The channel of a ticket is called after its PSA. */
export function askedInOf(client: SandboxClient): AskedIn {
  const { approvalChannels } = Channels.parse(client);
  if (!approvalChannels || approvalChannels.length === 0) return 'chat';
  const places = approvalChannels.flatMap((channel): AskingPlace[] => {
    if (channel === 'slack' || channel === 'teams') return [channel];
    return channel === client.psa ? ['ticket'] : [];
  });
  return places.length > 0 ? places : 'chat';
}

/** The same as it is configured; `null`: in chat, wherever people can be reached. */
export function channelsOf(askedIn: AskedIn, psa: PsaName): readonly ApprovalChannel[] | null {
  return askedIn === 'chat' ? null : askedIn.map((place) => (place === 'ticket' ? psa : place));
}
