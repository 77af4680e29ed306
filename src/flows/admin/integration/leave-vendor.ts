import type { CommandAnswer } from '../../desk.ts';
import type { CommandDependencies } from '../given-command.ts';
import type { IntegrationKind } from './integration-admin.ts';

/**
 * Takes back the webhooks that we asked a vendor for, while there are secrets to do so with, and then does what leaves it.
 * Nothing keeps that from being done; what is left at the vendor is told.
 */
export async function leaveVendor(
  { integrationAdmin }: Pick<CommandDependencies, 'integrationAdmin'>,
  { name }: IntegrationKind,
  leave: () => Promise<CommandAnswer>,
): Promise<CommandAnswer> {
  const left = await integrationAdmin.takeBackWebhooks(name);
  const answer = await leave();
  if (answer.kind === 'refused') {
    // Somebody else was faster: it stays, and what they asked for was taken back, too.
    await integrationAdmin.refresh();
    await integrationAdmin.askForWebhooks(name);
  }
  if (answer.kind !== 'answer' || left === undefined) return answer;
  return { ...answer, text: `${answer.text}\n${left}` };
}
