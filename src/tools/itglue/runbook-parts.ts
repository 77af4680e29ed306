import type { RunbookPart } from '../runbook-text.ts';
import type { FieldRecord, SectionRecord } from './schema.ts';

/** A document's sections in order. Steps are numbered as IT Glue numbers them; galleries hold pictures. */
export function sectionParts(sections: readonly SectionRecord[]): RunbookPart[] {
  const parts: RunbookPart[] = [];
  let step = 0;
  for (const section of sections.toSorted((one, other) => one.sort - other.sort)) {
    switch (section.kind) {
      case 'Document::Gallery':
        break;
      case 'Document::Step':
        step = section.restartsCount ? 1 : step + 1;
        parts.push({ html: section.content, mark: `${step}. ` });
        break;
      default:
        parts.push({ html: section.content });
    }
  }
  return parts;
}

/** The readable fields of an asset that have a value, in the type's order: its name, then what stands in it. */
export function assetParts(
  traits: Readonly<Record<string, unknown>>,
  fields: readonly FieldRecord[],
): RunbookPart[] {
  return fields
    .toSorted((one, other) => one.order - other.order)
    .flatMap(({ name, key, kind }) => {
      const value = Object.hasOwn(traits, key) ? traits[key] : undefined;
      return valueParts(name, kind.toLowerCase(), value);
    });
}

function valueParts(name: string, kind: string, value: unknown): RunbookPart[] {
  if (kind === 'textbox' && typeof value === 'string' && value.trim() !== '') {
    return [{ text: `${name}:` }, { html: value }];
  }
  const text = kind === 'tag' ? taggedNames(value) : plainValue(value);
  return text === '' ? [] : [{ text: `${name}: ${text}` }];
}

function plainValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** What a tag points to, by its names: `{ type, values: [{ name }] }`. */
function taggedNames(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('values' in value)) return '';
  const { values } = value;
  if (!Array.isArray(values)) return '';
  return values
    .flatMap((one: unknown) =>
      typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string'
        ? one.name
        : [],
    )
    .join(', ');
}
