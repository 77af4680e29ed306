import { MINUTE_MS } from '../../clock.ts';
import { remember } from '../../remember.ts';
import type { NoteAuthor } from '../psa.ts';
import { carriesAnyMarker } from '../psa-text.ts';
import type { HaloPsaApi } from './api.ts';
import { readText } from './note-html.ts';
import type { ActionRecord } from './schema.ts';

/** How long it is remembered which agents are people: admins rarely change that. */
const REMEMBERED_MS = 10 * MINUTE_MS;

/** Halo's stand-in for nobody: its agent 1 has every ticket that nobody has. */
const UNASSIGNED_ID = 1;
const UNASSIGNED_NAME = /^unassigned$/i;

/** Halo's agents as far as they matter here. */
export interface Agents {
  /** Names of the agents who are people: not disabled, not for the API alone, not ourselves. */
  people: ReadonlyMap<number, string>;
  ownId: number;
}

/** Looks the agents up and keeps them for a while; concurrent callers share one look. Throws `CountersignError`. */
export function createAgents(api: HaloPsaApi): () => Promise<Agents> {
  const known = remember(() => readAgents(api), { ttlMs: REMEMBERED_MS });
  return () => known('all');
}

async function readAgents(api: HaloPsaApi): Promise<Agents> {
  const [agents, { id: ownId }] = await Promise.all([api.agents(), api.ownAgent()]);
  const people = agents.filter(
    ({ id, name, isPerson }) =>
      isPerson && id !== ownId && id !== UNASSIGNED_ID && !UNASSIGNED_NAME.test(name.trim()),
  );
  return { ownId, people: new Map(people.map(({ id, name }) => [id, name])) };
}

export interface AuthorContext {
  /** Our own application. */
  clientId: string;
  interactiveApplications: readonly string[];
  /** What a contact is called, where an action leaves it out. */
  userName: (userId: number) => Promise<string>;
}

/**
 * Who wrote an action. `who` is only who is shown: whoever has an application may write in an agent's name, so that a
 * technician counts only where the one who acted is the same, is a person, and no application is named but one in
 * which people write themselves.
 */
export async function authorOf(
  action: ActionRecord,
  agents: Agents,
  context: AuthorContext,
): Promise<NoteAuthor> {
  if (isOurs(action, agents, context)) {
    return carriesAnyMarker(readText(action.body)) ? { kind: 'ourselves' } : { kind: 'automation' };
  }
  if (isByProgram(action, context) || action.onBehalfOf !== undefined) return { kind: 'automation' };
  if (action.byUser) {
    const { userId, who } = action;
    if (userId === undefined) return { kind: 'automation' };
    return { kind: 'contact', id: String(userId), name: who || (await context.userName(userId)) };
  }
  return technicianBy(action, agents) ?? { kind: 'automation' };
}

function technicianBy({ shownAgentId, agentId }: ActionRecord, agents: Agents): NoteAuthor | undefined {
  if (shownAgentId === undefined || (agentId !== undefined && agentId !== shownAgentId)) return undefined;
  return technician(shownAgentId, agents);
}

/** An agent who is a person; undefined for any other. */
export function technician(
  agentId: number | undefined,
  { people }: Agents,
): { kind: 'technician'; id: string; name: string } | undefined {
  const name = agentId === undefined ? undefined : people.get(agentId);
  return name === undefined ? undefined : { kind: 'technician', id: String(agentId), name };
}

/** Our application wrote it, or an agent that is ours alone. */
export function isOurs(action: ActionRecord, { ownId }: Agents, { clientId }: { clientId: string }): boolean {
  if (action.byUser) return false;
  if (action.applicationId !== undefined && sameId(action.applicationId, clientId)) return true;
  return (action.agentId ?? action.shownAgentId) === ownId;
}

function isByProgram({ applicationId }: ActionRecord, { interactiveApplications }: AuthorContext): boolean {
  return applicationId !== undefined && !interactiveApplications.some((one) => sameId(one, applicationId));
}

function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
