import { z } from 'zod';
import type { IntegrationAdmin } from '../../src/flows/admin/integration/integration-admin.ts';
import type { ApprovalCard, Surface } from '../../src/flows/surface.ts';
import type { Directory } from '../../src/tools/directory.ts';
import type { LanguageModel, ModelTurn } from '../../src/tools/language-model.ts';
import type { Psa } from '../../src/tools/psa.ts';
import { type ReadTool, readTool, type WriteTool, writeTool } from '../../src/tools/tool.ts';

/*
 * The outside world at zero latency: it answers at once and in this process, so that what is measured is our own work
 * and the database. Everything between is the product's own code.
 */

const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

/** Two calls a request: one round of look-ups side by side, then a plan with two write calls. */
export function zeroLatencyModel(): LanguageModel & { calls: number } {
  return {
    calls: 0,
    async respond({ items }): Promise<ModelTurn> {
      this.calls += 1;
      if (!items.some(({ kind }) => kind === 'result')) {
        const looks = ['find_group', 'find_user'].map((name) => ({
          callId: name,
          name,
          argumentsJson: '{"search":"Zendesk"}',
        }));
        return { kind: 'calls', calls: looks, text: '', usage };
      }
      const steps = ['add_to_group', 'assign_licence'].map((tool) => ({
        tool,
        arguments: { userId: 'user-1', targetId: 'target-1' },
      }));
      const plan = {
        diagnosis: 'Dana Diaz has neither the group nor the licence yet, and both are free to give.',
        steps,
      };
      return {
        kind: 'calls',
        calls: [{ callId: 'plan', name: 'propose_plan', argumentsJson: JSON.stringify(plan) }],
        text: '',
        usage,
      };
    },
  };
}

export const zeroLatencyTools: readonly (ReadTool | WriteTool)[] = [
  look('find_group', 'group', 'target-1'),
  look('find_user', 'user', 'user-1'),
  change('add_to_group', 'Add Dana Diaz to the group Zendesk Users', 'Groups of Dana Diaz'),
  change('assign_licence', 'Assign Power BI Pro to Dana Diaz', 'Licences of Dana Diaz'),
];

function look(name: string, kind: 'group' | 'user', id: string): ReadTool {
  return readTool({
    name,
    version: 1,
    integration: 'bench',
    description: 'Looks something up.',
    input: z.strictObject({ search: z.string() }),
    run: async () => ({
      data: { id },
      targets: [{ kind, id, label: name }],
      evidence: 'Groups found by "Zendesk": Zendesk Users',
    }),
  });
}

function change(name: string, summary: string, label: string): WriteTool {
  return writeTool({
    name,
    version: 1,
    integration: 'bench',
    title: name,
    description: 'Changes something.',
    highRisk: false,
    needsSecret: false,
    input: z.strictObject({ userId: z.string(), targetId: z.string() }),
    targetsOf: ({ userId, targetId }) => [
      { kind: 'user', id: userId },
      { kind: 'group', id: targetId },
    ],
    preview: async () => ({
      summary,
      doneSummary: `${summary}: done`,
      subject: { kind: 'user', id: 'user-1', label: 'Dana Diaz' },
      before: [{ label, value: 'All Staff' }],
      after: [{ label, value: 'All Staff, Zendesk Users' }],
      risk: { level: 'normal', reasons: [] },
    }),
    preflight: async () => ({ kind: 'ready' }),
    execute: async () => ({ kind: 'done' }),
    verify: async () => 'done',
  });
}

export const zeroLatencyDirectory: Directory = {
  findUserByEmail: async () => undefined,
  findUsersByName: async () => [],
  user: async () => undefined,
  managerOf: async () => undefined,
};

/** Opens tickets of the client's own company and takes notes. */
export function zeroLatencyPsa(companyId: string): Psa {
  let tickets = 0;
  return {
    name: 'connectwise',
    async openTicket() {
      tickets += 1;
      return { psa: 'connectwise', id: String(tickets) };
    },
    ticket: async (id) => ({
      id,
      summary: '',
      companyId,
      status: 'new',
      statusName: 'New',
      closed: false,
      openedBy: { kind: 'ourselves' },
      intake: true,
      createdAt: new Date(),
      updatedAt: new Date(),
    }),
    addNote: async () => '1',
    notes: async () => [],
    setStatus: async () => undefined,
    ticketsChangedSince: async () => [],
    contact: async () => undefined,
    earlierTickets: async () => [],
  };
}

export interface SurfaceEvents {
  /** The requester was answered in this conversation. */
  replied: (conversation: string) => void;
  asked: (card: ApprovalCard) => void;
}

/** Nothing is connected by command. */
export const zeroLatencyIntegrations: IntegrationAdmin = {
  kinds: [],
  connected: () => [],
  tryOut: async () => ({ kind: 'unfit', problems: {} }),
  check: async () => undefined,
  refresh: async () => undefined,
  askForWebhooks: async () => undefined,
  takeBackWebhooks: async () => undefined,
  webhookPlace: () => undefined,
};

export function zeroLatencySurface({ replied, asked }: SurfaceEvents): Surface {
  let messages = 0;
  const sent = (tenant: string, conversation: string) => {
    messages += 1;
    return { surface: 'slack' as const, tenant, conversation, message: `1795412634.${messages}` };
  };
  return {
    name: 'slack',
    can: { replies: true, approvalCards: true, working: false, directMessages: true, oneTimeSecrets: true },
    async reply({ tenant, conversation }) {
      replied(conversation);
      return sent(tenant, conversation);
    },
    tell: async ({ tenant, user }) => sent(tenant, user),
    findApprovalCard: async () => undefined,
    async sendApprovalCard({ tenant, user }, card) {
      asked(card);
      return sent(tenant, user);
    },
    updateApprovalCard: async () => undefined,
    offerSecret: async ({ tenant, user }) => sent(tenant, user),
    showWorking: async () => undefined,
    findPerson: async () => undefined,
    findByEmail: async () => undefined,
  };
}
