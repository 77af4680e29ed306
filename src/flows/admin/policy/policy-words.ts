import {
  AUTO,
  DISABLED,
  policyText,
  TECHNICIAN,
  TECHNICIAN_AND_MANAGER,
  type ToolPolicy,
} from '../../../models/tool-policy.ts';

/** Every policy that can be set, loosest first. */
export const POLICIES: readonly ToolPolicy[] = [AUTO, TECHNICIAN, TECHNICIAN_AND_MANAGER, DISABLED];

/** What can be written for a policy, for answers. */
export const POLICY_CHOICES = `${POLICIES.map((policy) => `\`${policyText(policy)}\``).join(', ')} or \`default\``;

const KNOWN: Readonly<Record<string, ToolPolicy | null>> = {
  ...Object.fromEntries(POLICIES.map((policy) => [plain(policyText(policy)), policy])),
  default: null,
};

/** As many words as a policy can have. */
const MOST_WORDS = 4;

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s+_-]+/g, ' ')
    .trim();
}

/** `null` is the default; `undefined` is none of them. */
export function parsePolicy(text: string): ToolPolicy | null | undefined {
  const words = plain(text);
  return Object.hasOwn(KNOWN, words) ? KNOWN[words] : undefined;
}

/** Names of tools with the policy behind them, taken apart. */
export interface ToolsAndPolicy {
  tools: readonly string[];
  /** `undefined` when the words end in none. */
  policy: ToolPolicy | null | undefined;
}

/** `add_to_group, reset_password approval_needed with manager`: the most words at the end that are a policy are it. */
export function splitPolicy(words: readonly string[]): ToolsAndPolicy {
  for (let count = Math.min(MOST_WORDS, words.length); count > 0; count -= 1) {
    const policy = parsePolicy(words.slice(-count).join(' '));
    if (policy !== undefined) return { tools: toolNames(words.slice(0, -count)), policy };
  }
  return { tools: toolNames(words), policy: undefined };
}

/** Names between commas or spaces. */
export function toolNames(words: readonly string[]): string[] {
  return words.flatMap((word) => word.split(',')).filter((word) => word.trim() !== '');
}
