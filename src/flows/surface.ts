import type { ApprovalKind } from '../models/approval.ts';
import type { Language } from '../models/client.ts';
import type { ConversationRef, Identity, MessageRef, SurfaceName } from '../models/conversation.ts';
import type { Fact } from '../models/plan.ts';
import type { TechnicianNote } from '../models/request.ts';

/**
 * A place where people and the bot meet, as the flows see it. Each call throws `CountersignError` when it fails;
 * `not_found` says that this person cannot be reached here, and another surface is tried.
 */
export interface Surface {
  readonly name: SurfaceName;
  readonly can: SurfaceCapabilities;
  /** Says something to the requester where they asked (in the thread, where there are threads). */
  reply(to: ConversationRef, text: SafeText, delivery: SurfaceDelivery): Promise<MessageRef>;
  /** Says something to one person directly. */
  tell(to: Identity, text: SafeText, delivery: SurfaceDelivery): Promise<MessageRef>;
  /** Asks one person to approve, directly. */
  sendApprovalCard(to: Identity, card: ApprovalCard, delivery: SurfaceDelivery): Promise<MessageRef>;
  /** The card that an interrupted attempt with this key sent, if it did. */
  findApprovalCard(to: Identity, key: string): Promise<MessageRef | undefined>;
  /** Brings a card that was sent to its present state. Idempotent. A card whose message is gone is no error. */
  updateApprovalCard(message: MessageRef, card: ApprovalCard): Promise<void>;
  /** Offers the person a button that shows a one-time secret to them alone. */
  offerSecret(to: Identity, offer: SecretOffer, delivery: SurfaceDelivery): Promise<MessageRef>;
  /** Shows or removes the sign that the agent is at work on a message. Best effort: never throws. */
  showWorking(message: MessageRef, working: boolean): Promise<void>;
  /** Who this account belongs to; undefined when unknown, a bot, a guest from elsewhere or deactivated. */
  findPerson(identity: Identity): Promise<SurfacePerson | undefined>;
  /** The account with this address in a tenant (workspace), if there is exactly one that can be reached. */
  findByEmail(tenant: string, email: string): Promise<Identity | undefined>;
}

/** What a surface is able to do; the flows ask this, never its name. */
export interface SurfaceCapabilities {
  /** A reply reaches the requester where they asked; elsewhere (a call is over) they are told directly. */
  replies: boolean;
  approvalCards: boolean;
  working: boolean;
  directMessages: boolean;
  oneTimeSecrets: boolean;
}

/** The idempotency key of something said, and whether an earlier attempt may have gone through. */
export interface SurfaceDelivery {
  /** Idempotency key: stored in the message where the surface has room, and looked for first when `retry` is true. */
  key: string;
  /** An earlier attempt may have arrived. */
  retry: boolean;
  /** In which the text is; English when absent. A voice has to know it. */
  language?: Language;
  /** For this person's eyes, such as a code: never to be spoken, since a machine may answer. */
  writtenOnly?: boolean;
}

/** Plain text; each surface escapes it for itself. Line breaks are kept, and lines starting with `• ` are a list. */
export type SafeText = string;

/** Somebody, as the surface knows them. */
export interface SurfacePerson {
  displayName: string;
  /** Verified by the workspace. */
  email?: string;
}

/** What an approver is shown: semantic, rendered by each surface. Every string is data from outside and is escaped there. */
export interface ApprovalCard {
  requestId: string;
  approvalId: string;
  /** The digest this card shows: a click on a card of another plan decides nothing. */
  planDigest: string;
  kind: ApprovalKind;
  state: ApprovalCardState;
  clientName: string;
  requesterName: string;
  /** How a caller was identified: `By phone, from the number on file; confirmed with a code in Slack`. */
  identifiedBy?: string;
  /** The requester's own words. */
  requestText: string;
  /** The agent's words, quoted and labelled as such. */
  diagnosis: string;
  steps: readonly ApprovalCardStep[];
  /** What technicians have written on the ticket while it waits, newest last. */
  technicianNotes?: readonly TechnicianNote[];
  ticket?: { label: string; url?: string };
  /** Why it is they who are asked, where that is not plain: they stand in for a manager. */
  askedBecause?: string;
  /** `Max Moreno (manager) must approve too`; absent when this signature is the only one. */
  alsoNeeded?: string;
  expiresAt: Date;
}

/** One step on a card. */
export interface ApprovalCardStep {
  summary: string;
  before: readonly Fact[];
  after: readonly Fact[];
  highRisk: boolean;
  riskReasons: readonly string[];
}

/** What a card shows at its foot, and whether it has buttons. */
export type ApprovalCardState =
  | { kind: 'waiting' }
  /** This signature is given; the plan may still wait for another. */
  | { kind: 'approved'; by: string; at: Date; waitingFor?: string }
  | { kind: 'denied'; by: string; at: Date; reason?: string }
  | { kind: 'expired' }
  | { kind: 'withdrawn'; reason: string };

/** A secret that somebody can fetch once. */
export interface SecretOffer {
  requestId: string;
  step: number;
  /** `Your new temporary password is ready`. */
  text: SafeText;
  expiresAt: Date;
}
