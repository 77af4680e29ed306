import { describe, expect, it } from 'vitest';
import { MovableClock } from '../clock.ts';
import { type ConversationRef, type Identity, identityKey } from '../models/conversation.ts';
import { minutesAfter, sampleClient, sampleRequest } from '../models/mongoose/samples.fixture.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { InboundMessage, Receipt } from './desk.ts';
import { receive } from './receive.ts';

const dana: Identity = { provider: 'entra', tenant: 'lakeside', user: 'dana' };
const max: Identity = { ...dana, user: 'max' };
/** As in a personal or group chat of Teams: no threads. */
const chat: ConversationRef = { surface: 'teams', tenant: 'lakeside', conversation: 'a:1dana' };

const asked = (more: Partial<ServiceRequest>) =>
  sampleRequest({
    id: 'req_asked',
    requester: { identity: dana, name: 'Dana Diaz' },
    conversation: chat,
    createdAt: minutesAfter(0),
    ...more,
  });

/** Receives one message where `earlier` is the only request of the conversation. */
async function received(
  earlier: ServiceRequest | undefined,
  message: Partial<InboundMessage>,
): Promise<{ receipt: Receipt; inserted: readonly ServiceRequest[] }> {
  const inserted: ServiceRequest[] = [];
  const requests = {
    newestInConversation: async (_key: string, by: Identity) =>
      earlier && identityKey(earlier.requester.identity) === identityKey(by) ? earlier : undefined,
    insert: async (request: ServiceRequest) => {
      inserted.push(request);
      return 'inserted' as const;
    },
    save: async (request: ServiceRequest) => request,
  };
  const receipt = await receive(
    {
      requests: requests as unknown as Parameters<typeof receive>[0]['requests'],
      people: { byIdentity: async () => undefined },
      clientOf: async () => sampleClient(),
      mayOpen: async () => true,
      clock: new MovableClock(),
      leaseMs: 60_000,
      begin: () => undefined,
    },
    { key: 'k', from: dana, conversation: chat, inThread: false, text: 'Zendesk Support', ...message },
  );
  return { receipt, inserted };
}

describe('a message in a chat without threads', () => {
  it('answers the question that its author was asked there', async () => {
    const { receipt } = await received(asked({ status: 'awaiting_requester' }), {});

    expect(receipt).toEqual({ kind: 'continued', requestId: 'req_asked' });
  });

  it.each(['received', 'awaiting_approval', 'completed'] as const)(
    'opens a request of its own while the last one is %s',
    async (status) => {
      const { receipt, inserted } = await received(asked({ status }), {});

      expect(receipt.kind).toBe('opened');
      expect(inserted[0]).not.toHaveProperty('previousRequestId');
    },
  );

  it('does not answer what somebody else was asked', async () => {
    const { receipt } = await received(asked({ status: 'awaiting_requester' }), { from: max });

    expect(receipt.kind).toBe('opened');
  });
});

describe('a message in a thread', () => {
  const thread = { ...chat, thread: '1764000000001' };

  it.each(['awaiting_requester', 'awaiting_approval'] as const)(
    'is added to its author’s request there while that is %s',
    async (status) => {
      const { receipt } = await received(asked({ status, conversation: thread }), {
        conversation: thread,
        inThread: true,
      });

      expect(receipt.kind).toBe('continued');
    },
  );

  it('belongs to nothing when it begins the thread', async () => {
    const { receipt } = await received(asked({ status: 'awaiting_requester', conversation: thread }), {
      conversation: thread,
    });

    expect(receipt.kind).toBe('opened');
  });
});
