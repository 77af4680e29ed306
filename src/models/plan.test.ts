import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type PlanStep, planDigest } from './plan.ts';
import { AUTO, TECHNICIAN } from './tool-policy.ts';

const step: PlanStep = {
  tool: 'add_to_group',
  toolVersion: 1,
  arguments: { userId: 'u1', groupId: 'g1', options: { notify: true, roles: ['member', 'viewer'] } },
  summary: 'Add Dana Diaz to the group Zendesk Users',
  doneSummary: 'Dana Diaz was added to the group Zendesk Users',
  before: [],
  after: [],
  risk: { level: 'normal', reasons: [] },
  policy: TECHNICIAN,
};
const plan = { clientId: 'cli_1', tenantId: 't1', steps: [step, { ...step, tool: 'assign_licence' }] };
const digest = planDigest(plan);

function withArguments(given: Record<string, unknown>) {
  return { ...plan, steps: [{ ...step, arguments: given }, ...plan.steps.slice(1)] };
}

describe('the digest of a plan', () => {
  it('is the SHA-256 of the canonical JSON, so that no deploy changes what approvals are bound to', () => {
    const given = '{"groupId":"g1","options":{"notify":true,"roles":["member","viewer"]},"userId":"u1"}';
    const steps = ['add_to_group', 'assign_licence'].map(
      (tool) => `{"arguments":${given},"tool":"${tool}","version":1}`,
    );
    const canonical = `{"clientId":"cli_1","steps":[${steps.join(',')}],"tenantId":"t1"}`;

    expect(digest).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it.each([
    ['client', { ...plan, clientId: 'cli_2' }],
    ['tenant', { ...plan, tenantId: 't2' }],
    ['tool', { ...plan, steps: [{ ...step, tool: 'add_to_groups' }, ...plan.steps.slice(1)] }],
    ['tool version', { ...plan, steps: [{ ...step, toolVersion: 2 }, ...plan.steps.slice(1)] }],
    ['one byte of an argument', withArguments({ ...step.arguments, groupId: 'g2' })],
    ['the case of an argument', withArguments({ ...step.arguments, groupId: 'G1' })],
    ['a blank in an argument', withArguments({ ...step.arguments, groupId: 'g1 ' })],
    ['type of an argument', withArguments({ ...step.arguments, groupId: ['g1'] })],
    ['an argument more', withArguments({ ...step.arguments, extra: null })],
    ['an argument less', withArguments({ userId: 'u1', groupId: 'g1' })],
    [
      'order in a list',
      withArguments({ ...step.arguments, options: { notify: true, roles: ['viewer', 'member'] } }),
    ],
    ['order of the steps', { ...plan, steps: plan.steps.toReversed() }],
    ['a step more', { ...plan, steps: [...plan.steps, step] }],
    ['a step less', { ...plan, steps: [step] }],
  ])('changes with %s', (_, changed) => {
    expect(planDigest(changed)).not.toBe(digest);
  });

  it('does not depend on the order of keys', () => {
    const { userId, groupId } = step.arguments;
    const reordered = withArguments({
      options: { roles: ['member', 'viewer'], notify: true },
      groupId,
      userId,
    });

    expect(planDigest(reordered)).toBe(digest);
  });

  it('does not depend on what people read about a step, or on the policy it fell under', () => {
    const reworded = {
      ...step,
      summary: 'x',
      doneSummary: 'y',
      before: [{ label: 'a', value: 'b' }],
      policy: AUTO,
    };

    expect(planDigest({ ...plan, steps: [reworded, ...plan.steps.slice(1)] })).toBe(digest);
  });
});
