import type { ApprovalChannel } from './client.ts';

/** What the MSP has set for all of its clients. */
export interface MspSettings {
  /** Where approvers are notified. Absent: in chat, once each, wherever they can be reached. */
  approvalChannels?: readonly ApprovalChannel[];
  version: number;
}
