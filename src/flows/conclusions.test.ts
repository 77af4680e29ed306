import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DANA, GROUP, SAMPLE_ARGUMENTS, sampleWriteTool } from '../../test/support/flows.ts';
import { type MicrosoftBench, openMicrosoftBench } from '../../test/support/microsoft.ts';
import { functionTools } from '../tools/openai/function-tools.ts';
import type { WriteTool } from '../tools/tool.ts';
import { CONCLUSIONS, conclusionFunctions, parseConclusion } from './conclusions.ts';
import { MAX_PLAN_STEPS } from './limits.ts';

const tool = sampleWriteTool();
const step = { tool: 'add_to_group', arguments: SAMPLE_ARGUMENTS };
const parse = (name: string, given: unknown, offered: readonly WriteTool[] = [tool]) =>
  parseConclusion(name, typeof given === 'string' ? given : JSON.stringify(given), offered);

describe('the functions that end a diagnosis', () => {
  let microsoft: MicrosoftBench;
  beforeAll(async () => {
    microsoft = await openMicrosoftBench();
  });
  afterAll(() => microsoft.vendor.close());

  it('are strict for the model at every level, with every tool that there is', () => {
    const writeTools = microsoft.graph.tools.filter((one) => one.kind === 'write');
    const tools = functionTools(conclusionFunctions(writeTools));

    expect(tools.map(({ name }) => name)).toEqual(['propose_plan', 'answer', 'ask_requester', 'hand_over']);
    for (const { parameters, strict } of tools) {
      expect(strict).toBe(true);
      expect(looseObjects(parameters)).toEqual([]);
    }
    for (const { name } of writeTools) expect(JSON.stringify(tools[0])).toContain(`"const":"${name}"`);
  });

  it('name no plan when there is nothing that could be planned', () => {
    expect(conclusionFunctions([]).map(({ name }) => name)).toEqual(['answer', 'ask_requester', 'hand_over']);
  });

  it('are known by their names, all of them', () => {
    expect(new Set(conclusionFunctions([tool]).map(({ name }) => name))).toEqual(new Set(CONCLUSIONS));
  });
});

/** Objects of a JSON schema that would let a key through or leave one out. */
function looseObjects(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inside = Object.values(schema).flatMap(looseObjects);
  const { type, properties, required, additionalProperties } = schema as Record<string, unknown>;
  if (type !== 'object') return inside;
  const keys = Object.keys((properties as object | undefined) ?? {});
  const isStrict = additionalProperties === false && keys.length === ((required as unknown[]) ?? []).length;
  return isStrict ? inside : [schema, ...inside];
}

describe('what the model concludes', () => {
  it.each([
    ['answer', { diagnosis: 'So.', text: 'Yes.' }, { kind: 'answer', diagnosis: 'So.', text: 'Yes.' }],
    [
      'ask_requester',
      { diagnosis: 'So.', question: 'Which?' },
      { kind: 'question', diagnosis: 'So.', question: 'Which?' },
    ],
    [
      'hand_over',
      { diagnosis: 'So.', reason: 'Hardware.' },
      { kind: 'hand_over', diagnosis: 'So.', reason: 'Hardware.' },
    ],
  ])('%s is read', (name, given, conclusion) => {
    expect(parse(name, given)).toEqual({ kind: 'parsed', conclusion });
  });

  it('a plan is read with the tools that were offered, and arguments as their schemas give them', () => {
    expect(parse('propose_plan', { diagnosis: 'So.', steps: [step] })).toEqual({
      kind: 'parsed',
      conclusion: {
        kind: 'plan',
        diagnosis: 'So.',
        proposals: [{ tool, arguments: { userId: DANA, groupId: GROUP } }],
      },
    });
  });

  const plan = (steps: unknown, more = {}) => ({ diagnosis: 'So.', steps, ...more });
  it.each<[string, string, unknown]>([
    ['nothing', 'answer', ''],
    ['half an object', 'answer', '{"diagnosis":"So.","text"'],
    ['a text', 'answer', '"done"'],
    ['null', 'answer', 'null'],
    ['a number', 'hand_over', '42'],
    ['a list', 'hand_over', '[]'],
    ['two objects', 'answer', '{}{}'],
    ['a key too few', 'answer', { diagnosis: 'So.' }],
    ['a key too many', 'answer', { diagnosis: 'So.', text: 'Yes.', approved: true }],
    ['a number for a text', 'ask_requester', { diagnosis: 'So.', question: 5 }],
    ['a null for a text', 'hand_over', { diagnosis: null, reason: 'x' }],
    ['a prototype', 'answer', '{"__proto__":{"text":"x"},"diagnosis":"So."}'],
    ['no steps', 'propose_plan', plan([])],
    ['steps that are no list', 'propose_plan', plan({ 0: step })],
    ['too many steps', 'propose_plan', plan(Array.from({ length: MAX_PLAN_STEPS + 1 }, () => step))],
    ['a step that is a text', 'propose_plan', plan(['add_to_group'])],
    ['a step without arguments', 'propose_plan', plan([{ tool: 'add_to_group' }])],
    ['a step with a key of its own', 'propose_plan', plan([{ ...step, policy: 'auto' }])],
    ['arguments as text', 'propose_plan', plan([{ ...step, arguments: JSON.stringify(SAMPLE_ARGUMENTS) }])],
    [
      'an argument too many',
      'propose_plan',
      plan([{ ...step, arguments: { ...SAMPLE_ARGUMENTS, force: 1 } }]),
    ],
    ['an argument too few', 'propose_plan', plan([{ ...step, arguments: { userId: DANA } }])],
    ['a name for an id', 'propose_plan', plan([{ ...step, arguments: { userId: 'dana', groupId: GROUP } }])],
    ['a tool that does not exist', 'propose_plan', plan([{ ...step, tool: 'delete_tenant' }])],
    ['a tool named like one of JavaScript’s own', 'propose_plan', plan([{ ...step, tool: 'constructor' }])],
    ['one good step and one bad', 'propose_plan', plan([step, { tool: 'x', arguments: {} }])],
    ['a plan with a signature in it', 'propose_plan', plan([step], { approvals: ['tess'] })],
    ['a function that does not exist', 'run_plan', plan([step])],
    ['a function named like one of JavaScript’s own', 'toString', {}],
  ])('%s is malformed, with what is wrong, and never an exception: %s', (_what, name, given) => {
    const result = parse(name, given);

    expect(result).toEqual({ kind: 'malformed', problem: expect.stringMatching(/\w/) });
  });

  it('a tool that policy has switched off is none that exists', () => {
    expect(parse('propose_plan', plan([step]), [])).toEqual({
      kind: 'malformed',
      problem: 'step 1: there is no tool "add_to_group"',
    });
  });

  it('what was wrong is told without any value, since it is logged', () => {
    const { problem } = parse(
      'propose_plan',
      plan([{ ...step, arguments: { userId: 'marked', marked: 1 } }]),
    ) as {
      problem: string;
    };

    expect(problem).toBe(
      'step 1: userId: invalid_format; groupId: invalid_type; arguments: unrecognized_keys',
    );
  });
});
