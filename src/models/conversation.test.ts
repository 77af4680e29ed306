import { describe, expect, it } from 'vitest';
import { conversationKey, identityKey, identityOfKey } from './conversation.ts';

describe('the key of an account', () => {
  it('is readable, and another for another provider, tenant or user', () => {
    expect(identityKey({ provider: 'slack', tenant: 'T1', user: 'U1' })).toBe('slack:T1:U1');
    expect(identityKey({ provider: 'entra', tenant: 'T1', user: 'U1' })).toBe('entra:T1:U1');
  });

  it('cannot be made to look like that of another account', () => {
    const one = identityKey({ provider: 'jira', tenant: 'a:b', user: 'c' });
    const other = identityKey({ provider: 'jira', tenant: 'a', user: 'b:c' });
    const escaped = identityKey({ provider: 'jira', tenant: 'a%3Ab', user: 'c' });

    expect(new Set([one, other, escaped]).size).toBe(3);
  });

  it.each([
    { provider: 'slack', tenant: 'T1', user: 'U1' },
    { provider: 'jira', tenant: 'a:b%3A', user: '%25c' },
    { provider: 'phone', tenant: '', user: '+15555550142' },
  ] as const)('leads back to the account: %j', (identity) => {
    expect(identityOfKey(identityKey(identity))).toEqual(identity);
  });

  it.each(['', 'slack', 'slack:T1', 'slack:T1:U1:more', 'mail:T1:U1'])('is none: %j', (key) => {
    expect(identityOfKey(key)).toBeUndefined();
  });
});

describe('the key of a conversation', () => {
  it('is that of the thread, where there are threads', () => {
    const direct = { surface: 'slack', tenant: 'T1', conversation: 'C1' } as const;

    expect(conversationKey(direct)).toBe('slack:T1:C1');
    expect(conversationKey({ ...direct, thread: '1712.33' })).toBe('slack:T1:C1:1712.33');
  });

  it('keeps a thread apart from a conversation whose id has a colon', () => {
    const teams = { surface: 'teams', tenant: 't' } as const;

    expect(conversationKey({ ...teams, conversation: '19', thread: 'x' })).not.toBe(
      conversationKey({ ...teams, conversation: '19:x' }),
    );
  });
});
