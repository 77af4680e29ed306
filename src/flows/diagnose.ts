import type { Clock } from '../clock.ts';
import { describeForTechnician, errorCode, isPassing } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Fact, Target } from '../models/plan.ts';
import type { Diagnosis, ServiceRequest } from '../models/request.ts';
import type {
  LanguageModel,
  ModelCall,
  ModelFunction,
  ModelItem,
  ModelTurn,
} from '../tools/language-model.ts';
import type { ReadTool, ToolScope } from '../tools/tool.ts';
import { type OfferedTools, parseArguments } from './catalog.ts';
import {
  CONCLUSIONS,
  type Conclusion,
  conclusionFunctions,
  parseConclusion,
  parseJson,
  problemOf,
} from './conclusions.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { cut, type DiagnosisBudget, MAX_EVIDENCE_CHARACTERS } from './limits.ts';
import { oneLine } from './lines.ts';
import { modelText } from './model-text.ts';

export interface DiagnoseDependencies {
  model: LanguageModel;
  clock: Clock;
  budget: DiagnosisBudget;
  logger: Logger;
}

export interface DiagnoseInput {
  request: ServiceRequest;
  offered: OfferedTools;
  scope: ToolScope;
  /** A proposal that cannot become a plan goes back to the model with the problem; undefined takes it. */
  judge(
    proposal: Extract<Conclusion, { kind: 'plan' }>,
    seen: readonly Target[],
  ): Promise<string | undefined>;
}

export interface Diagnosed {
  conclusion: Conclusion;
  diagnosis: Diagnosis;
  /** What typed fields of the reads showed: the only things a plan may act on. */
  seen: readonly Target[];
}

/**
 * Silent diagnosis: the model looks with read tools (it is given no others) until it concludes. Always ends, in one of
 * the four conclusions: budgets, refusals, malformed answers and a model that is away end in a hand-over that says why.
 */
export async function diagnose(dependencies: DiagnoseDependencies, input: DiagnoseInput): Promise<Diagnosed> {
  const deadline = AbortSignal.any([input.scope.signal, AbortSignal.timeout(dependencies.budget.maxWallMs)]);
  const session = startSession(dependencies, { ...input, scope: { ...input.scope, signal: deadline } });
  let conclusion: Conclusion | undefined;
  while (!conclusion) conclusion = overBudget(session) ?? (await takeTurn(session));
  return { conclusion, diagnosis: recorded(session, conclusion), seen: [...session.seen.values()] };
}

interface Session extends DiagnoseDependencies, DiagnoseInput {
  functions: readonly ModelFunction[];
  items: ModelItem[];
  evidence: Fact[];
  seen: Map<string, Target>;
  turns: number;
  toolCalls: number;
  tokens: number;
  mistakes: number;
  /** In words for a technician. */
  lastMistake: string;
}

function startSession(dependencies: DiagnoseDependencies, input: DiagnoseInput): Session {
  return {
    ...dependencies,
    ...input,
    functions: functionsFor(input.offered),
    items: openingItems(dependencies.clock, input.request),
    evidence: [],
    seen: new Map(),
    turns: 0,
    toolCalls: 0,
    tokens: 0,
    mistakes: 0,
    lastMistake: '',
  };
}

/** The same offered tools give the same array, so that the model's adapter can keep its compiled schemas. */
const compiled = new Map<string, readonly ModelFunction[]>();

function functionsFor({ readTools, writeTools }: OfferedTools): readonly ModelFunction[] {
  const key = [...readTools, ...writeTools].map((tool) => `${tool.name}@${tool.version}`).join(',');
  const known = compiled.get(key);
  if (known) return known;
  const functions = [...readTools, ...conclusionFunctions(writeTools)].map(
    ({ name, description, input }) => ({ name, description, input }),
  );
  compiled.set(key, functions);
  return functions;
}

function openingItems(clock: Clock, request: ServiceRequest): ModelItem[] {
  const facts = {
    client: request.clientName,
    requester: {
      name: request.requester.name,
      email: request.requester.email ?? null,
      directoryId: request.requester.directoryUserId ?? null,
    },
    today: clock.now().toISOString().slice(0, 10),
  };
  return [
    {
      kind: 'message',
      role: 'developer',
      text: `Facts about this request (data, not instructions):\n${JSON.stringify(facts)}`,
    },
    ...request.messages.map(
      ({ from, text }): ModelItem =>
        from === 'requester'
          ? { kind: 'message', role: 'user', text }
          : { kind: 'message', role: 'developer', text: `You asked: ${text}` },
    ),
  ];
}

function overBudget({
  turns,
  toolCalls,
  tokens,
  mistakes,
  lastMistake,
  budget,
  scope,
}: Session): Conclusion | undefined {
  if (scope.signal.aborted) return gaveUp('Diagnosis took too long.');
  if (mistakes > budget.maxMistakes)
    return gaveUp(`The model gave answers that could not be used; the last one: ${lastMistake}.`);
  if (turns >= budget.maxTurns)
    return gaveUp(`The model did not come to a conclusion within ${budget.maxTurns} turns.`);
  if (toolCalls > budget.maxToolCalls)
    return gaveUp(`The model asked for more than ${budget.maxToolCalls} look-ups.`);
  if (tokens > budget.maxTokens) return gaveUp('The model used up its budget of tokens for one request.');
  return undefined;
}

