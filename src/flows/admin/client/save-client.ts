import type { Client } from '../../../models/client.ts';
import type { Person } from '../../../models/person.ts';
import type { TextAnswer } from '../../desk.ts';
import { enterFacts } from '../../owed-facts.ts';
import { changedMeanwhile } from '../changed-meanwhile.ts';
import { auditFact, type CommandDependencies } from '../given-command.ts';
import { changeDetails, clientChanges } from './client-changes.ts';

export interface ClientSave {
  before: Client;
  after: Client;
  admin: Person;
  /** What of people has changed, for the trail: by name and id. */
  details?: Readonly<Record<string, string>>;
  /** What is said once it is done. */
  done: (saved: Client) => string;
}

/** Saves a client, compare-and-set, with an audit entry; conflicts and losers are told. */
export async function saveClient(
  dependencies: Pick<CommandDependencies, 'clients' | 'audit' | 'owedFacts' | 'clock' | 'addressBook'>,
  { before, after, admin, details = {}, done }: ClientSave,
): Promise<TextAnswer> {
  const { clients, addressBook } = dependencies;
  const conflict = conflictWith(await clients.all(), after);
  if (conflict !== undefined) return { kind: 'refused', text: conflict };
  const changed = { ...changeDetails(clientChanges(before, after)), ...details };
  const facts = [{ ...auditFact(dependencies, 'client_changed', changed, admin), clientId: before.id }];
  const saved = await clients.save(after, facts);
  if (!saved) return clientChanged(before);
  addressBook.forget();
  await enterFacts(dependencies, facts);
  return { kind: 'answer', text: done(saved) };
}

/** For whoever lost against somebody else. */
export function clientChanged({ name, id }: Client): TextAnswer {
  return changedMeanwhile(name, `client show ${id}`);
}

/** A sentence that names the client which has something of this one already. */
export function conflictWith(all: readonly Client[], client: Client): string | undefined {
  for (const other of all) {
    if (other.id === client.id) continue;
    const shared = sharedWith(other, client);
    if (shared)
      return `${shared.what} is ${other.name}’s. Nothing is moved from one client to another: ${shared.firstDo}`;
  }
  return undefined;
}

interface Shared {
  what: string;
  firstDo: string;
}

function sharedWith(other: Client, client: Client): Shared | undefined {
  const unmap = (value: string) => `take it away there first with \`client unmap ${other.id} ${value}\`.`;
  const common = (a: readonly string[], b: readonly string[]) => a.find((one) => b.includes(one));
  const workspace = common(client.slackTeamIds, other.slackTeamIds);
  const number = common(client.voiceNumbers, other.voiceNumbers);
  const domain = common(client.emailDomains, other.emailDomains);
  if (client.name.trim().toLowerCase() === other.name.toLowerCase())
    return { what: `The name “${other.name}”`, firstDo: 'choose another one.' };
  if (client.entraTenantId.toLowerCase() === other.entraTenantId.toLowerCase())
    return {
      what: `The Entra tenant ${client.entraTenantId}`,
      firstDo: 'give that one another tenant first.',
    };
  if (workspace) return { what: `The Slack workspace ${workspace}`, firstDo: unmap(workspace) };
  if (client.psa && client.psa.name === other.psa?.name && client.psa.companyId === other.psa.companyId)
    return { what: `That company (${client.psa.companyId}) in the PSA`, firstDo: unmap('psa') };
  if (number) return { what: `The number ${number}`, firstDo: unmap(number) };
  return domain ? { what: `The mail domain ${domain}`, firstDo: unmap(domain) } : undefined;
}
