import type { Background } from '../../../background.ts';
import type { Clock } from '../../../clock.ts';
import type { Desk } from '../../../flows/desk.ts';
import type { Surface } from '../../../flows/surface.ts';
import type { Logger } from '../../../logger.ts';
import type { MessagesDependencies } from '../messages.ts';
import type { Places } from '../places.ts';

/** What listeners need. They carry things between Teams and the desk, and decide nothing. */
export interface ListenerDependencies {
  desk: Desk;
  surface: Surface;
  places: Places;
  messages: MessagesDependencies;
  background: Background;
  clock: Clock;
  logger: Logger;
  /** Channels in which every message is a request, by tenant. */
  intakeChannels: Readonly<Record<string, readonly string[]>>;
  /** Whether a sender is told once more that something was not taken: answers to a flood would delay every other answer. */
  mayRefuseAloud(senderKey: string): Promise<boolean>;
}
