import { describe, expect, it } from 'vitest';
import { type Act, authorOf } from './accounts.ts';
import { withMarker } from './note-text.ts';

const ourselves = '557058:countersign';
const agents = new Set(['712020:tess']);

const account = (accountId: string, accountType: 'atlassian' | 'app' | 'customer' | 'unknown') => ({
  accountId,
  accountType,
  displayName: 'Somebody',
  emailAddress: undefined,
  active: true,
});
const kindOf = async (act: Partial<Act>) => {
  const whole = {
    by: undefined,
    isService: true,
    isInternal: false,
    reporterId: 'qm:1',
    ourKey: undefined,
    text: 'approve 7Q4KXM',
    ...act,
  };
  return (await authorOf(whole, ourselves, async (id) => agents.has(id))).kind;
};

describe('who did something in Jira', () => {
  it('is a contact with a portal account, and a program with an app’s', async () => {
    expect(await kindOf({ by: account('qm:1', 'customer') })).toBe('contact');
    expect(await kindOf({ by: account('5cf1:rmm', 'app'), isInternal: true })).toBe('automation');
  });

  it('is nobody where Jira names nobody, or a kind of account that is not known', async () => {
    expect(await kindOf({})).toBe('automation');
    expect(await kindOf({ by: account('x', 'unknown'), isInternal: true })).toBe('automation');
  });

  it('is a technician with an agent’s licence, also on a ticket of their own', async () => {
    expect(await kindOf({ by: account('712020:tess', 'atlassian') })).toBe('technician');
    expect(await kindOf({ by: account('712020:tess', 'atlassian'), reporterId: '712020:tess' })).toBe(
      'technician',
    );
  });

  it('is a technician who writes where customers cannot', async () => {
    expect(await kindOf({ by: account('712020:dev', 'atlassian'), isInternal: true })).toBe('technician');
  });

  it('is a contact who has an Atlassian account and no licence, in a service project', async () => {
    expect(await kindOf({ by: account('712020:max', 'atlassian') })).toBe('contact');
    expect(await kindOf({ by: account('712020:max', 'atlassian'), reporterId: '712020:max' })).toBe(
      'contact',
    );
  });

  it('is one of the team elsewhere, but for who reported the issue', async () => {
    const dev = account('712020:dev', 'atlassian');
    expect(await kindOf({ by: dev, isService: false })).toBe('technician');
    expect(await kindOf({ by: dev, isService: false, reporterId: dev.accountId })).toBe('contact');
  });

  it('is ourselves by our account with our property or marker, and a program by our account without', async () => {
    const us = account(ourselves, 'atlassian');
    const text = withMarker('Plan', 'req_1:plan');
    expect(await kindOf({ by: us, ourKey: 'req_1%3Aplan' })).toBe('ourselves');
    expect(await kindOf({ by: us, text })).toBe('ourselves');
    expect(await kindOf({ by: us, isInternal: true })).toBe('automation');
    expect(await kindOf({ by: account('qm:1', 'customer'), text, ourKey: 'req_1' })).toBe('contact');
  });
});
