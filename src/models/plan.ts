import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Language } from './client.ts';
import type { ToolPolicy } from './tool-policy.ts';

/** What a step can act on. */
export type TargetKind =
  | 'user'
  | 'group'
  | 'application'
  | 'application_role'
  | 'licence'
  | 'authentication_method'
  | 'ticket';

/** A thing in a client's tenant that a tool showed or acts on. `id` is the vendor's own, never a name. */
export interface Target {
  kind: TargetKind;
  id: string;
  /** What people call it, from the directory. Data from outside: escape it wherever it is shown. */
  label: string;
}

/** A target as a write tool's arguments name it, before anybody looked up what it is called. */
export type TargetId = Pick<Target, 'kind' | 'id'>;

/** One line of before or after: `Groups of Dana Diaz` → `All Staff`. */
export interface Fact {
  label: string;
  value: string;
}

/** How risky a step is, and why. */
export interface Risk {
  level: 'normal' | 'high';
  /** Why it is high, in words for the approver; empty when normal. */
  reasons: readonly string[];
}

/** What people are shown about one write-tool call: from parsed arguments and directory reads alone. */
export interface Preview {
  /** What will be done: `Add Dana Diaz to the group Zendesk Users`. */
  summary: string;
  /** The same once it is done, for the reply: `Dana Diaz was added to the group Zendesk Users`. */
  doneSummary: string;
  /** The same in other languages, where the tool has it: callers are answered in theirs. */
  doneSummaries?: Partial<Readonly<Record<Language, string>>>;
  /** The person it concerns, where there is one. */
  subject?: Target;
  before: readonly Fact[];
  after: readonly Fact[];
  risk: Risk;
}

/** What was done, as far as whoever asked is told of it. */
export type DoneSummary = Pick<Preview, 'doneSummary' | 'doneSummaries'>;

/** What was done, in a language; in English where the tool has no other. */
export function doneIn({ doneSummary, doneSummaries }: DoneSummary, language: Language): string {
  return doneSummaries?.[language] ?? doneSummary;
}

/** One write-tool call, exactly as it will be made, with what people are shown about it. */
export interface PlanStep extends Preview {
  tool: string;
  toolVersion: number;
  /** Parsed by the tool's schema. */
  arguments: Readonly<Record<string, unknown>>;
  /** In force for this step when the plan was made. */
  policy: ToolPolicy;
}

/** What is proposed for a request: exact steps, in order, bound by a digest. */
export interface Plan {
  /** Hex SHA-256; see `planDigest`. */
  digest: string;
  clientId: string;
  /** The Entra tenant in which every step acts. */
  tenantId: string;
  steps: readonly PlanStep[];
}

/**
 * What an approval is bound to: a hash over the canonical JSON (RFC 8785) of client, target tenant, and each step's
 * tool, version and parsed arguments, in order. What people read about a step is derived from these and is not in it.
 */
export function planDigest(plan: Pick<Plan, 'clientId' | 'tenantId' | 'steps'>): string {
  const bound = {
    clientId: plan.clientId,
    tenantId: plan.tenantId,
    steps: plan.steps.map((step) => ({
      tool: step.tool,
      version: step.toolVersion,
      arguments: step.arguments,
    })),
  };
  return createHash('sha256')
    .update(canonicalize(bound) ?? '')
    .digest('hex');
}
