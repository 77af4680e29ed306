import { errorCode } from '../../errors.ts';
import type { Surface } from '../../flows/surface.ts';
import type { Logger } from '../../logger.ts';
import type { MessageQueues } from '../../message-queues.ts';
import type { Identity, MessageRef } from '../../models/conversation.ts';
import type { SlackApi } from './api.ts';
import { findSent, type Place, postOnce, updateMessage } from './messages.ts';
import { createDirectChannels, findByEmail, findPerson } from './people.ts';
import { renderCard } from './render-card.ts';
import { renderSecretOffer, renderText } from './render-text.ts';

/** While the agent is at work on a message. */
const WORKING_REACTION = 'eyes';

export interface SurfaceDependencies {
  api: SlackApi;
  queues: MessageQueues;
  logger: Logger;
}

/** Slack as the flows see it. */
export function createSlackSurface({ api, queues, logger }: SurfaceDependencies): Surface {
  const directChannel = createDirectChannels(api);
  const directPlace = async (to: Identity): Promise<Place> => ({
    key: to.tenant,
    channel: await directChannel(to),
  });
  const messages = { api, queues };
  return {
    name: 'slack',
    can: { replies: true, approvalCards: true, working: true, directMessages: true, oneTimeSecrets: true },
    reply: ({ tenant, conversation, thread }, text, delivery) =>
      postOnce(messages, { key: tenant, channel: conversation, thread }, renderText(text), delivery),
    tell: async (to, text, delivery) => postOnce(messages, await directPlace(to), renderText(text), delivery),
    sendApprovalCard: async (to, card, delivery) =>
      postOnce(messages, await directPlace(to), renderCard(card), delivery),
    findApprovalCard: async (to, key) => findSent(messages, await directPlace(to), key),
    updateApprovalCard: (message, card) => updateMessage(messages, message, renderCard(card)),
    offerSecret: async (to, offer, delivery) =>
      postOnce(messages, await directPlace(to), renderSecretOffer(offer), delivery),
    showWorking: (message, working) => showWorking({ api, logger }, message, working),
    findPerson: (identity) => findPerson(api, identity),
    findByEmail: (tenant, email) => findByEmail(api, tenant, email),
  };
}

async function showWorking(
  { api, logger }: Pick<SurfaceDependencies, 'api' | 'logger'>,
  { tenant, conversation, message }: MessageRef,
  working: boolean,
): Promise<void> {
  const reaction = { channel: conversation, timestamp: message, name: WORKING_REACTION };
  try {
    await api.call(tenant, (client) =>
      working ? client.reactions.add(reaction) : client.reactions.remove(reaction),
    );
  } catch (error) {
    logger.debug({ code: errorCode(error), working }, 'a reaction could not be changed');
  }
}
