import { describe, expect, it } from 'vitest';
import { identityOn, isAdmin, isTechnician, type Person } from './person.ts';

const tess: Person = {
  id: 'per_tess',
  displayName: 'Tess',
  role: 'msp_technician',
  identities: [
    { provider: 'slack', tenant: 'T0HARBOR', user: 'U1' },
    { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U2' },
  ],
  active: true,
  version: 1,
};

describe('what a person may do', () => {
  it('follows from their role, and ends when they leave', () => {
    const ada: Person = { ...tess, role: 'msp_admin' };
    const { role: _, ...dana } = tess;

    expect([tess, ada, dana].map(isTechnician)).toEqual([true, true, false]);
    expect([tess, ada, dana].map(isAdmin)).toEqual([false, true, false]);
    expect([tess, ada].map((person) => isTechnician({ ...person, active: false }))).toEqual([false, false]);
    expect(isAdmin({ ...ada, active: false })).toBe(false);
  });
});

describe('reaching a person', () => {
  it('uses the account in the tenant that was named', () => {
    expect(identityOn(tess, 'slack')?.user).toBe('U1');
    expect(identityOn(tess, 'slack', 'T0LAKESIDE')?.user).toBe('U2');
    expect(identityOn(tess, 'slack', 'T0OTHER')).toBeUndefined();
    expect(identityOn(tess, 'entra')).toBeUndefined();
  });
});
