import type { DemoClient, DemoUser } from '../demo-client.ts';
import { clients, msp } from '../demo-data.ts';
import type { PsaWindow } from '../psa-windows/psa-window.ts';
import { psaWindows } from '../psa-windows/psa-windows.ts';
import type { SandboxTickets, SandboxWorld } from '../world.ts';
import { askedInOf, channelsOf } from './asked-in.ts';
import { DONE, refused } from './command-results.ts';
import type { ConsoleCommand } from './console-commands.ts';
import type { CommandResult } from './console-state.ts';

type TicketCommand = Extract<ConsoleCommand, { kind: `ticket_${string}` }>;
type Command<Kind extends TicketCommand['kind']> = Extract<TicketCommand, { kind: Kind }>;

/** Summaries are a line: the rest of what somebody writes is the description. */
const SUMMARY_LENGTH = 80;

/** What somebody does with a ticket in the client's PSA. */
export async function performOnTickets(world: SandboxWorld, command: TicketCommand): Promise<CommandResult> {
  if (command.kind === 'ticket_open') return open(world, command);
  const window = psaWindows(world)[command.psa];
  const isThere = clients.some((client) =>
    window.ticketsOf(client).some(({ id }) => id === command.ticketId),
  );
  if (!isThere) return refused('There is no such ticket.');
  return command.kind === 'ticket_write' ? write(window, command) : act(window, command);
}

async function open(world: SandboxWorld, { person, text }: Command<'ticket_open'>): Promise<CommandResult> {
  const found = employeeCalled(person);
  const client = found && (await world.control.clients()).find(({ key }) => key === found.client.key);
  if (!found || !client) return refused('Only employees of clients open tickets here.');
  if (found.user.connectwiseContactId === undefined)
    return refused(`${found.user.name} is no contact in the PSA.`);
  const { email } = found.user;
  psaWindows(world)[client.psa].contactOpensTicket({ email, ...summarised(text) });
  return DONE;
}

function summarised(text: string): { summary: string; description?: string } {
  const [first = '', ...rest] = text.trim().split('\n');
  const isWhole = rest.length === 0 && first.length <= SUMMARY_LENGTH;
  return isWhole ? { summary: first } : { summary: first.slice(0, SUMMARY_LENGTH), description: text };
}

/** An employee's words are public, a technician's are not. */
function write(window: PsaWindow, command: Command<'ticket_write'>): CommandResult {
  const { person, ticketId, text } = command;
  const contact = employeeCalled(person)?.user;
  if (contact) window.contactWrites({ ticketId, email: contact.email, text });
  else window.technicianWrites({ ticketId, technician: person, text });
  return DONE;
}

function act(window: PsaWindow, command: Command<'ticket_take' | 'ticket_close'>): CommandResult {
  const { kind, person: technician, ticketId } = command;
  if (!msp.technicians.some(({ key }) => key === technician)) return refused('Only technicians do that.');
  if (kind === 'ticket_take') window.technicianTakes({ ticketId, technician });
  else window.technicianCloses({ ticketId, technician });
  return DONE;
}

function employeeCalled(key: string): { client: DemoClient; user: DemoUser } | undefined {
  for (const client of clients) {
    const user = client.users.find((one) => one.key === key);
    if (user) return { client, user };
  }
  return undefined;
}

/** Which PSA a client has, whether notes decide there, and where approvers are asked. */
export async function setTickets(
  world: SandboxWorld,
  { client: clientKey, psa, decideByNote, askedIn }: Extract<ConsoleCommand, { kind: 'tickets' }>,
): Promise<CommandResult> {
  const client = (await world.control.clients()).find(({ key }) => key === clientKey);
  if (!client) return refused('There is no such client.');
  const tickets: SandboxTickets = {
    ...(psa && { psa }),
    ...(decideByNote !== undefined && { decideByNote }),
    // The channel of a ticket is called after its PSA.
    approvalChannels: channelsOf(askedIn ?? askedInOf(client), psa ?? client.psa),
  };
  return world.control.setTickets(clientKey, tickets);
}
