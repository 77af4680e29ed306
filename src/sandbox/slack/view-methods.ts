import { SECOND_MS } from '../../clock.ts';
import { problemsInView } from './block-limits.ts';
import { presentView } from './present.ts';
import { changed, nextId, nextTs, type SlackState, type SlackView } from './state.ts';
import { type Method, type MethodAnswer, type MethodCall, refuse, refuseWithMessages } from './web-api.ts';

const TRIGGER_LIFETIME_MS = 3 * SECOND_MS;
const MODALS_ON_TOP_OF_EACH_OTHER = 3;

/** Methods about windows and App Home. */
export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': { required: ['trigger_id', 'view'], scopes: [], run: (call) => showModal(call, 'open') },
  'views.push': { required: ['trigger_id', 'view'], scopes: [], run: (call) => showModal(call, 'push') },
  'views.update': { required: ['view'], scopes: [], run: updateView },
  'views.publish': { required: ['user_id', 'view'], scopes: [], run: publishHome },
};

/** A view as the app sent it, made one of Slack's. */
export function createView(
  state: SlackState,
  of: { teamId: string; userId: string },
  content: unknown,
): SlackView {
  return { id: nextId(state, 'V0'), ...of, hash: nextTs(state), content: content as SlackView['content'] };
}

/** A new trigger, as a click, a command or a submission carries it: good once, for three seconds. */
export function createTrigger(state: SlackState, of: { teamId: string; userId: string }): string {
  const id = `${nextId(state, '')}.${of.teamId}.${of.userId}`;
  state.triggers.set(id, { ...of, madeAt: state.clock.now(), used: false });
  return id;
}

function showModal({ state, workspace, input }: MethodCall, how: 'open' | 'push'): MethodAnswer {
  const trigger = state.triggers.get(String(input['trigger_id']));
  if (!trigger || trigger.teamId !== workspace.id) return refuse('invalid_trigger_id');
  if (trigger.used) return refuse('exchanged_trigger_id');
  if (state.clock.now().getTime() - trigger.madeAt.getTime() > TRIGGER_LIFETIME_MS)
    return refuse('expired_trigger_id');
  const problems = problemsInView(input['view'] as Record<string, unknown>);
  if (problems.length > 0) return refuseWithMessages('invalid_arguments', problems);
  const open = state.modals.get(trigger.userId) ?? [];
  if (how === 'push' && open.length >= MODALS_ON_TOP_OF_EACH_OTHER) return refuse('push_limit_reached');

  trigger.used = true;
  const view = createView(state, { teamId: trigger.teamId, userId: trigger.userId }, input['view']);
  state.modals.set(trigger.userId, how === 'push' ? [...open, view] : [view]);
  changed(state);
  return { ok: true, view: presentView(state, view, { blocks: false }) };
}

function updateView({ state, workspace, input }: MethodCall): MethodAnswer {
  const problems = problemsInView(input['view'] as Record<string, unknown>);
  if (problems.length > 0) return refuseWithMessages('invalid_arguments', problems);
  for (const [userId, open] of state.modals) {
    const view = open.find((one) => one.id === input['view_id'] && one.teamId === workspace.id);
    if (!view) continue;
    if (input['hash'] !== undefined && input['hash'] !== view.hash) return refuse('hash_conflict');
    const next = { ...view, hash: nextTs(state), content: input['view'] as SlackView['content'] };
    state.modals.set(
      userId,
      open.map((one) => (one.id === next.id ? next : one)),
    );
    changed(state);
    return { ok: true, view: presentView(state, next, { blocks: false }) };
  }
  return refuse('not_found');
}

function publishHome({ state, workspace, input }: MethodCall): MethodAnswer {
  const user = state.users.get(String(input['user_id']));
  if (!user || user.teamId !== workspace.id) return refuse('user_not_found');
  const content = input['view'] as Record<string, unknown>;
  if (content['type'] !== 'home') return refuse('invalid_arguments');
  const problems = problemsInView(content);
  if (problems.length > 0) return refuseWithMessages('invalid_arguments', problems);
  const view = createView(state, { teamId: workspace.id, userId: user.id }, content);
  state.homes.set(user.id, view);
  changed(state);
  return { ok: true, view: presentView(state, view, { blocks: false }) };
}
