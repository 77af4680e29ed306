import type { CommandSpec } from '../command-spec.ts';
import { requestCommand } from './request.ts';
import { requestsCommands } from './requests.ts';
import { retryCommand } from './retry.ts';
import { withdrawCommand } from './withdraw.ts';

/** What is said about requests: lists, the story of one, taking one back, and what could not be delivered. */
export const requestCommands: readonly CommandSpec[] = [
  ...requestsCommands,
  requestCommand,
  withdrawCommand,
  retryCommand,
];
