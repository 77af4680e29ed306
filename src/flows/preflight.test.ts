import { describe, expect, it } from 'vitest';
import { SAMPLE_ARGUMENTS, sampleScope, sampleWriteTool } from '../../test/support/flows.ts';
import { CountersignError } from '../errors.ts';
import type { ApprovalKind, ApprovalRequest } from '../models/approval.ts';
import {
  NOW,
  sampleClient,
  samplePlan,
  sampleRequest,
  sampleStep,
} from '../models/mongoose/samples.fixture.ts';
import type { Plan } from '../models/plan.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { PolicyContext } from '../models/stores.ts';
import {
  AUTO,
  DISABLED,
  TECHNICIAN,
  TECHNICIAN_AND_MANAGER,
  type ToolPolicy,
} from '../models/tool-policy.ts';
import type { Psa, Ticket } from '../tools/psa.ts';
import { createCatalog } from './catalog.ts';
import { type PreflightInput, preflightPlan } from './preflight.ts';

const plan = samplePlan(sampleStep({ arguments: SAMPLE_ARGUMENTS }));
const client = sampleClient({ mode: 'execute', psa: { name: 'connectwise', companyId: '42' } });
const ticket: Ticket = {
  id: '4711',
  summary: 'Zendesk',
  companyId: '42',
  status: 'in_progress',
  statusName: 'In Progress',
  closed: false,
  openedBy: { kind: 'ourselves' },
  intake: false,
  createdAt: NOW,
  updatedAt: NOW,
};

function signed(kind: ApprovalKind, digest = plan.digest): ApprovalRequest {
  const state = { kind: 'approved', by: { personId: `per_${kind}`, name: kind }, at: NOW } as const;
  return { id: `apr_${kind}`, kind, planDigest: digest, state, approvers: [], copies: [] };
}

function approved(more: Partial<ServiceRequest> = {}): ServiceRequest {
  return sampleRequest({
    status: 'executing',
    plan,
    ticket: { psa: 'connectwise', id: '4711' },
    approvals: [signed('technician')],
    ...more,
  });
}

const set = (policy: ToolPolicy): PolicyContext => ({
  client: { scope: client.id, version: 1, tools: { add_to_group: policy } },
});

function psaWith(answer: () => Promise<Ticket | undefined>): Psa {
  const unexpected = () => Promise.reject(new Error('nobody should have called this'));
  return {
    name: 'connectwise',
    ticket: answer,
    openTicket: unexpected,
    addNote: unexpected,
    notes: unexpected,
    setStatus: unexpected,
    ticketsChangedSince: unexpected,
    contact: unexpected,
    earlierTickets: unexpected,
  };
}

const check = (more: Partial<PreflightInput> = {}) =>
  preflightPlan({
    request: approved(),
    client,
    policies: {},
    scope: sampleScope(),
    catalog: createCatalog([sampleWriteTool()]),
    psas: [psaWith(async () => ticket)],
    ...more,
  });

describe('a signed plan', () => {
  it('is ready when everything is as it was', async () => {
    expect(await check()).toEqual({
      kind: 'ready',
      steps: [
        { step: plan.steps[0], tool: expect.objectContaining({ name: 'add_to_group' }), alreadyDone: false },
      ],
    });
  });

  it('is ready too when it has been done by hand meanwhile; that is known', async () => {
    const catalog = createCatalog([sampleWriteTool({ preflight: async () => ({ kind: 'already_done' }) })]);

    expect(await check({ catalog })).toMatchObject({ kind: 'ready', steps: [{ alreadyDone: true }] });
  });

  it('is ready without a ticket, and without a PSA', async () => {
    const { ticket: _, ...withoutTicket } = approved();

    expect(await check({ request: withoutTicket })).toMatchObject({ kind: 'ready' });
    expect(await check({ request: withoutTicket, psas: [] })).toMatchObject({ kind: 'ready' });
  });

  it('is ready unsigned when policy asks nobody and it is about the requester', async () => {
    const request = approved({ approvals: [] });

    expect(await check({ request, policies: set(AUTO) })).toMatchObject({ kind: 'ready' });
  });

  it('is ready with what an admin has set for a tool that is risky by nature: they knew', async () => {
    const request = approved(withStep({ risk: { level: 'high', reasons: ['a new password'] } }));
    const catalog = createCatalog([sampleWriteTool({ highRisk: true })]);

    expect(await check({ request, catalog, policies: set(TECHNICIAN) })).toMatchObject({ kind: 'ready' });
    expect(await check({ request, catalog })).toMatchObject({ kind: 'void' });
  });

  it('is ready with the signature of the client’s fallback approver', async () => {
    const request = approved({ approvals: [signed('technician'), { ...signed('manager'), fallback: true }] });
    const ofClient = { ...client, fallbackApproverId: 'per_manager' };

    expect(await check({ request, client: ofClient })).toMatchObject({ kind: 'ready' });
  });

  it('is ready when policy asks for less than it was given', async () => {
    const request = approved({ approvals: [signed('technician'), signed('manager')] });

    expect(await check({ request, policies: set(TECHNICIAN) })).toMatchObject({ kind: 'ready' });
  });
});

