import type { ModelFunction } from '../language-model.ts';
import { type FunctionTool, toFunctionTool } from './api.ts';

type JsonSchema = Record<string, unknown>;

const byList = new WeakMap<readonly ModelFunction[], FunctionTool[]>();
const byInput = new WeakMap<ModelFunction['input'], JsonSchema>();

/**
 * The functions as strict tools of the Responses API. Compiled once for each list and each schema object: a caller
 * that hands in the same list again pays for one lookup, one that builds a new list of the same tools nearly as little.
 */
export function functionTools(functions: readonly ModelFunction[]): FunctionTool[] {
  const known = byList.get(functions);
  if (known) return known;
  const tools = functions.map(compile);
  byList.set(functions, tools);
  return tools;
}

function compile(definition: ModelFunction): FunctionTool {
  const { name, description } = definition;
  const parameters =
    byInput.get(definition.input) ?? withoutUnsupported(toFunctionTool(definition).parameters);
  byInput.set(definition.input, parameters);
  return { type: 'function', name, description, parameters, strict: true };
}

/** Of strict mode; zod knows more, and every answer is parsed by zod anyway. */
const SUPPORTED_FORMATS = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
]);

/** Strict mode refuses a schema with these. */
const UNSUPPORTED_KEYWORDS = new Set(['$schema', 'default', 'minLength', 'maxLength']);

const CHILD_MAPS = ['properties', '$defs', 'definitions'];
const CHILD_LISTS = ['anyOf'];

/** A copy with what strict mode refuses taken out, however deep. Property names are not keywords and stay. */
function withoutUnsupported(schema: JsonSchema | null): JsonSchema {
  const entries = Object.entries(schema ?? {}).filter(([keyword, value]) => isSupported(keyword, value));
  const kept = Object.fromEntries(entries.map(([keyword, value]) => [keyword, descend(keyword, value)]));
  // The format says it better than zod's pattern for it.
  if (kept['format'] !== undefined) delete kept['pattern'];
  return kept;
}

function isSupported(keyword: string, value: unknown): boolean {
  if (keyword === 'format') return SUPPORTED_FORMATS.has(String(value));
  // No look-around in patterns.
  if (keyword === 'pattern') return !/\(\?<?[=!]/.test(String(value));
  return !UNSUPPORTED_KEYWORDS.has(keyword);
}

function descend(keyword: string, value: unknown): unknown {
  if (CHILD_LISTS.includes(keyword)) return (value as JsonSchema[]).map(withoutUnsupported);
  if (keyword === 'items') return withoutUnsupported(value as JsonSchema);
  if (!CHILD_MAPS.includes(keyword)) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, JsonSchema>).map(([name, child]) => [
      name,
      withoutUnsupported(child),
    ]),
  );
}
