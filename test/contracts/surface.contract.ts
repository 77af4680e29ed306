import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CountersignError } from '../../src/errors.ts';
import type {
  ApprovalCard,
  ApprovalCardState,
  SecretOffer,
  Surface,
  SurfaceDelivery,
} from '../../src/flows/surface.ts';
import type { ConversationRef, Identity, MessageRef } from '../../src/models/conversation.ts';
import type { FaultPlan } from '../../src/sandbox/simulated-vendor.ts';
import type { RecordingDesk } from '../support/recording-desk.ts';

/** A surface under test: ours on one side, on the other what people see and do there. */
export interface SurfaceBench {
  surface: Surface;
  /** Listens to the surface. */
  desk: RecordingDesk;
  faults: FaultPlan;
  requester: Identity;
  requesterEmail: string;
  approver: Identity;
  /** Of another company, in a conversation shared with the approver's. */
  stranger: Identity;
  /** Sends one message, update, or opens a direct conversation. */
  postRoute: { method: string; path: RegExp };
  /** The requester writes to the bot. Absent where what they write comes by another way than the surface (tickets). */
  writes?(text: string): Promise<Written>;
  /** Where the requester asked. Only where there is no `writes`. */
  asks?(text: string): Promise<ConversationRef>;
  /** A tap on a button of a message, as the person's own device shows it. `reason` fills in what is asked for then. */
  taps(who: Identity, message: MessageRef, button: string, reason?: string): Promise<void>;
  /** Everything that one person sees in their direct conversation with the bot, oldest first. */
  directMessages(who: Identity): readonly ShownMessage[];
  /** Everything in one thread or conversation. */
  thread(conversation: ConversationRef): readonly ShownMessage[];
  /** What stands in the window that is open in front of a person. */
  windowOf(who: Identity): string | undefined;
  /** Deletes a message behind our back. */
  deletes(message: MessageRef): void;
  /** Resolves when nothing is being said any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface Written {
  /** Whether the platform was told that the message is safe. */
  acknowledged: boolean;
  /** Every attempt's outcome, in the platform's own terms. */
  attempts: number;
  /** The platform delivers the very same message again. */
  again(): Promise<void>;
}

export interface ShownMessage {
  id: string;
  /** What a person reads, formatting taken away. */
  text: string;
  /** Labels of the buttons. */
  buttons: readonly string[];
  /** Seen by this person alone. */
  private: boolean;
  /** Signs on it, such as the one that the agent is at work. */
  signs: readonly string[];
  /** Mentions, links, formatting and the like that the platform would act on, besides what we put there ourselves. */
  live: readonly string[];
}

/** What people, tickets and directories can contain: markup of every surface, broadcasts, disguised links, reading order. */
export const NASTY: readonly string[] = [
  '<!channel> <@U0TESS> <#C0GENERAL|general> @here @everyone',
  '<https://evil.example/login|your bank> [bank](https://evil.example) https://evil.example/plain',
  '*bold* _italic_ ~gone~ `code` ```block``` > quoted\n> quoted\n1. one\n# head',
  '&lt;!here&gt; &amp;lt; &#60; <at>Tess</at> <script>alert(1)</script> ${data} {{user}} {DATE(2026-01-01)}',
  ':white_check_mark: *Approved* by Tess',
  'right\u202Eto\u2066left\u2069 zero\u200Bwidth\u200D join\u2060er \uFEFF bell\u0007 null\u0000',
  '"},{"type":"actions","elements":[]}',
  '\u3164\u115F',
];

const EXPIRES_AT = new Date('2026-11-27T10:00:00Z');
const NOTED_AT = new Date('2026-11-26T14:05:00Z');
const DECIDED_AT = new Date('2026-11-26T15:30:00Z');

const CARD: ApprovalCard = {
  requestId: 'req_1',
  approvalId: 'apr_1',
  planDigest: 'd'.repeat(64),
  kind: 'technician',
  state: { kind: 'waiting' },
  clientName: 'Lakeside Dental',
  requesterName: 'Dana Diaz',
  identifiedBy: 'By phone, from the number on file; confirmed with a code in Slack',
  requestText: 'I need access to Zendesk',
  diagnosis: 'Dana is not in the group that gives access.',
  steps: [
    {
      summary: 'Add Dana Diaz to the group Zendesk Users',
      before: [{ label: 'Groups of Dana Diaz', value: 'All Staff' }],
      after: [{ label: 'Groups of Dana Diaz', value: 'All Staff, Zendesk Users' }],
      highRisk: true,
      riskReasons: ['The group can be given directory roles'],
    },
  ],
  technicianNotes: [
    { by: 'Theo Brandt', text: 'Called her; she does need it', at: NOTED_AT },
    { by: 'Ada Okafor', text: 'A licence is free', at: NOTED_AT },
  ],
  ticket: { label: '#4711', url: 'https://psa.example/ticket/4711' },
  askedBecause:
    'You are the fallback approver of Lakeside Dental: the directory names no manager for Dana Diaz.',
  alsoNeeded: 'Max Moreno (manager) must approve too',
  expiresAt: EXPIRES_AT,
};

