import type { Clock } from '../../clock.ts';
import { SECOND_MS } from '../../clock.ts';
import type { RequestBody } from './request-body.ts';
import type { SimulatedCall, SimulatedTurn } from './turn.ts';
import type { Usage } from './usage.ts';

/** A turn that becomes a response object; the others are errors or silence. */
export type AnsweringTurn = Extract<
  SimulatedTurn,
  { kind: 'calls' | 'text' | 'refusal' | 'truncated' | 'content_filter' | 'failed' }
>;

export interface Answering {
  body: RequestBody;
  turn: AnsweringTurn;
  usage: Usage;
  clock: Clock;
  /** Puts a sealed thought in front of the output, as reasoning models do. */
  reasons: boolean;
  newId: (prefix: string) => string;
}

/** The response object of `POST /v1/responses`. */
export function responseObject(answering: Answering): Record<string, unknown> {
  const { body, turn, usage, clock, newId } = answering;
  const at = Math.floor(clock.now().getTime() / SECOND_MS);
  const status = STATUSES[turn.kind];
  return {
    id: newId('resp'),
    object: 'response',
    created_at: at,
    completed_at: status === 'completed' ? at : null,
    status,
    error: turn.kind === 'failed' ? { code: turn.code, message: 'The model could not answer.' } : null,
    incomplete_details: incompleteDetails(turn),
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    model: body.model,
    output: outputOf(answering),
    parallel_tool_calls: body.parallel_tool_calls,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: body.safety_identifier ?? null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    store: body.store,
    temperature: body.temperature ?? 1,
    text: { format: { type: 'text' } },
    tool_choice: body.tool_choice,
    tools: body.tools,
    top_p: 1,
    truncation: 'disabled',
    usage,
    metadata: body.metadata ?? {},
  };
}

const STATUSES: Record<AnsweringTurn['kind'], string> = {
  calls: 'completed',
  text: 'completed',
  refusal: 'completed',
  truncated: 'incomplete',
  content_filter: 'incomplete',
  failed: 'failed',
};

function incompleteDetails({ kind }: AnsweringTurn): { reason: string } | null {
  if (kind === 'truncated') return { reason: 'max_output_tokens' };
  return kind === 'content_filter' ? { reason: 'content_filter' } : null;
}

function outputOf({ turn, reasons, newId }: Answering): unknown[] {
  const said = saidBy(turn, newId);
  return said.length > 0 && reasons ? [sealedThought(newId), ...said] : said;
}

function saidBy(turn: AnsweringTurn, newId: Answering['newId']): unknown[] {
  if (turn.kind === 'calls') {
    return turn.calls.map((call) => functionCall(newId, argumentsText(call), call.name));
  }
  if (turn.kind === 'truncated') {
    return [functionCall(newId, '{"diagnosis":"The requester wants', 'propose_plan', 'incomplete')];
  }
  if (turn.kind === 'refusal') return [message(newId, { type: 'refusal', refusal: turn.text })];
  if (turn.kind !== 'text') return [];
  return [message(newId, { type: 'output_text', text: turn.text, annotations: [], logprobs: [] })];
}

function argumentsText({ arguments: given }: SimulatedCall): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function functionCall(newId: Answering['newId'], text: string, name: string, status = 'completed') {
  return { id: newId('fc'), type: 'function_call', call_id: newId('call'), name, arguments: text, status };
}

function message(newId: Answering['newId'], content: Record<string, unknown>) {
  return { id: newId('msg'), type: 'message', role: 'assistant', status: 'completed', content: [content] };
}

function sealedThought(newId: Answering['newId']) {
  const id = newId('rs');
  return {
    id,
    type: 'reasoning',
    summary: [],
    encrypted_content: Buffer.from(`sealed:${id}`).toString('base64'),
  };
}
