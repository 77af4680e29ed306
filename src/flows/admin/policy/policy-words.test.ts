import { describe, expect, it } from 'vitest';
import {
  AUTO,
  DISABLED,
  policyText,
  TECHNICIAN,
  TECHNICIAN_AND_MANAGER,
} from '../../../models/tool-policy.ts';
import { parsePolicy } from './policy-words.ts';

describe('a policy as people write it', () => {
  it.each([AUTO, TECHNICIAN, TECHNICIAN_AND_MANAGER, DISABLED])('%o is read as it is shown', (policy) => {
    expect(parsePolicy(policyText(policy))).toEqual(policy);
  });

  it.each([
    ['AUTO', AUTO],
    ['approval needed', TECHNICIAN],
    ['Approval-Needed', TECHNICIAN],
    ['approval_needed  with  manager', TECHNICIAN_AND_MANAGER],
    ['approval_needed_with_manager', TECHNICIAN_AND_MANAGER],
    [' disabled ', DISABLED],
  ])('%j is understood', (text, policy) => {
    expect(parsePolicy(text)).toEqual(policy);
  });

  it('“default” takes back what was set', () => {
    expect(parsePolicy('default')).toBeNull();
  });

  it.each([
    '',
    'automatic',
    'approval',
    'with manager',
    'auto with manager',
    'not disabled',
    'constructor',
    '__proto__',
  ])('%j is none: nothing is guessed', (text) => {
    expect(parsePolicy(text)).toBeUndefined();
  });
});
