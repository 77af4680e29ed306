import { beforeEach, describe, expect, it } from 'vitest';
import { CountersignError } from '../../src/errors.ts';
import type { SurfaceDelivery } from '../../src/flows/surface.ts';
import type { ConversationRef, MessageRef } from '../../src/models/conversation.ts';
import {
  again,
  conversationOf,
  lastDirect,
  messageOf,
  once,
  onlyWhere,
  type ShownMessage,
  type SurfaceBench,
  writes,
} from './surface-bench.ts';
import { CARD, ENDED, LONG, NASTY, nastyCard, OFFER, WAITING } from './surface-samples.ts';

/** What comes in by a surface, and what is said there. Part of `describeSurface`. */
export function describeMessages(present: () => SurfaceBench): void {
  let bench: SurfaceBench;
  beforeEach(() => {
    bench = present();
  });

  describe('what people write', () => {
    onlyWhere(() => bench.writes !== undefined, 'what people write comes by another way');

    it('hands a message to the desk as it was written, with the identity of its author', async () => {
      const text =
        'Rock & roll: <b>a</b> > b\nmy address is dana@lakeside.example, see https://x.example/?a=1&b=2';
      const message = await messageOf(bench, text);

      expect(message).toMatchObject({ from: bench.requester, text, inThread: false });
    });

    it('gives one message one key, however often it is delivered, and another message another', async () => {
      const written = await writes(bench, 'I need access');
      await written.again();
      await written.again();
      await writes(bench, 'I need access');

      const keys = bench.desk.messages.map(({ key }) => key);
      expect(new Set(keys.slice(0, 3)).size).toBe(1);
      expect(new Set(keys).size).toBe(2);
    });

    it('does not acknowledge what could not be stored, and takes it when it comes again', async () => {
      bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));

      const written = await writes(bench, 'I need access');

      expect(written.attempts).toBe(2);
      expect(written.acknowledged).toBe(true);
      expect(bench.desk.messages.map(({ text }) => text)).toEqual(['I need access']);
    });

    it('tells the sender why a message was not taken', async () => {
      bench.desk.answers.receipt = { kind: 'refused', sentence: 'Please wait a few minutes.' };
      const conversation = await conversationOf(bench, 'one more');
      await bench.settled();

      expect(bench.thread(conversation).at(-1)?.text).toContain('Please wait a few minutes.');
    });
  });

  describe('what is said', () => {
    it('replies where the requester asked', async ({ skip }) => {
      if (!bench.surface.can.replies) return skip('nothing can be said there any more');
      const conversation = await conversationOf(bench, 'I need access');

      await bench.surface.reply(conversation, 'Done.\n• one\n• two', once('k1'));

      expect(bench.thread(conversation).at(-1)?.text).toContain('Done.\n• one\n• two');
    });

    it('says nothing twice when the answer to the first attempt was lost', async () => {
      const conversation = await conversationOf(bench, 'I need access');
      for (const [name, way] of Object.entries(waysToSay(bench, conversation))) {
        const before = way.seen().length;
        await way.say(once(`first-${name}`));
        bench.faults.add({ ...bench.postRoute, answer: { kind: 'effect_then_cut' } });
        await expect(way.say(once(`lost-${name}`)), name).rejects.toThrow(CountersignError);

        const ref = await way.say(again(`lost-${name}`));

        expect(way.seen().slice(before), name).toHaveLength(2);
        expect(way.seen().at(-1)?.id, name).toBe(ref.message);
      }
      expect(bench.faults.unused).toEqual([]);
    });

    it('says it on a retry when the first attempt never arrived', async () => {
      const conversation = await conversationOf(bench, 'I need access');
      for (const [name, way] of Object.entries(waysToSay(bench, conversation))) {
        const before = way.seen().length;
        await way.say(again(`new-${name}`));
        expect(way.seen().slice(before), name).toHaveLength(1);
      }
    });

    it('leaves what people wrote without effect, wherever it is shown', async () => {
      const conversation = await conversationOf(bench, 'I need access');
      const { replies, directMessages, approvalCards, oneTimeSecrets } = bench.surface.can;
      for (const nasty of NASTY) {
        if (replies) await bench.surface.reply(conversation, nasty, once(`reply ${nasty}`));
        if (directMessages) await bench.surface.tell(bench.approver, nasty, once(`tell ${nasty}`));
        if (oneTimeSecrets)
          await bench.surface.offerSecret(bench.approver, { ...OFFER, text: nasty }, once(`offer ${nasty}`));
        for (const state of approvalCards ? [...ENDED.map((ended) => ended.state), WAITING] : [])
          await bench.surface.sendApprovalCard(bench.approver, nastyCard(nasty, state), once(nasty));
      }

      const shown = [...bench.thread(conversation), ...bench.directMessages(bench.approver)];
      const eachTime =
        Number(replies) + Number(directMessages) + Number(oneTimeSecrets) + (approvalCards ? 6 : 0);
      expect(shown.length).toBeGreaterThanOrEqual(NASTY.length * eachTime);
      expect(shown.flatMap(({ live }) => live)).toEqual([]);
    });

    it('cuts what is too long, and still says it', async ({ skip }) => {
      if (!bench.surface.can.replies) return skip('nothing can be said there any more');
      const conversation = await conversationOf(bench, 'I need access');

      await bench.surface.reply(conversation, LONG.repeat(2), once('r'));

      const shown = bench.thread(conversation).at(-1);
      expect(shown?.text).toContain('…');
      expect(shown?.text).toContain('😀');
      expect(shown?.text).not.toContain('\uFFFD');
      expect(shown?.live).toEqual([]);
    });

    it('says something even where there is nothing to say', async () => {
      const conversation = await conversationOf(bench, 'I need access');
      const { surface, approver } = bench;
      const replies = surface.can.replies;
      const seen = () => (replies ? bench.thread(conversation) : bench.directMessages(approver));
      const before = seen().length;

      const ref = await (replies
        ? surface.reply(conversation, '', once('r'))
        : surface.tell(approver, '', once('r')));

      expect(seen().slice(before)).toMatchObject([{ id: ref.message }]);
    });

    it('shows and takes back the sign that the agent is at work, and never fails over it', async ({
      skip,
    }) => {
      if (!bench.surface.can.working) return skip('there is no such sign here');
      const { conversation, ref } = await messageOf(bench, 'I need access');
      if (!ref) throw new Error('the message cannot be referred to');

      await bench.surface.showWorking(ref, true);
      await bench.surface.showWorking(ref, true);
      expect(bench.thread(conversation)[0]?.signs).toHaveLength(1);
      await bench.surface.showWorking(ref, false);
      expect(bench.thread(conversation)[0]?.signs).toEqual([]);
      await bench.surface.showWorking({ ...ref, message: '1.000001' }, true);
    });
  });

  describe('direct messages', () => {
    onlyWhere(() => bench.surface.can.directMessages, 'nobody is told anything directly here');

    it('are cut where they are too long, and still said', async () => {
      await bench.surface.tell(bench.approver, LONG, once('t'));

      const { text, live } = lastDirect(bench, bench.approver);
      expect(text).toContain('😀');
      expect(text).not.toContain('\uFFFD');
      expect(live).toEqual([]);
    });
  });
}

/** A way to say something, and where it is seen then. */
interface WayToSay {
  say(delivery: SurfaceDelivery): Promise<MessageRef>;
  seen(): readonly ShownMessage[];
}

/** Each way to say something, to whoever it is said. */
function waysToSay(bench: SurfaceBench, conversation: ConversationRef): Record<string, WayToSay> {
  const { surface, approver } = bench;
  const { replies, directMessages, approvalCards, oneTimeSecrets } = surface.can;
  const direct = (say: WayToSay['say']): WayToSay => ({
    say,
    seen: () => bench.directMessages(approver),
  });
  return {
    ...(replies && {
      reply: {
        say: (delivery) => surface.reply(conversation, 'Done.', delivery),
        seen: () => bench.thread(conversation),
      },
    }),
    ...(directMessages && {
      tell: direct((delivery) => surface.tell(approver, 'A request was handed over.', delivery)),
    }),
    ...(approvalCards && {
      card: direct((delivery) => surface.sendApprovalCard(approver, CARD, delivery)),
    }),
    ...(oneTimeSecrets && {
      secret: direct((delivery) => surface.offerSecret(approver, OFFER, delivery)),
    }),
  };
}
