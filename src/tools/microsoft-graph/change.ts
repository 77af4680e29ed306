import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';
import { describeForTechnician, errorCode, isPassing } from '../../errors.ts';
import type { Preview, TargetId } from '../../models/plan.ts';
import {
  type ExecuteResult,
  type Preflight,
  type ToolArguments,
  type ToolScope,
  type Verification,
  type WriteTool,
  writeTool,
} from '../tool.ts';
import type { GraphApi, OpenGraph } from './api.ts';

/**
 * A change to a tenant. Everything people are shown and every judgement is made from what `look` saw: the rest is pure,
 * but for `act`.
 */
export interface Change<Given extends ToolArguments, Seen> {
  name: string;
  version: number;
  title: string;
  description: string;
  input: z.ZodObject & z.ZodType<Given>;
  highRisk: boolean;
  needsSecret?: boolean;
  /** The least application permission, for the technician who reads that it was refused. */
  permission: string;
  targetsOf(given: Given): readonly TargetId[];
  look(api: GraphApi, given: Given): Promise<Seen>;
  describe(seen: Seen, given: Given): Preview;
  judge(seen: Seen, given: Given): Preflight;
  /** Throws what Graph answered; `already_exists` and what `not_found` means for a removal are its own to settle. */
  act(api: GraphApi, given: Given, secret?: string): Promise<void>;
  /** Whether what is seen now shows that the call which started at `since` took effect. */
  proves(seen: Seen, given: Given, since: Date): Verification;
}

export interface ChangeDependencies {
  graph: OpenGraph;
  /** How long to wait before each further look at a change that is not visible yet. */
  rereadAfterMs: () => readonly number[];
}

/** Makes the write tool of a change. */
export function changeTool<Given extends ToolArguments, Seen>(
  { graph, rereadAfterMs }: ChangeDependencies,
  change: Change<Given, Seen>,
): WriteTool {
  const look = sharedLook(graph, change);
  return writeTool<Given>({
    name: change.name,
    version: change.version,
    title: change.title,
    description: change.description,
    input: change.input,
    highRisk: change.highRisk,
    needsSecret: change.needsSecret ?? false,
    integration: 'microsoft_graph',
    targetsOf: (given) => change.targetsOf(given),
    preview: async (scope, given) => change.describe(await look(scope, given), given),
    preflight: (scope, given) => preflight(() => look(scope, given), change, given),
    execute: (scope, given, secret) => execute(graph, change, { scope, given, secret }),
    verify: (scope, given, since) =>
      reread(rereadAfterMs(), scope.signal, async () =>
        change.proves(await change.look(graph(scope.tenantId, scope.signal), given), given, since),
      ),
  });
}

/** Preview and preflight are asked for at the same time and for the same call: they share one look. */
function sharedLook<Given extends ToolArguments, Seen>(
  graph: OpenGraph,
  change: Change<Given, Seen>,
): (scope: ToolScope, given: Given) => Promise<Seen> {
  const underWay = new WeakMap<ToolScope, Map<string, Promise<Seen>>>();
  return (scope, given) => {
    const ofScope = underWay.get(scope) ?? new Map<string, Promise<Seen>>();
    underWay.set(scope, ofScope);
    const key = JSON.stringify(given);
    const looking =
      ofScope.get(key) ??
      change.look(graph(scope.tenantId, scope.signal), given).finally(() => ofScope.delete(key));
    ofScope.set(key, looking);
    return looking;
  };
}

async function preflight<Given extends ToolArguments, Seen>(
  look: () => Promise<Seen>,
  change: Change<Given, Seen>,
  given: Given,
): Promise<Preflight> {
  try {
    return change.judge(await look(), given);
  } catch (error) {
    if (errorCode(error) !== 'not_found') throw error;
    const reason = `${change.title}: something it names does not exist in this tenant (any more).`;
    return { kind: 'blocked', reason };
  }
}

interface Execution<Given> {
  scope: ToolScope;
  given: Given;
  secret: string | undefined;
}

async function execute<Given extends ToolArguments, Seen>(
  graph: OpenGraph,
  change: Change<Given, Seen>,
  { scope, given, secret }: Execution<Given>,
): Promise<ExecuteResult> {
  try {
    await change.act(graph(scope.tenantId, scope.signal), given, secret);
    return { kind: 'done' };
  } catch (error) {
    return resultOf(error, change);
  }
}

/** A throttled call did nothing, but whether to try again is for the runner, which verifies first: so it is open too. */
function resultOf(error: unknown, change: Pick<Change<never, never>, 'title' | 'permission'>): ExecuteResult {
  const code = errorCode(error);
  if (code === 'already_exists') return { kind: 'done' };
  if (isPassing(error) || code === 'unexpected_response') return { kind: 'unknown' };
  const hint =
    code === 'forbidden'
      ? ` It needs the application permission ${change.permission}, and an administrator as target is refused.`
      : '';
  return { kind: 'failed', reason: `${change.title}: ${describeForTechnician(error)}.${hint}` };
}

/** Looks until the change is visible or patience ends. What cannot be read cannot be told. */
async function reread(
  rereadAfterMs: readonly number[],
  signal: AbortSignal,
  look: () => Promise<Verification>,
): Promise<Verification> {
  try {
    let verdict = await look();
    for (const pauseMs of rereadAfterMs) {
      if (verdict === 'done') return verdict;
      await wait(pauseMs, undefined, { signal });
      verdict = await look();
    }
    return verdict;
  } catch {
    return 'cannot_tell';
  }
}

/** How far Microsoft's clock and ours may be apart. */
const CLOCK_DIFFERENCE_MS = 30 * SECOND_MS;

/**
 * Whether a call that started at `since` left this stamp. Entra stamps to the second; a stamp shortly before `since` may
 * be ours by a clock that is behind, or somebody else's.
 */
export function stampProves(stamp: Date | undefined, since: Date): Verification {
  if (!stamp) return 'not_done';
  const startedMs = Math.floor(since.getTime() / SECOND_MS) * SECOND_MS;
  if (stamp.getTime() >= startedMs) return 'done';
  return stamp.getTime() >= startedMs - CLOCK_DIFFERENCE_MS ? 'cannot_tell' : 'not_done';
}
