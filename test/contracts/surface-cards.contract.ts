import { beforeEach, describe, expect, it } from 'vitest';
import { CountersignError } from '../../src/errors.ts';
import { lastDirect, once, onlyWhere, type SurfaceBench } from './surface-bench.ts';
import { CARD, DECIDED_AT, ENDED, LONG, nastyCard, OFFER, WAITING } from './surface-samples.ts';

/** What people sign and what is for their eyes alone: cards and secrets. Part of `describeSurface`. */
export function describeCards(present: () => SurfaceBench): void {
  let bench: SurfaceBench;
  beforeEach(() => {
    bench = present();
  });

  describe('approval cards', () => {
    onlyWhere(() => bench.surface.can.approvalCards, 'there are no cards here');

    it('cuts a card whose every text is too long, and shows it with its buttons when there is nothing to say', async () => {
      const steps = Array.from({ length: 10 }, () => nastyCard(LONG, WAITING).steps).flat();
      const ref = await bench.surface.sendApprovalCard(
        bench.approver,
        { ...nastyCard(LONG, WAITING), steps },
        once('c'),
      );
      const denied = { kind: 'denied', by: LONG, at: DECIDED_AT, reason: LONG } as const;
      await bench.surface.updateApprovalCard(ref, { ...nastyCard(LONG, denied), steps });

      const { text, live } = lastDirect(bench, bench.approver);
      expect(text).toContain('😀');
      expect(text).not.toContain('\uFFFD');
      expect(live).toEqual([]);

      await bench.surface.sendApprovalCard(bench.approver, nastyCard('', WAITING), once('empty'));
      expect(lastDirect(bench, bench.approver).buttons).toContain('Approve');
    });

    it('shows an approver everything they need to decide', async () => {
      await bench.surface.sendApprovalCard(bench.approver, CARD, once('c'));

      const { text, buttons } = lastDirect(bench, bench.approver);
      for (const part of [
        'Lakeside Dental',
        'Dana Diaz',
        'By phone, from the number on file; confirmed with a code in Slack',
        'I need access to Zendesk',
        'Dana is not in the group that gives access.',
        'Add Dana Diaz to the group Zendesk Users',
        'Groups of Dana Diaz: All Staff → All Staff, Zendesk Users',
        'High risk',
        'The group can be given directory roles',
        'Theo Brandt',
        'Called her; she does need it',
        'Ada Okafor',
        'A licence is free',
        '26 Nov 2026, 14:05 UTC',
        '#4711',
        'Max Moreno (manager) must approve too',
        '27 Nov 2026, 10:00 UTC',
      ])
        expect(text).toContain(part);
      expect(buttons).toEqual(['Approve', 'Deny']);
    });

    it('brings every card to its end: no buttons, the outcome, and whose it was', async () => {
      for (const { state, says } of ENDED) {
        const ref = await bench.surface.sendApprovalCard(bench.approver, CARD, once(JSON.stringify(state)));
        await bench.surface.updateApprovalCard(ref, { ...CARD, state });
        await bench.surface.updateApprovalCard(ref, { ...CARD, state });

        const { id, text, buttons } = lastDirect(bench, bench.approver);
        expect(id).toBe(ref.message);
        expect(text).toMatch(says);
        expect(buttons).toEqual([]);
      }
    });

    it('finds the card of an attempt that was interrupted, and none where there was none', async () => {
      const delivery = once('c');
      const ref = await bench.surface.sendApprovalCard(bench.approver, CARD, delivery);

      expect(await bench.surface.findApprovalCard(bench.approver, delivery.key)).toEqual(ref);
      expect(await bench.surface.findApprovalCard(bench.approver, once('another').key)).toBeUndefined();
    });

    it('does not mind that a card is gone', async () => {
      const ref = await bench.surface.sendApprovalCard(bench.approver, CARD, once('c'));
      bench.deletes(ref);

      await bench.surface.updateApprovalCard(ref, { ...CARD, state: { kind: 'expired' } });

      expect(bench.directMessages(bench.approver)).toEqual([]);
    });

    it('records an approval in the name of whoever tapped, for the plan that they saw', async () => {
      const ref = await bench.surface.sendApprovalCard(bench.approver, CARD, once('c'));

      await bench.taps(bench.approver, ref, 'Approve');

      expect(bench.desk.decisions).toEqual([
        {
          by: bench.approver,
          requestId: 'req_1',
          approvalId: 'apr_1',
          planDigest: CARD.planDigest,
          verdict: { kind: 'approve' },
        },
      ]);
    });

    it('records a denial with the reason that was given, or without one', async () => {
      const ref = await bench.surface.sendApprovalCard(bench.approver, CARD, once('c'));

      await bench.taps(bench.approver, ref, 'Deny', 'Ask your manager first');
      await bench.taps(bench.approver, ref, 'Deny', '');

      expect(bench.desk.decisions.map(({ by, verdict }) => ({ by, verdict }))).toEqual([
        { by: bench.approver, verdict: { kind: 'deny', reason: 'Ask your manager first' } },
        { by: bench.approver, verdict: { kind: 'deny' } },
      ]);
    });

    it('tells whoever tapped, and nobody else, what came of it', async () => {
      const ref = await bench.surface.sendApprovalCard(bench.approver, CARD, once('c'));
      bench.desk.answers.decision = {
        kind: 'expired',
        sentence: 'This request expired an hour ago. *Sorry*',
      };

      await bench.taps(bench.approver, ref, 'Approve');
      await bench.settled();

      expect(lastDirect(bench, bench.approver)).toMatchObject({
        private: true,
        text: expect.stringContaining('This request expired an hour ago.'),
        live: [],
      });
    });

    it('says so when a decision could not be recorded', async () => {
      const ref = await bench.surface.sendApprovalCard(bench.approver, CARD, once('c'));
      bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));

      await bench.taps(bench.approver, ref, 'Approve');
      await bench.settled();

      expect(lastDirect(bench, bench.approver).text).toMatch(/could not be recorded.*try again/i);
    });

    it('takes a stranger for nobody but themselves', async () => {
      const ref = await bench.surface.sendApprovalCard(bench.approver, CARD, once('c'));

      await bench.taps(bench.stranger, ref, 'Approve');

      expect(bench.desk.decisions.map(({ by }) => by)).toEqual([bench.stranger]);
    });
  });

  describe('one-time secrets', () => {
    onlyWhere(() => bench.surface.can.oneTimeSecrets, 'nothing can be shown to one person alone here');

    it('cuts an offer that is too long, and still makes it', async () => {
      await bench.surface.offerSecret(bench.approver, { ...OFFER, text: LONG }, once('o'));

      const { text, live } = lastDirect(bench, bench.approver);
      expect(text).toContain('😀');
      expect(text).not.toContain('\uFFFD');
      expect(live).toEqual([]);
    });

    it('shows the secret in a window to the person alone, and never in a message', async () => {
      const ref = await bench.surface.offerSecret(bench.requester, OFFER, once('s'));

      await bench.taps(bench.requester, ref, 'Show it to me');
      await bench.settled();

      expect(bench.desk.reveals).toEqual([{ by: bench.requester, requestId: 'req_1', step: 0 }]);
      expect(bench.windowOf(bench.requester)).toContain('Correct-Horse-9');
      expect(JSON.stringify(bench.directMessages(bench.requester))).not.toContain('Correct-Horse-9');
    });

    it('says that a secret is gone', async () => {
      const ref = await bench.surface.offerSecret(bench.requester, OFFER, once('s'));
      bench.desk.answers.secret = { kind: 'gone', sentence: 'It was shown already.' };

      await bench.taps(bench.requester, ref, 'Show it to me');
      await bench.settled();

      expect(bench.windowOf(bench.requester)).toContain('It was shown already.');
    });
  });
}
