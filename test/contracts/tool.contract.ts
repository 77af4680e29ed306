import { zodResponsesFunction } from 'openai/helpers/zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Clock } from '../../src/clock.ts';
import type { CallObserver, FaultPlan, ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import type { ReadTool, Tool, ToolArguments, ToolScope, WriteTool } from '../../src/tools/tool.ts';

/** The tools of one vendor under test, and the vendor. */
export interface ToolBench {
  tools: readonly Tool[];
  clock: Clock;
  /** A new scope for each use, as the flows make one for each request. */
  scope(): ToolScope;
  faults: FaultPlan;
  observe(observer: CallObserver): () => void;
  /** Matches the paths below which things are changed; other calls, such as those for tokens, change nothing. */
  changePaths: RegExp;
  /** Everything at the vendor as it was at first. */
  reset(): void;
  close(): Promise<void>;
}

export interface ReadCase {
  tool: string;
  given: ToolArguments;
  /** What it reads is text that people wrote: nothing in it may become a target. */
  showsNoTargets?: boolean;
}

export interface WriteCase {
  tool: string;
  /** Can be run in the state that `reset` makes. */
  given: ToolArguments;
  /** Makes what the case needs besides. */
  prepare?(): void;
  /** The truth, from the vendor's own state. */
  isDone(): boolean;
  /** Running it again makes a new effect, as a second password does. */
  repeats?: true;
  /** Calls that must be refused before anything is sent, each with a word of the reason. */
  blocked: readonly { given: ToolArguments; because: RegExp; prepare?(): void }[];
}

export interface ToolCases {
  integration: string;
  open(): Promise<ToolBench>;
  reads: readonly ReadCase[];
  writes: readonly WriteCase[];
}

/** Looks like the temporary passwords that the product makes; searched for in everything that a tool hands out. */
const SECRET = 'Marked-Secret-7-Heron';

/** What a test looks at: the bench, and the calls that arrived there in this test and change something. */
interface Trial {
  bench: ToolBench;
  writes: Pick<ReceivedCall, 'method' | 'path'>[];
}

/** What every tool must do, whichever vendor it belongs to. */
export function describeTools(name: string, cases: ToolCases): void {
  describe(`the tools of ${name}`, () => {
    let trial: Trial;
    beforeAll(async () => {
      trial = { bench: await cases.open(), writes: [] };
      trial.bench.observe((stage, call) => {
        const changes = call.method !== 'GET' && trial.bench.changePaths.test(call.path);
        if (stage === 'arrived' && changes) trial.writes.push(call);
      });
    });
    afterAll(() => trial.bench.close());
    beforeEach(() => {
      trial.bench.faults.clear();
      trial.bench.reset();
      trial.writes = [];
    });

    describeCatalogue(() => trial.bench, cases);
    for (const one of cases.reads) describeRead(() => trial, one);
    for (const one of cases.writes) describeWrite(() => trial, one);
  });
}

function describeCatalogue(bench: () => ToolBench, { integration, reads, writes }: ToolCases): void {
  it('are each tried by a case here', () => {
    const tried = new Set([...reads, ...writes].map(({ tool }) => tool));
    expect([...tried].sort()).toEqual(
      bench()
        .tools.map(({ name }) => name)
        .sort(),
    );
  });

  it('have names, versions and descriptions that a model and a person can use', () => {
    for (const tool of bench().tools) {
      expect(tool.name).toMatch(/^[a-z]+(_[a-z]+)+$/);
      expect(tool.integration).toBe(integration);
      expect(Number.isInteger(tool.version) && tool.version >= 1).toBe(true);
      expect(tool.description.length).toBeGreaterThan(40);
      expect(tool.description).toMatch(/\.$/);
      if (tool.kind === 'write') expect(tool.title).toMatch(/^[A-Z][\w ]{3,40}$/);
    }
  });

  it('have schemas that strict function calling takes', () => {
    for (const tool of bench().tools) {
      const built = zodResponsesFunction({ name: tool.name, parameters: tool.input });
      const parameters = built.parameters as { properties: object; required?: string[] };
      expect(built.strict).toBe(true);
      expect(parameters).toMatchObject({ type: 'object', additionalProperties: false });
      expect([...(parameters.required ?? [])].sort()).toEqual(Object.keys(parameters.properties).sort());
    }
  });

  it('refuse arguments with a key too many, a key too few, or an id that is none', () => {
    for (const { tool: name, given } of [...reads, ...writes]) {
      const { input } = toolNamed(bench(), name);
      expect(input.safeParse(given).success).toBe(true);
      expect(input.safeParse({ ...given, force: true }).success).toBe(false);
      for (const key of Object.keys(given)) {
        const { [key]: _, ...fewer } = given;
        expect(input.safeParse(fewer).success).toBe(false);
        if (key.endsWith('Id')) {
          expect(input.safeParse({ ...given, [key]: '../users' }).success).toBe(false);
        }
      }
    }
  });
}

function describeRead(trial: () => Trial, { tool: name, given, showsNoTargets = false }: ReadCase): void {
  describe(name, () => {
    it('answers with plain data, shows as targets only what is in it, and changes nothing', async () => {
      const tool = toolNamed(trial().bench, name) as ReadTool;
      const { data, targets, evidence } = await tool.run(trial().bench.scope(), given);

      const text = JSON.stringify(data);
      expect(JSON.parse(text)).toEqual(data);
      expect(targets.length === 0).toBe(showsNoTargets);
      for (const target of targets) {
        expect(text).toContain(target.id);
        expect(target.label.length).toBeGreaterThan(0);
      }
      expect(evidence).toMatch(/^[^\n]{10,}$/);
      expect(trial().writes).toEqual([]);
    });
  });
}

function describeWrite(trial: () => Trial, one: WriteCase): void {
  const { given } = one;
  const bench = () => trial().bench;
  const tool = () => toolNamed(bench(), one.tool) as WriteTool;
  const secret = () => (tool().needsSecret ? SECRET : undefined);
  const execute = () => tool().execute(bench().scope(), given, secret());
  const verifySince = (since: Date) => tool().verify(bench().scope(), given, since);

  describe(one.tool, () => {
    beforeEach(() => one.prepare?.());

    it('names as targets every id of its arguments and nothing else', () => {
      const ids = Object.entries(given).flatMap(([key, value]) => (key.endsWith('Id') ? [value] : []));
      expect(
        tool()
          .targetsOf(given)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(ids.map(String).sort());
    });

    it('shows people what will change, from the directory, without changing it', async () => {
      const preview = await tool().preview(bench().scope(), given);

      expect(preview.summary).toMatch(/^[A-Z]/);
      expect(preview.doneSummary).not.toBe(preview.summary);
      expect(preview.before.length).toBeGreaterThan(0);
      expect(preview.after).not.toEqual(preview.before);
      expect(preview.risk.reasons.length > 0).toBe(preview.risk.level === 'high');
      for (const { id } of tool().targetsOf(given)) {
        expect(preview.summary).not.toContain(id);
        expect(JSON.stringify([preview.before, preview.after])).not.toContain(id);
      }
      expect(trial().writes).toEqual([]);
    });

    it('is ready, not done before, and done after it has run', async () => {
      const since = bench().clock.now();
      expect(await tool().preflight(bench().scope(), given)).toEqual({ kind: 'ready' });
      expect(one.isDone()).toBe(false);
      expect(await verifySince(since)).toBe('not_done');
      expect(trial().writes).toEqual([]);

      expect(await execute()).toEqual({ kind: 'done' });

      expect(one.isDone()).toBe(true);
      expect(await verifySince(since)).toBe('done');
      const again = await tool().preflight(bench().scope(), given);
      expect(again.kind).toBe(one.repeats ? 'ready' : 'already_done');
    });

    it('does no harm when it is run twice', async () => {
      const since = bench().clock.now();
      await execute();
      expect(await execute()).toEqual({ kind: 'done' });
      expect(one.isDone()).toBe(true);
      expect(await verifySince(since)).toBe('done');
    });

    it('tells the truth after the connection was cut while the change was made', async () => {
      const since = bench().clock.now();
      failNextWrite(bench(), { kind: 'effect_then_cut' });

      expect(await execute()).toEqual({ kind: 'unknown' });

      expect(await verifySince(since)).toBe(one.isDone() ? 'done' : 'not_done');
      bench().faults.clear();
      if (!one.isDone()) expect(await execute()).toEqual({ kind: 'done' });
      expect(await verifySince(since)).toBe('done');
    });

    it('sends a change that was not taken once only, and knows that it was not made', async () => {
      const since = bench().clock.now();
      failNextWrite(bench(), { kind: 'status', status: 503 });

      expect(await execute()).toEqual({ kind: 'unknown' });

      expect(trial().writes).toHaveLength(1);
      expect(one.isDone()).toBe(false);
      expect(await verifySince(since)).toBe('not_done');
    });

    it('says why when the vendor refuses, without the secret', async () => {
      failNextWrite(bench(), {
        kind: 'status',
        status: 403,
        body: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } },
      });

      const result = await execute();

      expect(result.kind).toBe('failed');
      if (result.kind === 'failed') expect(result.reason).toMatch(/permission/);
      expect(JSON.stringify(result)).not.toContain(SECRET);
      expect(one.isDone()).toBe(false);
    });

    it.each(one.blocked.map((case_) => ({ because: String(case_.because), case_ })))(
      'is blocked because of $because',
      async ({ case_ }) => {
        case_.prepare?.();
        const verdict = await tool().preflight(bench().scope(), case_.given);

        expect(verdict).toEqual({ kind: 'blocked', reason: expect.stringMatching(case_.because) as string });
        expect(trial().writes).toEqual([]);
      },
    );
  });
}

function failNextWrite(bench: ToolBench, answer: Parameters<FaultPlan['add']>[0]['answer']): void {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    bench.faults.add({ method, path: bench.changePaths, answer });
  }
}

function toolNamed(bench: ToolBench, name: string): { input: z.ZodObject } & Tool {
  const found = bench.tools.find((tool) => tool.name === name);
  if (!found) throw new RangeError(`no tool '${name}'`);
  return found;
}
