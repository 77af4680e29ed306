import { z } from 'zod';
import type { ModelFunction } from '../tools/language-model.ts';
import type { WriteTool } from '../tools/tool.ts';
import { parseArguments } from './catalog.ts';
import { MAX_PLAN_STEPS } from './limits.ts';

/** What diagnosis ends in: exactly one of these. */
export type Conclusion =
  | { kind: 'plan'; diagnosis: string; proposals: readonly Proposal[] }
  | { kind: 'answer'; diagnosis: string; text: string }
  | { kind: 'question'; diagnosis: string; question: string }
  | { kind: 'hand_over'; diagnosis: string; reason: string };

/** A write-tool call as the model proposes it, its arguments parsed. */
export interface Proposal {
  tool: WriteTool;
  arguments: Record<string, unknown>;
}

const diagnosis = z
  .string()
  .describe('What you found and why you conclude this, in two or three plain sentences for a technician.');

const answer = z.strictObject({
  diagnosis,
  text: z.string().describe('The answer for the requester: short, friendly, plain text, no links.'),
});
const question = z.strictObject({
  diagnosis,
  question: z
    .string()
    .describe('One question for the requester that has to be answered before anything can be planned.'),
});
const handOver = z.strictObject({
  diagnosis,
  reason: z.string().describe('Why a human has to take over, for the technician.'),
});

const FIXED: readonly ModelFunction[] = [
  {
    name: 'answer',
    description: 'End: nothing has to change, the requester gets this answer.',
    input: answer,
  },
  {
    name: 'ask_requester',
    description: 'End for now: ask the requester one question; you go on when they have answered.',
    input: question,
  },
  {
    name: 'hand_over',
    description: 'End: a technician has to take over. Use it whenever you are not sure.',
    input: handOver,
  },
];

/** The functions that end diagnosis, for the write tools that this client's policies leave. */
export function conclusionFunctions(writeTools: readonly WriteTool[]): readonly ModelFunction[] {
  return writeTools.length === 0 ? FIXED : [proposePlan(writeTools), ...FIXED];
}

/** Names of the functions that end a diagnosis. */
export const CONCLUSIONS: ReadonlySet<string> = new Set(['propose_plan', ...FIXED.map(({ name }) => name)]);

function proposePlan(writeTools: readonly WriteTool[]): ModelFunction {
  const steps = writeTools.map((tool) =>
    z.strictObject({ tool: z.literal(tool.name), arguments: tool.input }).describe(tool.description),
  );
  return {
    name: 'propose_plan',
    description:
      'End: these changes, in this order, would solve it. Nothing is run by this: people sign first. Use only ids that a tool has shown you.',
    input: z.strictObject({ diagnosis, steps: z.array(z.union(steps)).min(1).max(MAX_PLAN_STEPS) }),
  };
}

const looseSteps = z
  .array(z.strictObject({ tool: z.string(), arguments: z.unknown() }))
  .min(1)
  .max(MAX_PLAN_STEPS);
const looseProposal = z.strictObject({ diagnosis, steps: looseSteps });

export type ParsedConclusion =
  | { kind: 'parsed'; conclusion: Conclusion }
  | { kind: 'malformed'; problem: string };

/** Reads a concluding call. Tools that were not offered, extra keys and wrong types are `malformed`, never an exception. */
export function parseConclusion(
  name: string,
  argumentsJson: string,
  offered: readonly WriteTool[],
): ParsedConclusion {
  const json = parseJson(argumentsJson);
  if (json === undefined) return { kind: 'malformed', problem: 'the arguments are not JSON' };
  switch (name) {
    case 'answer':
      return parsed(answer, json, (found) => ({ kind: 'answer', ...found }));
    case 'ask_requester':
      return parsed(question, json, (found) => ({ kind: 'question', ...found }));
    case 'hand_over':
      return parsed(handOver, json, (found) => ({ kind: 'hand_over', ...found }));
    case 'propose_plan':
      return parsePlan(json, offered);
    default:
      return { kind: 'malformed', problem: `there is no function ${JSON.stringify(name.slice(0, 60))}` };
  }
}

/** `undefined` when it is not JSON; a JSON `null` is not what any schema here takes, so the two need no telling apart. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function parsed<Found>(
  schema: z.ZodType<Found>,
  json: unknown,
  conclude: (found: Found) => Conclusion,
): ParsedConclusion {
  const result = schema.safeParse(json);
  return result.success
    ? { kind: 'parsed', conclusion: conclude(result.data) }
    : { kind: 'malformed', problem: problemOf(result.error) };
}

function parsePlan(json: unknown, offered: readonly WriteTool[]): ParsedConclusion {
  const outline = looseProposal.safeParse(json);
  if (!outline.success) return { kind: 'malformed', problem: problemOf(outline.error) };
  const proposals: Proposal[] = [];
  for (const [index, step] of outline.data.steps.entries()) {
    const tool = offered.find((one) => one.name === step.tool);
    if (!tool)
      return {
        kind: 'malformed',
        problem: `step ${index + 1}: there is no tool ${JSON.stringify(step.tool.slice(0, 60))}`,
      };
    const given = parseArguments(tool, step.arguments);
    if (given.kind === 'unfit')
      return { kind: 'malformed', problem: `step ${index + 1}: ${problemOf(given.error)}` };
    proposals.push({ tool, arguments: given.arguments });
  }
  return { kind: 'parsed', conclusion: { kind: 'plan', diagnosis: outline.data.diagnosis, proposals } };
}

/** Names paths and expectations, never values: it goes back to the model and may be logged. */
export function problemOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.code}`)
    .join('; ');
}
