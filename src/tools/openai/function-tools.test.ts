import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ModelFunction } from '../language-model.ts';
import { functionTools } from './function-tools.ts';

function parametersOf(input: z.ZodObject): unknown {
  return functionTools([{ name: 'f', description: 'F.', input }])[0]?.parameters;
}

describe('functions as strict tools', () => {
  it('compiles a list once, and a schema once for all lists it is in', () => {
    const one: ModelFunction = { name: 'one', description: 'One.', input: z.strictObject({ a: z.string() }) };
    const list = [one];

    expect(functionTools(list)).toBe(functionTools(list));
    expect(functionTools([one])[0]?.parameters).toBe(functionTools(list)[0]?.parameters);
  });

  it('writes a plan as an array of steps, each of them one tool with its own arguments', () => {
    const step = (tool: string) =>
      z.strictObject({ tool: z.literal(tool), arguments: z.strictObject({ userId: z.guid() }) });

    expect(
      parametersOf(
        z.strictObject({ steps: z.array(z.union([step('reset_password'), step('revoke_sessions')])).min(1) }),
      ),
    ).toMatchObject({
      type: 'object',
      required: ['steps'],
      additionalProperties: false,
      properties: {
        steps: {
          type: 'array',
          minItems: 1,
          items: {
            anyOf: [
              { type: 'object', required: ['tool', 'arguments'], additionalProperties: false },
              { properties: { tool: { const: 'revoke_sessions' }, arguments: { required: ['userId'] } } },
            ],
          },
        },
      },
    });
  });

  it('leaves out what strict mode refuses, and nothing that is only called like it', () => {
    const parameters = parametersOf(
      z.strictObject({
        short: z.string().min(1).max(5),
        mail: z.email(),
        site: z.url(),
        id: z.uuid(),
        careful: z.string().regex(/^(?!root)\w+$/),
        plain: z.string().regex(/^\w+$/),
        minLength: z.number(),
        maybe: z.string().nullable(),
      }),
    );

    expect(parameters).toEqual({
      type: 'object',
      properties: {
        short: { type: 'string' },
        mail: { type: 'string', format: 'email' },
        site: { type: 'string' },
        id: { type: 'string', format: 'uuid' },
        careful: { type: 'string' },
        plain: { type: 'string', pattern: '^\\w+$' },
        minLength: { type: 'number' },
        maybe: { type: ['string', 'null'] },
      },
      required: ['short', 'mail', 'site', 'id', 'careful', 'plain', 'minLength', 'maybe'],
      additionalProperties: false,
    });
  });

  it('refuses a schema with an optional key when it is built, not when a request needs it', () => {
    expect(() => parametersOf(z.strictObject({ maybe: z.string().optional() }))).toThrow(/maybe/);
  });
});
