import type { ServiceRequest } from '../../src/models/request.ts';
import type { PsaName } from '../../src/models/ticket.ts';
import type { DemoClient } from '../../src/sandbox/demo-client.ts';
import { clients } from '../../src/sandbox/demo-data.ts';
import type { SeenNote, SeenTicket } from '../../src/sandbox/psa-windows/psa-window.ts';
import type { TestDesk } from './desk.ts';

/** Every PSA that a client's tickets can be in. */
export const PSAS = ['connectwise', 'halopsa', 'autotask', 'jira'] as const satisfies readonly PsaName[];

export const DANA = 'dana@lakeside.example';
export const ZENDESK = 'I need access to Zendesk';

/** A client of the demo by its key. */
export function clientCalled(key: string): DemoClient {
  const found = clients.find((client) => client.key === key);
  if (!found) throw new Error(`the demo has no client ${key}`);
  return found;
}

/** Dana opens a ticket in her portal; resolves when the desk has nothing in hand. */
export async function opens(desk: TestDesk, psa: PsaName, summary: string): Promise<ServiceRequest> {
  const ticketId = desk.psa[psa].contactOpensTicket({ email: DANA, summary });
  await desk.settled();
  return requestOn(desk, ticketId);
}

/** The newest request of a ticket. */
export async function requestOn(desk: TestDesk, ticketId: string): Promise<ServiceRequest> {
  const recent = await desk.app.stores.requests.recent(20);
  const found = recent.find(({ ticket }) => ticket?.id === ticketId);
  if (!found) throw new Error(`ticket ${ticketId} has become no request`);
  return found;
}

/** The ticket of a request, as people see it. */
export function ticketOf(desk: TestDesk, { ticket }: ServiceRequest): SeenTicket | undefined {
  return ticket && seenTicket(desk, ticket.psa, ticket.id);
}

/** Every note of a ticket, oldest first. */
export function notesOn(desk: TestDesk, psa: PsaName, ticketId: string): readonly SeenNote[] {
  return seenTicket(desk, psa, ticketId)?.notes ?? [];
}

function seenTicket(desk: TestDesk, psa: PsaName, ticketId: string): SeenTicket | undefined {
  const seen = clients.flatMap((client) => desk.psa[psa].ticketsOf(client));
  return seen.find(({ id }) => id === ticketId);
}

/** Those that we wrote, by their marker, which a requester could copy and nobody here does. */
export function ours(notes: readonly SeenNote[]): { internal: string[]; public: string[] } {
  const written = notes.filter(({ text }) => /\[countersign [^\s\]]+\]$/.test(text.trimEnd()));
  const texts = (internal: boolean) =>
    written.filter((note) => note.internal === internal).map(({ text }) => text);
  return { internal: texts(true), public: texts(false) };
}

/** The code that the note on the ticket tells technicians. */
export function codeOn(desk: TestDesk, request: ServiceRequest): string {
  const asking = ours(desk.notes(request)).internal.find((text) => text.startsWith('Approval needed'));
  const code = /followed by the code ([A-Z0-9]{7})\b/.exec(asking ?? '')?.[1];
  if (code === undefined) throw new Error('no note on the ticket asks for a decision with a code');
  return code;
}

/** Calls of a PSA's rate limit and of Jira's pace are forgotten, and every lease with them. */
export async function resetBetween(desk: TestDesk): Promise<void> {
  desk.clock.advance({ minutes: 6 });
  await desk.reset();
}
