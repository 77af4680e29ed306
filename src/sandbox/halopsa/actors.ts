import { randomUUID } from 'node:crypto';
import type { Application } from './authentication.ts';
import type { ActionRecord, AgentRecord, UserRecord } from './records.ts';

/** Who does something: an agent in the browser, a user in the portal or by mail, or a program with its application. */
export type Actor =
  | { agent: AgentRecord; byMail?: boolean }
  | { user: UserRecord; byMail?: boolean }
  | { application: Application; shownAgentId?: number };

type Shown = Pick<
  ActionRecord,
  'who_type' | 'who_agentid' | 'actionby_agent_id' | 'actionby_user_id' | 'actionby_application_id'
>;

/** As whom an action is shown, and who acted. A program may have another agent shown; who acted stays its own. */
export function shown(actor: Actor): Shown {
  const nobody = { who_agentid: 0, actionby_agent_id: 0, actionby_user_id: 0, actionby_application_id: '' };
  if ('user' in actor) return { ...nobody, who_type: 1, actionby_user_id: actor.user.id };
  if ('agent' in actor) {
    return { ...nobody, who_type: 0, who_agentid: actor.agent.id, actionby_agent_id: actor.agent.id };
  }
  const { agentId, clientId } = actor.application;
  return {
    ...nobody,
    who_type: 0,
    who_agentid: actor.shownAgentId ?? agentId,
    actionby_agent_id: agentId,
    actionby_application_id: clientId,
  };
}

/** What says of an action that it was a mail, and in which direction. */
export function mailMarks(
  actor: Actor,
  mailed: boolean,
): Pick<ActionRecord, 'emaildirection' | 'internet_message_id'> {
  const cameIn = 'byMail' in actor && (actor.byMail ?? false);
  if (!cameIn && !mailed) return { emaildirection: '', internet_message_id: '' };
  return { emaildirection: cameIn ? 'I' : 'O', internet_message_id: `<${randomUUID()}@mail.example>` };
}
