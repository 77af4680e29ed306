import { beforeEach } from 'vitest';
import type { InboundMessage } from '../../src/flows/desk.ts';
import type { Surface, SurfaceDelivery } from '../../src/flows/surface.ts';
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

/** The first attempt to say something. */
export const once = (key: string): SurfaceDelivery => ({ key, retry: false });
/** One that comes after an attempt whose end nobody knows. */
export const again = (key: string): SurfaceDelivery => ({ key, retry: true });

/** Skips what follows where the surface says that it cannot do it; what it then has to do is a test of its own. */
export function onlyWhere(can: () => boolean, why: string): void {
  beforeEach(({ skip }) => {
    if (!can()) skip(why);
  });
}

/** The requester writes. */
export function writes(bench: SurfaceBench, text: string): Promise<Written> {
  if (!bench.writes) throw new Error('nothing comes in by this surface');
  return bench.writes(text);
}

/** What reaches the desk of what the requester writes. */
export async function messageOf(bench: SurfaceBench, text: string): Promise<InboundMessage> {
  await writes(bench, text);
  const message = bench.desk.messages.at(-1);
  if (!message) throw new Error('the message did not reach the desk');
  return message;
}

/** Where the requester has asked. */
export async function conversationOf(bench: SurfaceBench, text: string): Promise<ConversationRef> {
  return bench.asks ? bench.asks(text) : (await messageOf(bench, text)).conversation;
}

/** The last that a person was told directly. */
export function lastDirect(bench: SurfaceBench, who: Identity): ShownMessage {
  const shown = bench.directMessages(who).at(-1);
  if (!shown) throw new Error('nothing was said');
  return shown;
}
