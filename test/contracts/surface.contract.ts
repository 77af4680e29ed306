import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRef } from '../../src/models/conversation.ts';
import { conversationOf, once, type SurfaceBench } from './surface-bench.ts';
import { describeCards } from './surface-cards.contract.ts';
import { describeMessages } from './surface-messages.contract.ts';
import { CARD, OFFER } from './surface-samples.ts';

/** What any surface must do for us, whatever it is called. */
export function describeSurface(surfaceName: string, open: () => Promise<SurfaceBench>): void {
  describe(`${surfaceName} as a surface`, () => {
    let bench: SurfaceBench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => bench.close());

    describeMessages(() => bench);
    describeCards(() => bench);

    describe('people', () => {
      it('finds a person by account and by address, and nobody by what is not theirs', async () => {
        const { requester, requesterEmail, stranger, surface } = bench;

        expect(await surface.findPerson(requester)).toMatchObject({ email: requesterEmail });
        const reachable = surface.can.directMessages ? requester : undefined;
        expect(await surface.findByEmail(requester.tenant, requesterEmail)).toEqual(reachable);
        expect(await surface.findPerson({ ...stranger, tenant: requester.tenant })).toBeUndefined();
        expect(await surface.findPerson({ ...requester, user: 'U0NOBODY' })).toBeUndefined();
        expect(await surface.findByEmail(requester.tenant, 'nobody@nowhere.example')).toBeUndefined();
      });
    });

    describe('what it says that it cannot do', () => {
      it('is refused as unsupported, and leaves no trace', async () => {
        const { surface, approver } = bench;
        const conversation = await conversationOf(bench, 'I need access');
        const { surface: name, tenant, conversation: where } = conversation;
        const ref: MessageRef = surface.can.replies
          ? await surface.reply(conversation, 'Done.', once('r'))
          : { surface: name, tenant, conversation: where, message: 'none' };
        const before = bench.thread(conversation).length;
        const refused: (() => Promise<unknown>)[] = [];
        if (!surface.can.replies) refused.push(() => surface.reply(conversation, 'Done.', once('r')));
        if (!surface.can.directMessages) refused.push(() => surface.tell(approver, 'Hello', once('t')));
        if (!surface.can.oneTimeSecrets) refused.push(() => surface.offerSecret(approver, OFFER, once('o')));
        if (!surface.can.approvalCards) {
          refused.push(() => surface.sendApprovalCard(approver, CARD, once('c')));
          refused.push(() => surface.updateApprovalCard(ref, CARD));
          expect(await surface.findApprovalCard(approver, 'c')).toBeUndefined();
        }
        if (!surface.can.working) await surface.showWorking(ref, true);

        for (const act of refused) await expect(act()).rejects.toMatchObject({ code: 'unsupported' });
        expect(bench.thread(conversation)).toHaveLength(before);
        expect(bench.directMessages(approver)).toEqual([]);
      });
    });
  });
}
