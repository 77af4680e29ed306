import { describe, expect, it } from 'vitest';
import {
  AUTO,
  DISABLED,
  defaultPolicy,
  type PolicySet,
  type PolicySubject,
  policyFor,
  policyForCall,
  policyText,
  samePolicy,
  signaturesFor,
  TECHNICIAN,
  TECHNICIAN_AND_MANAGER,
} from './tool-policy.ts';

const tool: PolicySubject = { name: 'add_to_group', kind: 'write', highRisk: false };

function set(tools: PolicySet['tools']): PolicySet {
  return { scope: 'msp', version: 1, tools };
}

describe('the policy of a tool', () => {
  it('is by default what the tool is', () => {
    expect(defaultPolicy({ ...tool, kind: 'read' })).toBe(AUTO);
    expect(defaultPolicy({ ...tool, kind: 'read', highRisk: true })).toBe(AUTO);
    expect(defaultPolicy(tool)).toBe(TECHNICIAN);
    expect(defaultPolicy({ ...tool, highRisk: true })).toBe(TECHNICIAN_AND_MANAGER);
  });

  it("is the client's before the MSP's, and the MSP's before the default", () => {
    const msp = set({ add_to_group: DISABLED });
    const client = set({ add_to_group: AUTO });

    expect(policyFor(tool, { msp, client })).toBe(AUTO);
    expect(policyFor(tool, { msp, client: set({}) })).toBe(DISABLED);
    expect(policyFor(tool, { msp: undefined, client: undefined })).toBe(TECHNICIAN);
  });

  it('is not found in what every object has', () => {
    expect(policyFor({ ...tool, name: 'constructor' }, { client: set({}) })).toBe(TECHNICIAN);
  });
});

describe('the policy of one call', () => {
  it.each([
    { policy: AUTO, highRisk: false, concernsRequester: true, expected: AUTO },
    { policy: AUTO, highRisk: false, concernsRequester: false, expected: TECHNICIAN },
    { policy: AUTO, highRisk: true, concernsRequester: true, expected: TECHNICIAN_AND_MANAGER },
    { policy: AUTO, highRisk: true, concernsRequester: false, expected: TECHNICIAN_AND_MANAGER },
    { policy: TECHNICIAN, highRisk: false, concernsRequester: true, expected: TECHNICIAN },
    { policy: TECHNICIAN, highRisk: true, concernsRequester: true, expected: TECHNICIAN_AND_MANAGER },
    {
      policy: TECHNICIAN_AND_MANAGER,
      highRisk: false,
      concernsRequester: true,
      expected: TECHNICIAN_AND_MANAGER,
    },
    { policy: DISABLED, highRisk: true, concernsRequester: true, expected: DISABLED },
    { policy: DISABLED, highRisk: false, concernsRequester: false, expected: DISABLED },
  ])(
    'for $policy, high risk $highRisk, own account $concernsRequester is never looser than what was set',
    ({ policy, highRisk, concernsRequester, expected }) => {
      expect(policyForCall(policy, { highRisk, concernsRequester })).toEqual(expected);
    },
  );
});

describe('the signatures of a plan', () => {
  it('are those of its strictest step', () => {
    expect(signaturesFor([])).toEqual({ technician: false, manager: false });
    expect(signaturesFor([AUTO, AUTO])).toEqual({ technician: false, manager: false });
    expect(signaturesFor([AUTO, TECHNICIAN])).toEqual({ technician: true, manager: false });
    expect(signaturesFor([TECHNICIAN_AND_MANAGER, AUTO])).toEqual({ technician: true, manager: true });
  });
});

describe('a policy in words', () => {
  it('is written as people type it, and two are the same when their words are', () => {
    const all = [AUTO, TECHNICIAN, TECHNICIAN_AND_MANAGER, DISABLED];

    expect(all.map(policyText)).toEqual([
      'auto',
      'approval_needed',
      'approval_needed with manager',
      'disabled',
    ]);
    for (const one of all) expect(all.filter((other) => samePolicy(one, other))).toEqual([one]);
  });
});