const ENDED: readonly { state: ApprovalCardState; says: RegExp }[] = [
  { state: { kind: 'approved', by: 'Tess Tanaka', at: DECIDED_AT }, says: /Approved.*Tess Tanaka/s },
  {
    state: { kind: 'approved', by: 'Tess Tanaka', at: DECIDED_AT, waitingFor: 'Max Moreno' },
    says: /Tess Tanaka.*Max Moreno/s,
  },
  {
    state: { kind: 'denied', by: 'Theo Brandt', at: DECIDED_AT, reason: 'Not your job' },
    says: /Denied.*Theo Brandt.*Not your job/s,
  },
  { state: { kind: 'expired' }, says: /Expired/ },
  { state: { kind: 'withdrawn', reason: 'The plan changed' }, says: /The plan changed/ },
];

const WAITING: ApprovalCardState = { kind: 'waiting' };

const OFFER: SecretOffer = {
  requestId: 'req_1',
  step: 0,
  text: 'Your new temporary password is ready',
  expiresAt: EXPIRES_AT,
};

/** Longer than any message may be, with what escaping makes longer and what must not be cut in two. */
const LONG = '&<😀>'.repeat(5_000);

const once = (key: string): SurfaceDelivery => ({ key, retry: false });
const again = (key: string): SurfaceDelivery => ({ key, retry: true });

/** A way to say something, and where it is seen then. */
interface WayToSay {
  say(delivery: SurfaceDelivery): Promise<MessageRef>;
  seen(): readonly ShownMessage[];
}

