import type { Identity } from '../../models/conversation.ts';

/**
 * Who did something, and in which install, from the envelope that Slack signed. The bot's key in a workspace is its team
 * id, in an organization-wide install the enterprise id; a person's tenant is their own workspace, or that organization.
 */

export interface EventEnvelope {
  team_id?: string;
  enterprise_id?: string;
  is_ext_shared_channel?: boolean;
  authorizations?: {
    team_id: string | null;
    enterprise_id: string | null;
    is_enterprise_install?: boolean;
  }[];
}

/** The install to which an event belongs: in a channel shared with others, not the sender's. */
export function eventInstallationKey(envelope: EventEnvelope): string {
  const [authorization] = envelope.authorizations ?? [];
  const organization = authorization?.is_enterprise_install ? authorization.enterprise_id : undefined;
  return organization ?? authorization?.team_id ?? envelope.team_id ?? '';
}

export interface SentEvent {
  user?: string;
  team?: string;
  user_team?: string;
  source_team?: string;
}

/** Whoever sent a message or opened the home. In a shared channel the sender's own workspace is named in the event. */
export function eventSender(envelope: EventEnvelope, event: SentEvent): Identity | undefined {
  if (event.user === undefined) return undefined;
  const key = eventInstallationKey(envelope);
  const home = event.user_team ?? event.source_team ?? event.team ?? envelope.team_id ?? key;
  const isOrganization = envelope.authorizations?.[0]?.is_enterprise_install === true;
  const ofOrganization = isOrganization && !isForeign(envelope);
  return { provider: 'slack', tenant: ofOrganization ? key : home, user: event.user };
}

/** In an organization, a sender without the organization's id came in through a shared channel. */
function isForeign(envelope: EventEnvelope): boolean {
  return (
    envelope.is_ext_shared_channel === true &&
    envelope.enterprise_id !== envelope.authorizations?.[0]?.enterprise_id
  );
}

export interface InteractionEnvelope {
  user: { id: string; team_id?: string };
  team?: { id: string; enterprise_id?: string } | null;
  enterprise?: { id: string } | null;
  is_enterprise_install?: boolean | undefined;
}

/** The install that an interaction came through: of the organization, or of the workspace. */
export function interactionInstallationKey(envelope: InteractionEnvelope): string {
  const organization = envelope.is_enterprise_install ? envelope.enterprise?.id : undefined;
  return organization ?? envelope.team?.id ?? envelope.user.team_id ?? '';
}

/**
 * Whoever clicked. Slack authorises a click by somebody of a connected workspace as the host workspace's, so that only
 * their own `team_id` tells them apart. In an organization they are its member where both teams are the same.
 */
export function interactionUser(envelope: InteractionEnvelope): Identity {
  const key = interactionInstallationKey(envelope);
  const home = envelope.user.team_id ?? envelope.team?.id ?? '';
  const ofOrganization = envelope.is_enterprise_install === true && home !== '' && home === envelope.team?.id;
  return { provider: 'slack', tenant: ofOrganization ? key : home, user: envelope.user.id };
}

export interface CommandEnvelope {
  team_id: string;
  user_id: string;
  enterprise_id?: string;
  /** Text in a command's form. */
  is_enterprise_install?: string | boolean;
}

/** The install that a command came through. */
export function commandInstallationKey(envelope: CommandEnvelope): string {
  return commandUser(envelope).tenant;
}

/** A command is always given in the person's own workspace. */
export function commandUser(envelope: CommandEnvelope): Identity {
  const organization = String(envelope.is_enterprise_install) === 'true' ? envelope.enterprise_id : undefined;
  return { provider: 'slack', tenant: organization ?? envelope.team_id, user: envelope.user_id };
}
