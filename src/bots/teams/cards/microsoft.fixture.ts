import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { AdaptiveCard } from './adaptive-card.ts';

/** The part of Microsoft's renderer that is used here; it reads cards where there is nothing to draw them on too. */
interface Renderer {
  AdaptiveCard: new () => {
    parse(card: object, context: ParseContext): void;
    validateProperties(): { validationEvents: { message: string }[] };
  };
  SerializationContext: new (version: unknown) => ParseContext;
  Versions: { v1_5: unknown };
}

interface ParseContext {
  readonly eventCount: number;
  getEventAt(index: number): { message: string };
}

const require = createRequire(import.meta.url);
const microsoft = require('adaptivecards/dist/adaptivecards.js') as Renderer;

/** What Microsoft's renderer has to say against a card, and Microsoft's schema of 1.5 where it lies beside. */
export function problemsOf(card: AdaptiveCard): string[] {
  return [...problemsOfReading(card), ...problemsOfSchema(card)];
}

function problemsOfReading({ lang: _known, ...card }: AdaptiveCard): string[] {
  // The renderer checks `lang` by a regular expression with state, so that it refuses every other one.
  const context = new microsoft.SerializationContext(microsoft.Versions.v1_5);
  const read = new microsoft.AdaptiveCard();
  read.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
  return [...events, ...read.validateProperties().validationEvents].map(({ message }) => message);
}

/** The schema is in no npm package; it is looked for where CI keeps the vendors' contracts. */
const SCHEMA = new URL(
  '../../../../../shared/contracts/specs/adaptive-card-1.5.schema.json',
  import.meta.url,
);

export const hasSchema = existsSync(SCHEMA);
const matches = hasSchema ? compileSchema() : undefined;

function problemsOfSchema(card: AdaptiveCard): string[] {
  if (!matches || matches(card)) return [];
  return (matches.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function compileSchema() {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false });
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object);
  return ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8'), repaired) as object);
}

/** Slips in Microsoft's file: the `id` of an older draft, and `required` as yes or no. */
function repaired(key: string, value: unknown): unknown {
  const isSlip =
    (key === 'required' && typeof value === 'boolean') || (key === 'id' && typeof value === 'string');
  return isSlip ? undefined : value;
}