describe('nothing of a plan runs', () => {
  const changed = (more: Partial<Plan>): Plan => ({ ...plan, ...more });
  const step = plan.steps[0] ?? sampleStep();
  const { plan: _plan, ...withoutPlan } = approved();
  const toolGone = createCatalog([]);
  const tool = sampleWriteTool;
  const catalogOf = (more: Parameters<typeof sampleWriteTool>[0]) => createCatalog([tool(more)]);
  const failing = (code: 'timeout' | 'not_found') => async (): Promise<never> => {
    throw new CountersignError(code, 'inner', { vendor: 'connectwise' });
  };

  const cases: readonly (readonly [string, Partial<PreflightInput>, RegExp])[] = [
    ['there is none', { request: withoutPlan }, /There is no plan/],
    [
      'the client is in plan mode now',
      { client: { ...client, mode: 'plan' } },
      /operating mode is “plan” now/,
    ],
    [
      'it was never confirmed who called',
      {
        request: approved({
          requester: { ...sampleRequest().requester, identification: { how: 'said_name' } },
        }),
      },
      /never confirmed who called/,
    ],
    [
      'the request is another client’s',
      { request: approved({ clientId: 'cli_other' }) },
      /another client or tenant/,
    ],
    [
      'the client’s tenant is another now',
      { client: { ...client, entraTenantId: 'other' } },
      /another client or tenant/,
    ],
    [
      'the plan is another client’s',
      { request: approved({ plan: changed({ clientId: 'cli_other' }) }) },
      /another client or tenant/,
    ],
    [
      'a stored argument was changed',
      {
        request: approved({
          plan: changed({
            steps: [{ ...step, arguments: { ...SAMPLE_ARGUMENTS, groupId: client.entraTenantId } }],
          }),
        }),
      },
      /not the one that was approved/,
    ],
    [
      'a step was added',
      { request: approved({ plan: changed({ steps: [step, step] }) }) },
      /not the one that was approved/,
    ],
    [
      'the stored digest was changed',
      { request: approved({ plan: changed({ digest: 'x' }) }) },
      /not the one/,
    ],
    ['its tool is gone', { catalog: toolGone }, /add_to_group does not exist any more/],
    ['its tool has become another', { catalog: catalogOf({ version: 2 }) }, /has changed since/],
    ['its tool was disabled', { policies: set(DISABLED) }, /has been disabled/],
    [
      'the MSP has disabled its tool for all',
      { policies: { msp: { scope: 'msp', version: 1, tools: { add_to_group: DISABLED } } } },
      /has been disabled/,
    ],
    ['policy asks for the manager now', { policies: set(TECHNICIAN_AND_MANAGER) }, /manager’s approval now/],
    [
      'policy asks for a technician now',
      { request: approved({ approvals: [] }), policies: set(TECHNICIAN) },
      /technician’s approval now/,
    ],
    [
      'it is unsigned and not about the requester',
      {
        request: approved({ approvals: [] }),
        policies: set(AUTO),
        scope: sampleScope({ requesterDirectoryId: 'x' }),
      },
      /technician’s approval now/,
    ],
    [
      'its target is risky and the manager has not signed',
      {
        request: approved({
          plan: samplePlan({ ...step, risk: { level: 'high', reasons: ['an administrator'] } }),
        }),
        policies: set(AUTO),
      },
      /manager’s approval now/,
    ],
    [
      'one signature is still missing',
      {
        request: approved({
          approvals: [signed('technician'), { ...signed('manager'), state: { kind: 'waiting' } }],
        }),
      },
      /Not every signature/,
    ],
    [
      'the signature is for another plan',
      { request: approved({ approvals: [signed('technician', 'another')] }) },
      /Not every signature/,
    ],
    [
      'somebody has denied it',
      {
        request: approved({
          approvals: [
            signed('technician'),
            { ...signed('manager'), state: { kind: 'denied', by: { personId: 'p', name: 'Max' }, at: NOW } },
          ],
        }),
      },
      /Not every signature/,
    ],
    [
      'one person has signed twice',
      {
        request: approved({
          approvals: [signed('technician'), { ...signed('technician'), kind: 'manager' }],
        }),
      },
      /One person has given both signatures/,
    ],
    [
      'who signed instead of the manager is the fallback approver no more',
      { request: approved({ approvals: [signed('technician'), { ...signed('manager'), fallback: true }] }) },
      /not the client’s fallback approver any more/,
    ],
    ['the PSA of its ticket is not connected any more', { psas: [] }, /not connected any more/],
    ['its ticket is gone', { psas: [psaWith(async () => undefined)] }, /ticket does not exist/],
    [
      'its ticket is another company’s',
      { psas: [psaWith(async () => ({ ...ticket, companyId: '43' }))] },
      /ticket belongs to another company/,
    ],
    [
      'its ticket was closed',
      { psas: [psaWith(async () => ({ ...ticket, closed: true }))] },
      /closed meanwhile/,
    ],
    [
      'its ticket cannot be read',
      { psas: [psaWith(failing('timeout'))] },
      /could not be checked: connectwise did not answer/,
    ],
    [
      'its tool would not take these arguments any more',
      { request: approved({ ...withStep({ arguments: { ...SAMPLE_ARGUMENTS, more: 1 } }) }) },
      /would not take these arguments/,
    ],
    [
      'a step must not be run',
      { catalog: catalogOf({ preflight: async () => ({ kind: 'blocked', reason: 'It is synced.' }) }) },
      /^It is synced\.$/,
    ],
    [
      'a step cannot be checked',
      { catalog: catalogOf({ preflight: failing('not_found') }) },
      /could not be checked/,
    ],
  ];

  it.each(cases)('when %s', async (_when, input, reason) => {
    expect(await check(input)).toEqual({ kind: 'void', reason: expect.stringMatching(reason) });
  });

  it('when one of two steps must not be run, and all reasons are given', async () => {
    const two = samplePlan(step, { ...step, tool: 'remove_from_group' });
    const blocked = sampleWriteTool({
      name: 'remove_from_group',
      preflight: async () => ({ kind: 'blocked', reason: 'The group is dynamic.' }),
    });
    const result = await check({
      request: approved({ plan: two, approvals: [signed('technician', two.digest)] }),
      catalog: createCatalog([tool(), blocked]),
      psas: [psaWith(async () => ({ ...ticket, closed: true }))],
    });

    expect(result).toEqual({
      kind: 'void',
      reason: 'The ticket was closed meanwhile. The group is dynamic.',
    });
  });

  it('and no tool is even asked when the signatures do not hold', async () => {
    const catalog = createCatalog([
      tool({ preflight: () => Promise.reject(new Error('nobody should have called this')) }),
    ]);

    expect(await check({ catalog, request: approved({ approvals: [] }) })).toMatchObject({
      reason: expect.stringContaining('technician’s approval'),
    });
  });
});

/** A plan of this step, signed as it is. */
function withStep(more: Parameters<typeof sampleStep>[0]): Pick<ServiceRequest, 'plan' | 'approvals'> {
  const other = samplePlan(sampleStep(more));
  return { plan: other, approvals: [signed('technician', other.digest)] };
}
