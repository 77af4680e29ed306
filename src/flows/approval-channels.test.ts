import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../models/approval.ts';
import { sampleClient, samplePerson, samplePlan, sampleStep } from '../models/mongoose/samples.fixture.ts';
import type { Effect } from '../models/outbox.ts';
import { type AskInput, askThrough } from './approval-channels.ts';

const slack = (user: string) => ({ provider: 'slack' as const, tenant: 'T0HARBOR', user });
const teams = (user: string) => ({ provider: 'entra' as const, tenant: 'harbor', user });

const tess = samplePerson({ id: 'per_tess', identities: [slack('U0TESS'), teams('tess')] });
const theo = samplePerson({ id: 'per_theo', identities: [teams('theo')] });
const max = samplePerson({ id: 'per_max', identities: [slack('U0MAX')] });

const client = sampleClient({ psa: { name: 'halopsa', companyId: '7' } });
const risky = samplePlan(sampleStep({ risk: { level: 'high', reasons: ['it is'] } }));

const bare = (kind: ApprovalRequest['kind']): ApprovalRequest => ({
  id: `apr_${kind}`,
  kind,
  planDigest: 'd',
  state: { kind: 'waiting' },
  approvers: [],
  copies: [],
});

function asked(more: Partial<AskInput> = {}) {
  return askThrough(
    {
      client,
      plan: samplePlan(sampleStep()),
      hasTicket: true,
      channels: undefined,
      technicians: [tess, theo],
      manager: max,
      ...more,
    },
    [bare('technician'), bare('manager')],
  );
}

const lines = (effects: readonly Effect[]) =>
  effects.map((effect) =>
    effect.kind === 'approval_card' ? `card ${effect.personId} ${effect.surface ?? 'anywhere'}` : effect.kind,
  );

function by(more: Partial<AskInput>) {
  const [technician, manager] = asked(more);
  return {
    technician: lines(technician?.effects ?? []),
    manager: lines(manager?.effects ?? []),
    code: technician?.approval.code,
  };
}

const ANYWHERE = ['card per_tess anywhere', 'card per_theo anywhere'];

describe('an approval is asked for', () => {
  it('in chat, once each, where nothing is configured', () => {
    expect(by({})).toEqual({ technician: ANYWHERE, manager: ['card per_max anywhere'], code: undefined });
  });

  it('on every chosen surface on which somebody has an account', () => {
    expect(by({ channels: ['slack', 'teams'] })).toMatchObject({
      technician: ['card per_tess slack', 'card per_tess teams', 'card per_theo teams'],
      manager: ['card per_max slack'],
    });
  });

  it('wherever they can be reached, when nobody has an account on a chosen surface', () => {
    expect(by({ channels: ['slack'], technicians: [theo] }).technician).toEqual(['card per_theo anywhere']);
    expect(by({ channels: ['teams'] }).manager).toEqual(['card per_max anywhere']);
  });

  it('by a note on the ticket as well, where that channel is the one of the client’s PSA', () => {
    expect(by({ channels: ['slack', 'halopsa'] }).technician).toEqual([
      'card per_tess slack',
      'approval_note',
    ]);
    expect(by({ channels: ['slack', 'autotask'] }).technician).toEqual(['card per_tess slack']);
    expect(by({ channels: ['slack', 'halopsa'], hasTicket: false }).technician).toEqual([
      'card per_tess slack',
    ]);
  });

  it('by a note alone only where a note may decide: nobody is left without a way', () => {
    const channels = ['halopsa' as const];
    expect(by({ channels }).technician).toEqual([...ANYWHERE, 'approval_note']);

    const decidable = by({ channels, client: { ...client, decideByNote: true } });
    expect(decidable).toMatchObject({ technician: ['approval_note'], manager: ['card per_max anywhere'] });
    expect(decidable.code).toMatch(/^[A-HJ-NP-Z2-9]{7}$/);
  });

  it('without a code at high risk: that is decided in chat', () => {
    const found = by({ channels: ['halopsa'], client: { ...client, decideByNote: true }, plan: risky });

    expect(found).toEqual({
      technician: [...ANYWHERE, 'approval_note'],
      manager: ['card per_max anywhere'],
      code: undefined,
    });
  });

  it('with a code of its own each time', () => {
    const codes = Array.from(
      { length: 50 },
      () => by({ channels: ['halopsa'], client: { ...client, decideByNote: true } }).code,
    );

    expect(new Set(codes).size).toBe(50);
  });
});
