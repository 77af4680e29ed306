import { z } from 'zod';
import type { Surface } from '../../src/flows/surface.ts';
import { type ToolArguments, type ToolScope, type WriteTool, writeTool } from '../../src/tools/tool.ts';

export const TENANT = '0aa1bb22-3333-4444-8555-666677778888';
export const DANA = '7f3a1f0e-4a0f-4e0e-9d3b-0c9a3f6f1a11';
export const GROUP = '1b2c3d4e-1111-4222-8333-444455556666';

/** Where the tools of Dana's requests act. */
export function sampleScope(more: Partial<ToolScope> = {}): ToolScope {
  return {
    clientId: 'cli_lakeside',
    tenantId: TENANT,
    requesterDirectoryId: DANA,
    documentation: [],
    signal: new AbortController().signal,
    ...more,
  };
}

type GroupChange = { userId: string; groupId: string };

/** A write tool that can be run and changes nothing; `more` replaces what it does. */
export function sampleWriteTool(more: Partial<Omit<WriteTool<GroupChange>, 'kind'>> = {}): WriteTool {
  return writeTool<GroupChange>({
    name: 'add_to_group',
    version: 1,
    integration: 'microsoft_graph',
    title: 'Add to group',
    description: 'Adds a user to a group.',
    input: z.strictObject({ userId: z.guid(), groupId: z.guid() }),
    highRisk: false,
    needsSecret: false,
    targetsOf: ({ userId, groupId }) => [
      { kind: 'user', id: userId },
      { kind: 'group', id: groupId },
    ],
    preview: async (_scope, { userId }) => ({
      summary: 'Add Dana Diaz to the group Zendesk Users',
      doneSummary: 'Dana Diaz was added to the group Zendesk Users',
      subject: { kind: 'user', id: userId, label: 'Dana Diaz' },
      before: [{ label: 'Groups of Dana Diaz', value: 'All Staff' }],
      after: [{ label: 'Groups of Dana Diaz', value: 'All Staff, Zendesk Users' }],
      risk: { level: 'normal', reasons: [] },
    }),
    preflight: async () => ({ kind: 'ready' }),
    execute: unexpected,
    verify: unexpected,
    ...more,
  });
}

/** Arguments that the sample tool takes. */
export const SAMPLE_ARGUMENTS: ToolArguments = { userId: DANA, groupId: GROUP };

/** A surface that is asked nothing; `more` says what it answers. */
export function sampleSurface(more: Partial<Surface> = {}): Surface {
  return {
    name: 'slack',
    can: { replies: true, approvalCards: true, working: true, directMessages: true, oneTimeSecrets: true },
    reply: unexpected,
    tell: unexpected,
    sendApprovalCard: unexpected,
    findApprovalCard: unexpected,
    updateApprovalCard: unexpected,
    offerSecret: unexpected,
    showWorking: unexpected,
    findPerson: unexpected,
    findByEmail: unexpected,
    ...more,
  };
}

async function unexpected(): Promise<never> {
  throw new Error('nobody should have called this');
}
