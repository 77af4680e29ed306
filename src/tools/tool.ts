import type { z } from 'zod';
import type { Preview, Target, TargetId } from '../models/plan.ts';
import type { PsaName } from './psa.ts';

/** Where a call may act. A tool acts in this tenant and in no other. */
export interface ToolScope {
  clientId: string;
  /** The client's Entra tenant. */
  tenantId: string;
  /** The client's company in the PSA that has its tickets, where there is one. */
  psa?: { name: PsaName; companyId: string };
  /** The client's company in each system that has runbooks for it. Empty: none is consulted. */
  documentation: readonly { name: string; companyId: string }[];
  /** The requester in the client's directory, where known. */
  requesterDirectoryId?: string;
  /** Ends when the budget or the process does. */
  signal: AbortSignal;
}

/** Arguments as the tool's schema gives them. */
export type ToolArguments = Record<string, unknown>;

interface ToolBasics<Arguments extends ToolArguments> {
  /** Snake case, unique over all vendors: `add_to_group`. */
  name: string;
  /** Raised whenever schema or meaning changes: an approval given to another version is void. */
  version: number;
  /** The vendor room it belongs to: `microsoft_graph`. */
  integration: string;
  /** For the model: what it does, when to use it, what the arguments are. A stable text; nothing client-specific. */
  description: string;
  /** Whether this client has what the tool needs; it is not offered elsewhere. Absent: always. */
  isFor?(scope: ToolScope): boolean;
  /** A strict object; every key required (nullable where it may be absent), as strict function calling wants it. */
  input: z.ZodObject & z.ZodType<Arguments>;
}

/** Looks, and changes nothing. Diagnosis is given only these. */
export interface ReadTool<Arguments extends ToolArguments = ToolArguments> extends ToolBasics<Arguments> {
  kind: 'read';
  /** Throws `CountersignError`; `not_found` is an ordinary answer to look at, not a fault. */
  run(scope: ToolScope, given: Arguments): Promise<ReadResult>;
}

/** What a look gave: data for the model, targets that it showed, a line for people. */
export interface ReadResult {
  /** JSON for the model: plain data, no secrets, this tenant's only. */
  data: unknown;
  /** What typed fields of the answer showed. Only these may be targets of the plan. */
  targets: readonly Target[];
  /** One line for the internal note: `Groups of Dana Diaz: All Staff`. */
  evidence: string;
}

/** Changes something. Called by the execution of a plan and by nothing else. */
export interface WriteTool<Arguments extends ToolArguments = ToolArguments> extends ToolBasics<Arguments> {
  kind: 'write';
  /** For cards and policies: `Add to group`. */
  title: string;
  /** High risk by its nature, whatever the target. */
  highRisk: boolean;
  /** The call needs a new secret (a temporary password) that the subject is shown once. `execute` gets it; it stores it nowhere. */
  needsSecret: boolean;
  /** Every id in the arguments. The plan is refused unless a read tool of the same request showed each of them. */
  targetsOf(given: Arguments): readonly TargetId[];
  /** What people are shown, from directory reads alone. Throws `CountersignError` when it cannot be read. */
  preview(scope: ToolScope, given: Arguments): Promise<Preview>;
  /** Whether it can be run now. Also looked at when the plan is made, and again right before the first effect. */
  preflight(scope: ToolScope, given: Arguments): Promise<Preflight>;
  /** Makes the change, once, without retrying a call that may have taken effect. Never throws for what a vendor answers. */
  execute(scope: ToolScope, given: Arguments, secret?: string): Promise<ExecuteResult>;
  /** After a crash or a timeout: did the call that started at `since` take effect? */
  verify(scope: ToolScope, given: Arguments, since: Date): Promise<Verification>;
}

/** Whether a call could run now. */
export type Preflight =
  | { kind: 'ready' }
  /** The wanted state is there already; running it would change nothing. */
  | { kind: 'already_done' }
  /** It cannot or must not be run by us; `reason` is a sentence for technicians. */
  | { kind: 'blocked'; reason: string };

/** What a call did, as far as is known. */
export type ExecuteResult =
  | { kind: 'done' }
  /** Refused by the vendor; nothing changed. `reason` is a sentence for technicians. */
  | { kind: 'failed'; reason: string }
  /** No answer, or one that leaves it open: `verify` decides. */
  | { kind: 'unknown' };

/** Whether the change is there. */
export type Verification = 'done' | 'not_done' | 'cannot_tell';

/** Anything that the agent has: it looks or it changes. */
export type Tool = ReadTool | WriteTool;

/**
 * Lets a vendor write a tool with its own argument type and hand it out as `ReadTool`: the only caller parses with
 * `input` first, so that `run` gets what it declared.
 */
export function readTool<Arguments extends ToolArguments>(tool: Omit<ReadTool<Arguments>, 'kind'>): ReadTool {
  return { ...tool, kind: 'read' } as unknown as ReadTool;
}

/** As `readTool`, for write tools. */
export function writeTool<Arguments extends ToolArguments>(
  tool: Omit<WriteTool<Arguments>, 'kind'>,
): WriteTool {
  return { ...tool, kind: 'write' } as unknown as WriteTool;
}
