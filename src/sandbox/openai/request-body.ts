import { z } from 'zod';
import { badRequest } from './refusal.ts';
import { requireStrictSchema } from './strict-schema.ts';

const Message = z.strictObject({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'developer', 'system', 'assistant']),
  content: z.string(),
});
const FunctionCall = z.strictObject({
  type: z.literal('function_call'),
  id: z.string().optional(),
  call_id: z.string().min(1).max(64),
  name: z.string(),
  arguments: z.string(),
  status: z.string().optional(),
});
const FunctionCallOutput = z.strictObject({
  type: z.literal('function_call_output'),
  call_id: z.string().min(1).max(64),
  output: z.string().max(10_485_760),
});
const Reasoning = z.strictObject({
  type: z.literal('reasoning'),
  id: z.string(),
  summary: z.array(z.unknown()),
  encrypted_content: z.string().nullish(),
});

const InputItem = z.union([Message, FunctionCall, FunctionCallOutput, Reasoning]);

const FunctionTool = z.strictObject({
  type: z.literal('function'),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullable(),
  strict: z.boolean().nullable(),
});

/** What this simulator understands of `POST /v1/responses`; the rest of the API is refused as unknown. */
const RequestBody = z.strictObject({
  model: z.string(),
  instructions: z.string().nullish(),
  input: z.union([
    z.string().transform((content) => [{ role: 'user' as const, content }]),
    z.array(InputItem),
  ]),
  tools: z.array(FunctionTool).max(128).default([]),
  tool_choice: z.enum(['none', 'auto', 'required']).default('auto'),
  parallel_tool_calls: z.boolean().default(true),
  max_output_tokens: z.int().min(16).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  store: z.boolean().default(true),
  stream: z.literal(false).optional(),
  include: z.array(z.enum(['reasoning.encrypted_content'])).optional(),
  prompt_cache_key: z.string().nullish(),
  safety_identifier: z.string().max(64).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

export type RequestBody = z.infer<typeof RequestBody>;
export type InputItem = z.infer<typeof InputItem>;

/** Reads the body as the API does, or throws the 400 that the API would answer. */
export function parseRequestBody(body: unknown): RequestBody {
  const parsed = RequestBody.safeParse(body ?? {});
  if (!parsed.success) throw refusalOf(parsed.error);
  for (const [index, tool] of parsed.data.tools.entries()) {
    if (tool.strict) requireStrictSchema(tool.name, tool.parameters, `tools[${index}].parameters`);
  }
  if (parsed.data.tool_choice === 'required' && parsed.data.tools.length === 0) {
    throw badRequest("Tool choice 'required' must be specified with 'tools' parameter.", 'tool_choice');
  }
  requirePairs(parsed.data.input);
  return parsed.data;
}

function refusalOf({ issues }: z.ZodError): Error {
  const [issue] = issues;
  if (!issue) return badRequest('Invalid request.', null);
  const path = issue.path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part),
    '',
  );
  if (issue.code === 'unrecognized_keys') {
    const name = [path, issue.keys[0]].filter(Boolean).join('.');
    return badRequest(`Unknown parameter: '${name}'.`, name, 'unknown_parameter');
  }
  return badRequest(`Invalid value for '${path}': ${issue.message}.`, path, 'invalid_value');
}

/** Every output answers a call before it, and every call has its output: else the API turns the request away. */
function requirePairs(input: readonly InputItem[]): void {
  const open = new Set<string>();
  for (const item of input) {
    if (item.type === 'function_call') open.add(item.call_id);
    if (item.type !== 'function_call_output') continue;
    if (!open.delete(item.call_id)) {
      throw badRequest(`No tool call found for function call output with call_id ${item.call_id}.`, 'input');
    }
  }
  const [unanswered] = open;
  if (unanswered !== undefined) {
    throw badRequest(`No tool output found for function call ${unanswered}.`, 'input');
  }
}