/** What any surface must do for us, whatever it is called. */
export function describeSurface(surfaceName: string, open: () => Promise<SurfaceBench>): void {
  describe(`${surfaceName} as a surface`, () => {
    let bench: SurfaceBench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => bench.close());

    const writes = (text: string): Promise<Written> => {
      if (!bench.writes) throw new Error('nothing comes in by this surface');
      return bench.writes(text);
    };
    const messageOf = async (text: string) => {
      await writes(text);
      const message = bench.desk.messages.at(-1);
      if (!message) throw new Error('the message did not reach the desk');
      return message;
    };
    const conversationOf = async (text: string): Promise<{ conversation: ConversationRef }> =>
      bench.asks ? { conversation: await bench.asks(text) } : messageOf(text);
    /** Skips what follows where the surface says that it cannot do it; what it then has to do is a test of its own. */
    const onlyWhere = (can: () => boolean, why: string) =>
      beforeEach(({ skip }) => {
        if (!can()) skip(why);
      });
    const lastDirect = (who: Identity) => {
      const shown = bench.directMessages(who).at(-1);
      if (!shown) throw new Error('nothing was said');
      return shown;
    };
    /** Each way to say something, to whoever it is said. */
    const waysToSay = (conversation: ConversationRef): Record<string, WayToSay> => {
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
    };

    describe('what people write', () => {
      onlyWhere(() => bench.writes !== undefined, 'what people write comes by another way');

      it('hands a message to the desk as it was written, with the identity of its author', async () => {
        const text =
          'Rock & roll: <b>a</b> > b\nmy address is dana@lakeside.example, see https://x.example/?a=1&b=2';
        const message = await messageOf(text);

        expect(message).toMatchObject({ from: bench.requester, text, inThread: false });
      });

      it('gives one message one key, however often it is delivered, and another message another', async () => {
        const written = await writes('I need access');
        await written.again();
        await written.again();
        await writes('I need access');

        const keys = bench.desk.messages.map(({ key }) => key);
        expect(new Set(keys.slice(0, 3)).size).toBe(1);
        expect(new Set(keys).size).toBe(2);
      });

      it('does not acknowledge what could not be stored, and takes it when it comes again', async () => {
        bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));

        const written = await writes('I need access');

        expect(written.attempts).toBe(2);
        expect(written.acknowledged).toBe(true);
        expect(bench.desk.messages.map(({ text }) => text)).toEqual(['I need access']);
      });

      it('tells the sender why a message was not taken', async () => {
        bench.desk.answers.receipt = { kind: 'refused', sentence: 'Please wait a few minutes.' };
        const { conversation } = await conversationOf('one more');
        await bench.settled();

        expect(bench.thread(conversation).at(-1)?.text).toContain('Please wait a few minutes.');
      });
    });

    describe('what is said', () => {
      it('replies where the requester asked', async ({ skip }) => {
        if (!bench.surface.can.replies) return skip('nothing can be said there any more');
        const { conversation } = await conversationOf('I need access');

        await bench.surface.reply(conversation, 'Done.\n• one\n• two', once('k1'));

        expect(bench.thread(conversation).at(-1)?.text).toContain('Done.\n• one\n• two');
      });

      it('says nothing twice when the answer to the first attempt was lost', async () => {
        const { conversation } = await conversationOf('I need access');
        for (const [name, way] of Object.entries(waysToSay(conversation))) {
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
        const { conversation } = await conversationOf('I need access');
        for (const [name, way] of Object.entries(waysToSay(conversation))) {
          const before = way.seen().length;
          await way.say(again(`new-${name}`));
          expect(way.seen().slice(before), name).toHaveLength(1);
        }
      });

      it('leaves what people wrote without effect, wherever it is shown', async () => {
        const { conversation } = await conversationOf('I need access');
        const { replies, directMessages, approvalCards, oneTimeSecrets } = bench.surface.can;
        for (const nasty of NASTY) {
          if (replies) await bench.surface.reply(conversation, nasty, once(`reply ${nasty}`));
          if (directMessages) await bench.surface.tell(bench.approver, nasty, once(`tell ${nasty}`));
          if (oneTimeSecrets)
            await bench.surface.offerSecret(
              bench.approver,
              { ...OFFER, text: nasty },
              once(`offer ${nasty}`),
            );
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
        const { conversation } = await conversationOf('I need access');

        await bench.surface.reply(conversation, LONG.repeat(2), once('r'));

        const shown = bench.thread(conversation).at(-1);
        expect(shown?.text).toContain('…');
        expect(shown?.text).toContain('😀');
        expect(shown?.text).not.toContain('\uFFFD');
        expect(shown?.live).toEqual([]);
      });

      it('says something even where there is nothing to say', async () => {
        const { conversation } = await conversationOf('I need access');
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
        const { conversation, ref } = await messageOf('I need access');
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

        const { text, live } = lastDirect(bench.approver);
        expect(text).toContain('😀');
        expect(text).not.toContain('\uFFFD');
        expect(live).toEqual([]);
      });
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

        const { text, live } = lastDirect(bench.approver);
        expect(text).toContain('😀');
        expect(text).not.toContain('\uFFFD');
        expect(live).toEqual([]);

        await bench.surface.sendApprovalCard(bench.approver, nastyCard('', WAITING), once('empty'));
        expect(lastDirect(bench.approver).buttons).toContain('Approve');
      });

      it('shows an approver everything they need to decide', async () => {
        await bench.surface.sendApprovalCard(bench.approver, CARD, once('c'));

        const { text, buttons } = lastDirect(bench.approver);
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

          const { id, text, buttons } = lastDirect(bench.approver);
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

        expect(lastDirect(bench.approver)).toMatchObject({
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

        expect(lastDirect(bench.approver).text).toMatch(/could not be recorded.*try again/i);
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

        const { text, live } = lastDirect(bench.approver);
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
        const { conversation } = await conversationOf('I need access');
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

/** A card whose every text is `text`. */
function nastyCard(text: string, state: ApprovalCardState): ApprovalCard {
  const facts = [{ label: text, value: text }];
  return {
    ...CARD,
    state: withText(state, text),
    clientName: text,
    requesterName: text,
    identifiedBy: text,
    requestText: text,
    diagnosis: text,
    steps: [
      {
        summary: text,
        before: facts,
        after: [{ label: text, value: `${text}!` }],
        highRisk: true,
        riskReasons: [text],
      },
    ],
    technicianNotes: [{ by: text, text, at: NOTED_AT }],
    ticket: { label: text, url: `https://psa.example/${text}` },
    askedBecause: text,
    alsoNeeded: text,
  };
}

function withText(state: ApprovalCardState, text: string): ApprovalCardState {
  switch (state.kind) {
    case 'approved':
      return { ...state, by: text, waitingFor: text };
    case 'denied':
      return { ...state, by: text, reason: text };
    case 'withdrawn':
      return { ...state, reason: text };
    case 'waiting':
    case 'expired':
      return state;
  }
}
