import type { SafeText, Surface, SurfaceDelivery } from '../../flows/surface.ts';
import type { Identity } from '../../models/conversation.ts';
import type { CardMessage } from './cards/adaptive-card.ts';
import { noticeCard } from './cards/answer-card.ts';
import { approvalCardOf } from './cards/approval-card.ts';
import { secretOfferCard } from './cards/secret-card.ts';
import { findSent, type MessagesDependencies, postOnce, postPersonally, updateMessage } from './messages.ts';
import { findByEmail, findPerson, type PeopleDependencies } from './people.ts';
import type { Place } from './places.ts';
import type { WorkingSigns } from './working.ts';

export type SurfaceDependencies = MessagesDependencies & PeopleDependencies & { working: WorkingSigns };

/** Teams as the flows see it. */
export function createTeamsSurface(dependencies: SurfaceDependencies): Surface {
  const { places, working } = dependencies;
  const toPerson = (to: Identity, message: (place: Place) => CardMessage, delivery: SurfaceDelivery) =>
    postPersonally(dependencies, { to, message, delivery });
  return {
    name: 'teams',
    can: { replies: true, approvalCards: true, working: true, directMessages: true, oneTimeSecrets: true },
    reply: async (to, text, delivery) =>
      postOnce(dependencies, await places.of(to), sayingOf(text), delivery),
    tell: (to, text, delivery) => toPerson(to, () => sayingOf(text), delivery),
    sendApprovalCard: (to, card, delivery) =>
      toPerson(
        to,
        ({ teamsUserId }) => approvalCardOf(card, { refreshUserIds: readersOf(teamsUserId) }),
        delivery,
      ),
    findApprovalCard: async (_to, key) => findSent(dependencies, key),
    updateApprovalCard: (message, card) =>
      updateMessage(dependencies, message, (reader) =>
        approvalCardOf(card, { refreshUserIds: readersOf(reader) }),
      ),
    offerSecret: (to, offer, delivery) => toPerson(to, () => secretOfferCard(offer), delivery),
    showWorking: (message, isWorking) => working.show(message, isWorking),
    findPerson: (identity) => findPerson(dependencies, identity),
    findByEmail: (tenant, email) => findByEmail(dependencies, tenant, email),
  };
}

/** Whatever is said carries its key, for which it has to be a card; see `trackable.ts`. */
function sayingOf(text: SafeText): CardMessage {
  return noticeCard(text);
}

function readersOf(teamsUserId: string | undefined): string[] {
  return teamsUserId === undefined ? [] : [teamsUserId];
}
