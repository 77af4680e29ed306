import type { z } from 'zod';
import type { PolicyContext } from '../models/stores.ts';
import { policyFor, type ToolPolicy } from '../models/tool-policy.ts';
import type { ReadTool, Tool, ToolArguments, ToolScope, WriteTool } from '../tools/tool.ts';

/** Every tool of every connected vendor, by name. Closed: what is not in it cannot be called. */
export interface ToolCatalog {
  readonly all: readonly Tool[];
  read(name: string): ReadTool | undefined;
  write(name: string): WriteTool | undefined;
}

/** The tools of all vendors. Throws when two have one name. */
export function createCatalog(tools: readonly Tool[]): ToolCatalog {
  const byName = new Map<string, Tool>();
  for (const tool of tools) {
    if (byName.has(tool.name)) throw new Error(`two tools are called ${tool.name}`);
    byName.set(tool.name, tool);
  }
  const named = (name: string) => byName.get(name);
  return {
    all: tools,
    read: (name) => onlyKind(named(name), 'read'),
    write: (name) => onlyKind(named(name), 'write'),
  };
}

function onlyKind<Kind extends Tool['kind']>(
  tool: Tool | undefined,
  kind: Kind,
): Extract<Tool, { kind: Kind }> | undefined {
  return tool?.kind === kind ? (tool as Extract<Tool, { kind: Kind }>) : undefined;
}

export type GivenArguments =
  | { kind: 'fits'; arguments: ToolArguments }
  | { kind: 'unfit'; error: z.ZodError };

const strictInputs = new WeakMap<Tool['input'], z.ZodType<ToolArguments>>();

/** Parses arguments by a tool's schema; keys that it does not have make them unfit. Schemas are made strict once. */
export function parseArguments({ input }: Tool, given: unknown): GivenArguments {
  const schema = strictInputs.get(input) ?? input.strict();
  strictInputs.set(input, schema);
  const result = schema.safeParse(given);
  return result.success ? { kind: 'fits', arguments: result.data } : { kind: 'unfit', error: result.error };
}

export interface OfferedTools {
  readTools: readonly ReadTool[];
  writeTools: readonly WriteTool[];
}

/** What diagnosis may know of: a tool that is disabled, or that this client has nothing for, is not even named. */
export function offeredTools(catalog: ToolCatalog, policies: PolicyContext, scope: ToolScope): OfferedTools {
  const enabled = catalog.all.filter(
    (tool) => toolPolicy(tool, policies).kind !== 'disabled' && (tool.isFor?.(scope) ?? true),
  );
  return {
    readTools: enabled.filter((tool) => tool.kind === 'read'),
    writeTools: enabled.filter((tool) => tool.kind === 'write'),
  };
}

/** The policy of a tool at a client, before it is known what it will act on. */
export function toolPolicy(tool: Tool, policies: PolicyContext): ToolPolicy {
  return policyFor(
    { name: tool.name, kind: tool.kind, highRisk: tool.kind === 'write' && tool.highRisk },
    policies,
  );
}
