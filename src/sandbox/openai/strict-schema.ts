import { badRequest } from './refusal.ts';

type JsonSchema = Record<string, unknown>;

/** Keywords that strict function calling refuses, wherever they stand. */
const REFUSED_KEYWORDS = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
  'uniqueItems',
  'contains',
  'prefixItems',
  'minLength',
  'maxLength',
  'default',
];

const FORMATS = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'];

const MAX_DEPTH = 10;
const MAX_PROPERTIES = 5_000;

interface Visit {
  function: string;
  /** Where in `tools` it stands: `tools[3].parameters`. */
  param: string;
  properties: number;
}

/**
 * Holds a function's parameters to the rules of strict mode as the API does: an object at the root, every object closed
 * and every property required, a subset of JSON Schema, at most 10 levels and 5,000 properties. Throws a 400.
 */
export function requireStrictSchema(name: string, parameters: unknown, param: string): void {
  const visit = { function: name, param, properties: 0 };
  if (!isSchema(parameters) || parameters['type'] !== 'object') {
    throw invalid(visit, [], `schema must be a JSON Schema of 'type: "object"'`);
  }
  if (parameters['anyOf'] !== undefined) throw invalid(visit, [], `'anyOf' is not permitted at the root`);
  requireStrict(parameters, [], visit);
}

function requireStrict(schema: unknown, context: string[], visit: Visit): void {
  if (!isSchema(schema)) throw invalid(visit, context, 'schema must be an object');
  if (context.filter((part) => part !== 'properties').length > MAX_DEPTH) {
    throw invalid(visit, context, `schema exceeds maximum nesting depth of ${MAX_DEPTH}`);
  }
  const refused = REFUSED_KEYWORDS.find((keyword) => schema[keyword] !== undefined);
  if (refused) throw invalid(visit, context, `'${refused}' is not permitted`);
  requireSupportedText(schema, context, visit);
  if (schema['type'] === 'object') requireClosed(schema, context, visit);
  if (schema['items'] !== undefined) requireStrict(schema['items'], [...context, 'items'], visit);
  for (const [index, option] of list(schema['anyOf']).entries()) {
    requireStrict(option, [...context, 'anyOf', String(index)], visit);
  }
  for (const [key, definition] of Object.entries(record(schema['$defs']))) {
    requireStrict(definition, ['$defs', key], visit);
  }
}

function requireClosed(schema: JsonSchema, context: string[], visit: Visit): void {
  if (schema['additionalProperties'] !== false) {
    throw invalid(visit, context, `'additionalProperties' is required to be supplied and to be false`);
  }
  const properties = record(schema['properties']);
  const required = list(schema['required']);
  const missing = Object.keys(properties).find((key) => !required.includes(key));
  if (missing !== undefined) {
    throw invalid(
      visit,
      context,
      `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'`,
    );
  }
  visit.properties += Object.keys(properties).length;
  if (visit.properties > MAX_PROPERTIES) throw invalid(visit, context, 'too many properties');
  for (const [key, child] of Object.entries(properties)) {
    requireStrict(child, [...context, 'properties', key], visit);
  }
}

function requireSupportedText({ format, pattern }: JsonSchema, context: string[], visit: Visit): void {
  if (format !== undefined && !FORMATS.some((known) => known === format)) {
    throw invalid(visit, context, `'format' ${JSON.stringify(format)} is not supported`);
  }
  if (typeof pattern === 'string' && /\(\?<?[=!]/.test(pattern)) {
    throw invalid(visit, context, `'pattern' must not use look-around`);
  }
}

function invalid(visit: Visit, context: readonly string[], problem: string): Error {
  const path = context.map((part) => `'${part}'`).join(', ');
  return badRequest(
    `Invalid schema for function '${visit.function}': In context=(${path}), ${problem}.`,
    visit.param,
    'invalid_function_parameters',
  );
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): JsonSchema {
  return isSchema(value) ? value : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
