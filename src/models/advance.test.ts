import { describe, expect, it } from 'vitest';
import { advance } from './advance.ts';

const at = new Date('2026-11-23T10:00:00.000Z');
const by = { personId: 'per_tess', name: 'Tess' };

describe('moving a request on', () => {
  it('goes through the table, and the history tells every step and who made it', () => {
    expect(advance('diagnosing', at, 'plan_proposed', { event: 'approval_requested', by })).toEqual({
      status: 'awaiting_approval',
      history: [
        { event: 'plan_proposed', at },
        { event: 'approval_requested', at, by },
      ],
    });
  });

  it('refuses a move that the table does not have, at whatever place', () => {
    expect(() => advance('expired', at, 'approval_granted')).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
    expect(() => advance('received', at, 'diagnosis_started', 'execution_started')).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });
});
