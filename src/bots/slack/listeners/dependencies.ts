import type { Background } from '../../../background.ts';
import type { Desk } from '../../../flows/desk.ts';
import type { Surface } from '../../../flows/surface.ts';
import type { Logger } from '../../../logger.ts';
import type { SlackApi } from '../api.ts';
import type { Installations } from '../installations.ts';

/** What listeners need. They carry things between Slack and the desk, and decide nothing. */
export interface ListenerDependencies {
  desk: Desk;
  surface: Surface;
  api: SlackApi;
  installations: Installations;
  background: Background;
  logger: Logger;
  /** Whether a sender is told once more that something was not taken: answers to a flood would delay every other answer. */
  mayRefuseAloud(senderKey: string): Promise<boolean>;
  /** By install key: channels in which every message is a request. */
  intakeChannels: Readonly<Record<string, readonly string[]>>;
}