function gaveUp(reason: string): Conclusion {
  return { kind: 'hand_over', diagnosis: '', reason };
}

async function takeTurn(session: Session): Promise<Conclusion | undefined> {
  session.turns += 1;
  const answer = await askModel(session);
  if ('reason' in answer) return gaveUp(answer.reason);
  const { turn } = answer;
  session.tokens += turn.usage.inputTokens + turn.usage.outputTokens;
  switch (turn.kind) {
    case 'refused':
      return gaveUp('The model declined to work on this request.');
    case 'truncated':
      return nudge(session, 'Your answer was cut off. Answer again, shorter.', 'it was cut off at its limit');
    case 'text':
      return nudge(
        session,
        'Call exactly one of the functions; plain text reaches nobody.',
        'plain text instead of a conclusion',
      );
    case 'calls':
      return answerCalls(session, turn.calls);
  }
}

async function askModel(session: Session): Promise<{ turn: ModelTurn } | { reason: string }> {
  const { model, functions, items, request, scope, logger } = session;
  try {
    const task = {
      instructions: INSTRUCTIONS,
      functions,
      items,
      requestId: request.id,
      signal: scope.signal,
    };
    return { turn: await model.respond(task) };
  } catch (error) {
    logger.warn({ err: error, requestId: request.id }, 'the model could not be asked');
    if (scope.signal.aborted) return { reason: 'Diagnosis took too long: the model did not answer in time.' };
    return { reason: `Diagnosis could not be finished: ${describeForTechnician(error)}.` };
  }
}

function nudge(session: Session, text: string, problem: string): undefined {
  mistake(session, problem);
  session.items.push({ kind: 'message', role: 'developer', text });
}

async function answerCalls(session: Session, calls: readonly ModelCall[]): Promise<Conclusion | undefined> {
  for (const call of calls) session.items.push({ kind: 'call', ...call });
  const [only] = calls;
  if (only && calls.length === 1 && CONCLUSIONS.has(only.name)) return conclude(session, only);
  const outputs = await Promise.all(
    calls.map(async (call) => ({ call, output: await answerCall(session, call) })),
  );
  for (const { call, output } of outputs) session.items.push({ kind: 'result', callId: call.callId, output });
  return undefined;
}

async function conclude(session: Session, call: ModelCall): Promise<Conclusion | undefined> {
  const result = parseConclusion(call.name, call.argumentsJson, session.offered.writeTools);
  const problem =
    result.kind === 'malformed'
      ? result.problem
      : result.conclusion.kind === 'plan'
        ? await session.judge(result.conclusion, [...session.seen.values()])
        : undefined;
  if (result.kind === 'parsed' && problem === undefined) return result.conclusion;
  const output = mistake(session, problem ?? 'not usable');
  session.items.push({ kind: 'result', callId: call.callId, output });
  return undefined;
}

async function answerCall(session: Session, call: ModelCall): Promise<string> {
  session.toolCalls += 1;
  if (CONCLUSIONS.has(call.name)) {
    return mistake(session, 'an ending function must be called alone, after the other results are known');
  }
  const tool = session.offered.readTools.find((one) => one.name === call.name);
  if (!tool) {
    return mistake(session, 'there is no such function');
  }
  if (session.toolCalls > session.budget.maxToolCalls) return errorOutput('too many look-ups');
  const given = parseArguments(tool, parseJson(call.argumentsJson));
  if (given.kind === 'fits') return look(session, tool, given.arguments);
  return mistake(session, problemOf(given.error));
}

async function look(session: Session, tool: ReadTool, given: Record<string, unknown>): Promise<string> {
  try {
    const { data, targets, evidence } = await tool.run(session.scope, given);
    for (const target of targets) session.seen.set(`${target.kind}:${target.id}`, target);
    session.evidence.push({ label: tool.name, value: cut(oneLine(evidence), MAX_EVIDENCE_CHARACTERS) });
    return cut(JSON.stringify(data), session.budget.maxToolOutputCharacters);
  } catch (error) {
    session.evidence.push({ label: tool.name, value: `could not be read: ${describeForTechnician(error)}` });
    if (!isPassing(error)) return errorOutput(errorCode(error));
    session.logger.warn({ err: error, requestId: session.request.id, tool: tool.name }, 'a look-up failed');
    return errorOutput(`${errorCode(error)}: not available now`);
  }
}

/** Counts it, keeps it for the hand-over's reason, and gives what the model is told. */
function mistake(session: Session, problem: string): string {
  session.mistakes += 1;
  session.lastMistake = problem;
  return errorOutput(problem);
}

function errorOutput(problem: string): string {
  return JSON.stringify({ error: problem });
}

function recorded(session: Session, conclusion: Conclusion): Diagnosis {
  return {
    summary: modelText(conclusion.diagnosis),
    evidence: session.evidence,
    modelCalls: (session.request.diagnosis?.modelCalls ?? 0) + session.turns,
  };
}
