import { z } from 'zod';
import type { RequestBody } from './request-body.ts';

const Facts = z.object({
  client: z.string(),
  requester: z.object({ name: z.string(), email: z.string().nullable(), directoryId: z.string().nullable() }),
});

export type Facts = z.infer<typeof Facts>;

/** A function call of an earlier turn with what came back. */
export interface Lookup {
  callId: string;
  name: string;
  arguments: unknown;
  /** JSON where it was JSON, else the text. */
  output: unknown;
}

/** What one request shows the scripted model. It knows nothing else. */
export interface Conversation {
  facts: Facts | undefined;
  /** What the requester wrote, oldest first: the request, then answers to questions. */
  said: readonly string[];
  lookups: readonly Lookup[];
  /** Names of the functions that may be called. */
  functions: ReadonlySet<string>;
  /** Names of the tools that a plan may use, read from the schema of `propose_plan`. */
  planTools: ReadonlySet<string>;
}

/** What one request body says: facts, words, functions, results so far. */
export function readConversation({ input, tools }: RequestBody): Conversation {
  const written = (role: string) =>
    input.flatMap((item) => ('role' in item && item.role === role ? [item.content] : []));
  const plan = tools.find(({ name }) => name === 'propose_plan');
  return {
    facts: written('developer')
      .map(factsIn)
      .find((facts) => facts !== undefined),
    said: written('user'),
    lookups: lookupsOf(input),
    functions: new Set(tools.map(({ name }) => name)),
    planTools: new Set(toolNamesIn(plan?.parameters)),
  };
}

/** The developer's message has some words and then one JSON object. */
function factsIn(text: string): Facts | undefined {
  const start = text.indexOf('{');
  return start < 0 ? undefined : Facts.safeParse(jsonOrText(text.slice(start))).data;
}

function lookupsOf(input: RequestBody['input']): Lookup[] {
  const outputs = new Map(
    input.flatMap((item) => ('output' in item ? [[item.call_id, item.output] as const] : [])),
  );
  return input.flatMap((item) =>
    'arguments' in item
      ? {
          callId: item.call_id,
          name: item.name,
          arguments: jsonOrText(item.arguments),
          output: jsonOrText(outputs.get(item.call_id) ?? ''),
        }
      : [],
  );
}

/** Each kind of step is an object whose `tool` has one possible value; a schema writes that as `const` or `enum`. */
function toolNamesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const tool = (schema as { properties?: { tool?: { const?: unknown; enum?: unknown[] } } }).properties?.tool;
  const own = [tool?.const, ...(tool?.enum ?? [])].filter((name) => typeof name === 'string');
  return [...own, ...Object.values(schema).flatMap(toolNamesIn)];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
