import { z } from 'zod';

/** Handed back as it came, so that the model goes on thinking where it stopped. Without sealed content it is of no use. */
export const SealedReasoning = z.object({
  type: z.literal('reasoning'),
  id: z.string(),
  summary: z.array(z.object({ type: z.literal('summary_text'), text: z.string() })).default([]),
  encrypted_content: z.string(),
});

export type SealedReasoning = z.infer<typeof SealedReasoning>;

const FunctionCall = z.object({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});

const MessagePart = z.union([
  z.object({ type: z.literal('output_text'), text: z.string() }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  unknownPart(),
]);

const Message = z.object({ type: z.literal('message'), content: z.array(MessagePart) });

/** Anything else that an answer may hold (web searches, reasoning without content, what is yet to be invented) is passed over. */
const OutputItem = z.union([FunctionCall, Message, SealedReasoning, unknownItem()]);

export type OutputItem = z.infer<typeof OutputItem>;

/** Compatible servers leave usage out, or the details of it: counted as nothing. */
const Usage = z
  .object({
    input_tokens: z.number().default(0),
    output_tokens: z.number().default(0),
    input_tokens_details: z.object({ cached_tokens: z.number().default(0) }).nullish(),
  })
  .nullish()
  .transform((usage) => ({
    inputTokens: usage?.input_tokens ?? 0,
    cachedInputTokens: usage?.input_tokens_details?.cached_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
  }));

/** The fields of a Responses API answer that we use. */
export const ModelResponse = z.object({
  status: z
    .enum(['completed', 'failed', 'in_progress', 'cancelled', 'queued', 'incomplete'])
    .default('completed'),
  error: z.object({ code: z.string().max(64) }).nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(OutputItem),
  usage: Usage,
});

export type ModelResponse = z.infer<typeof ModelResponse>;

const READ_ITEMS = new Set(['function_call', 'message']);
const READ_PARTS = new Set(['output_text', 'refusal']);

/** Kinds that we read must be whole; an unknown kind is marked and skipped. */
function unknownItem() {
  return z
    .looseObject({ type: z.string().refine((type) => !READ_ITEMS.has(type)) })
    .transform(() => ({ type: 'unknown' as const }));
}

function unknownPart() {
  return z
    .looseObject({ type: z.string().refine((type) => !READ_PARTS.has(type)) })
    .transform(() => ({ type: 'unknown' as const }));
}
