import type { Clock } from '../../../clock.ts';
import type { Desk } from '../../../flows/desk.ts';
import type { Logger } from '../../../logger.ts';
import type { ClientStore, PersonStore } from '../../../models/stores.ts';
import type { VoiceCallStore } from '../../../models/voice-call.ts';
import type { MessagesDependencies } from '../messages.ts';
import type { PublicAddress } from '../public-address.ts';
import type { VoiceSettings } from '../settings.ts';

/** What listeners need. They carry things between the telephone and the desk, and decide nothing. */
export interface ListenerDependencies {
  desk: Desk;
  calls: VoiceCallStore;
  people: Pick<PersonStore, 'byIdentity'>;
  clients: Pick<ClientStore, 'all' | 'find' | 'byVoiceNumber'>;
  messages: MessagesDependencies;
  address: PublicAddress;
  settings: Pick<VoiceSettings, 'language' | 'transcripts'>;
  clock: Clock;
  logger: Logger;
  /** Whether one more call from here is taken now. */
  mayCall: (callerKey: string) => Promise<boolean>;
  /** Whether somebody is told once more that a text of theirs does nothing. */
  mayHint: (senderKey: string) => Promise<boolean>;
}
