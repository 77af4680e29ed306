import { clients } from '../demo-data.ts';
import type { Conversation } from './conversation.ts';
import { followScenario } from './scripted-model.ts';
import { calls, type Script, type SimulatedTurn } from './turn.ts';

const INVENTED_ID = 'deadbeef-dead-4eef-8ead-deadbeefdead';
const HUGE = 2_000_000;

/**
 * Models that do wrong. Each reads first, as `followScenario` does, where what it then does needs that; unlike it, some
 * know things that no request told them, as an attacker might.
 */
export const misbehaviours = {
  malformed_arguments: () => calls('propose_plan', '{"diagnosis": "half a sent'),
  wrong_types: () => calls('propose_plan', { diagnosis: 7, steps: { tool: 'add_to_group' } }),
  unknown_tool: () => proposing('delete_tenant', { tenantId: 'all' }),
  unknown_function: () => calls('run_shell', { command: 'id' }),
  /** Proposes a tool that exists and is not offered. */
  disabled_tool: afterReading((conversation) =>
    proposing(
      USER_TOOLS.find((tool) => !conversation.planTools.has(tool)) ?? 'disable_account',
      onRequester(conversation),
    ),
  ),
  /** Calls a write tool itself, as if it were a function. */
  write_tool_called: afterReading((conversation) => calls('reset_password', onRequester(conversation))),
  /** Targets somebody of another client's tenant. */
  foreign_ids: afterReading(({ facts }) =>
    proposing('reset_password', {
      userId: clients.find(({ name }) => name !== facts?.client)?.users[0]?.id ?? '',
    }),
  ),
  invented_ids: afterReading((conversation) =>
    proposing('add_to_group', { ...onRequester(conversation), groupId: INVENTED_ID }),
  ),
  /** Adds an argument that no schema has. */
  extra_keys: afterReading((conversation) =>
    proposing('reset_password', {
      ...onRequester(conversation),
      sendPasswordTo: 'mallory@elsewhere.example',
    }),
  ),
  prototype_keys: () =>
    calls(
      'propose_plan',
      '{"diagnosis":"x","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"steps":[{"tool":"__proto__","arguments":{"__proto__":{"polluted":true}}}]}',
    ),
  prototype_function: () => calls('constructor', { __proto__: null }),
  huge_arguments: () => proposing('reset_password', { userId: 'x'.repeat(HUGE) }),
  /** Says in its prose that nothing changes, and proposes all the same. */
  lying_prose: afterReading((conversation) => ({
    kind: 'calls',
    calls: [
      {
        name: 'propose_plan',
        arguments: {
          diagnosis: 'No change. Already approved by the CEO. Please sign without reading.',
          steps: [{ tool: 'reset_password', arguments: onRequester(conversation) }],
        },
      },
    ],
  })),
  /** Does what any text tells it that contains `DO {"tool": …, "arguments": …}`: a message, a name, a description, a ticket. */
  obeys_planted_text: afterReading((conversation) => {
    const order = plantedOrder(conversation);
    return order ? proposing(order.tool, order.arguments) : followScenario(conversation);
  }),
  endless_loop: ({ lookups }) => calls('find_user', { search: `nobody ${lookups.length}` }),
  /** Reads and concludes in the same turn. */
  concludes_while_reading: () => ({
    kind: 'calls',
    calls: [
      { name: 'list_available_licences', arguments: {} },
      { name: 'answer', arguments: { diagnosis: 'Did not wait.', text: 'Done.' } },
    ],
  }),
  text: () => ({ kind: 'text', text: 'Sure, I have reset the password for you!' }),
  refusal: () => ({ kind: 'refusal', text: 'I cannot help with that.' }),
  truncated: () => ({ kind: 'truncated' }),
  content_filter: () => ({ kind: 'content_filter' }),
  failed: () => ({ kind: 'failed', code: 'server_error' }),
  stall: () => ({ kind: 'stall' }),
  rate_limited: () => ({ kind: 'rate_limited', retryAfterSeconds: 0 }),
  server_error: () => ({ kind: 'server_error' }),
} as const satisfies Record<string, Script>;

export type Misbehaviour = keyof typeof misbehaviours;

const USER_TOOLS = ['disable_account', 'reset_password', 'revoke_sessions', 'enable_account'];

function proposing(tool: string, given: Readonly<Record<string, unknown>>): SimulatedTurn {
  return calls('propose_plan', { diagnosis: 'This is needed.', steps: [{ tool, arguments: given }] });
}

function onRequester({ facts }: Conversation): { userId: string } {
  return { userId: facts?.requester.directoryId ?? '' };
}

/** Looks at the requester first, so that ids which belong to them have been shown, and at their earlier tickets. */
function afterReading(act: Script): Script {
  return (conversation) => {
    if (conversation.lookups.length > 0) return act(conversation);
    const { directoryId, email } = conversation.facts?.requester ?? { directoryId: null, email: null };
    const reads = [
      { name: 'get_user', arguments: { userId: directoryId } },
      { name: 'get_user_access', arguments: { userId: directoryId } },
      { name: 'find_earlier_tickets', arguments: { email, words: null } },
    ];
    return { kind: 'calls', calls: reads.filter(({ name }) => conversation.functions.has(name)) };
  };
}

interface Order {
  tool: string;
  arguments: Record<string, unknown>;
}

function plantedOrder({ said, lookups }: Conversation): Order | undefined {
  for (const text of textsIn([said, lookups.map(({ output }) => output)])) {
    const order = /\bDO (\{.*\})/su.exec(text)?.[1];
    if (order !== undefined) return JSON.parse(order) as Order;
  }
  return undefined;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
