/** How a tool may be used at a client. `withManager` asks for the manager's signature besides the technician's. */
export type ToolPolicy =
  | { kind: 'auto' }
  | { kind: 'approval_needed'; withManager: boolean }
  | { kind: 'disabled' };

/** Nobody is asked. */
export const AUTO: ToolPolicy = { kind: 'auto' };
/** A technician signs. */
export const TECHNICIAN: ToolPolicy = { kind: 'approval_needed', withManager: false };
/** A technician and the requester's manager sign. */
export const TECHNICIAN_AND_MANAGER: ToolPolicy = { kind: 'approval_needed', withManager: true };
/** The tool is neither offered nor accepted. */
export const DISABLED: ToolPolicy = { kind: 'disabled' };

/** The policies that an admin has set in one scope: MSP-wide (`msp`) or one client (its id). Tools not named have the default. */
export interface PolicySet {
  scope: PolicyScope;
  version: number;
  tools: Readonly<Record<string, ToolPolicy>>;
  /** Keys of changes that took two signatures, newest last: none is made twice. */
  signed?: readonly string[];
}

/** MSP-wide, or one client's id. */
export type PolicyScope = 'msp' | (string & {});

/** What a policy default is seeded from. */
export interface PolicySubject {
  name: string;
  kind: 'read' | 'write';
  /** High by its nature, whatever the target: a password reset, say. */
  highRisk: boolean;
}

/** Read: `auto`. Write: `approval_needed`. High risk: the manager too. */
export function defaultPolicy(tool: PolicySubject): ToolPolicy {
  if (tool.kind === 'read') return AUTO;
  return tool.highRisk ? TECHNICIAN_AND_MANAGER : TECHNICIAN;
}

/** The client's own word goes before the MSP's, and that before the default. */
export function policyFor(
  tool: PolicySubject,
  sets: { msp?: PolicySet | undefined; client?: PolicySet | undefined },
): ToolPolicy {
  return ownPolicy(sets.client, tool.name) ?? ownPolicy(sets.msp, tool.name) ?? defaultPolicy(tool);
}

/** What was set in this scope itself. */
export function ownPolicy(set: PolicySet | undefined, tool: string): ToolPolicy | undefined {
  return set && Object.hasOwn(set.tools, tool) ? set.tools[tool] : undefined;
}

/**
 * The policy of one exact call. It is never looser than what was set: a call that is high risk because of its target
 * needs the manager too, and `auto` holds only while the requester acts on themselves.
 */
export function policyForCall(
  policy: ToolPolicy,
  call: { highRisk: boolean; concernsRequester: boolean },
): ToolPolicy {
  if (policy.kind === 'disabled') return policy;
  if (call.highRisk) return TECHNICIAN_AND_MANAGER;
  if (policy.kind === 'auto' && !call.concernsRequester) return TECHNICIAN;
  return policy;
}

/** As people write it: `auto`, `approval_needed`, `approval_needed with manager`, `disabled`. */
export function policyText(policy: ToolPolicy): string {
  return policy.kind === 'approval_needed' && policy.withManager
    ? 'approval_needed with manager'
    : policy.kind;
}

/** Whether both ask for the same signatures. */
export function samePolicy(one: ToolPolicy, other: ToolPolicy): boolean {
  return policyText(one) === policyText(other);
}

/** Which signatures a whole plan needs: those of its strictest step. */
export function signaturesFor(policies: readonly ToolPolicy[]): { technician: boolean; manager: boolean } {
  const asking = policies.filter((policy) => policy.kind === 'approval_needed');
  return { technician: asking.length > 0, manager: asking.some((policy) => policy.withManager) };
}
