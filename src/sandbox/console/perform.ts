import {
  AUTO,
  DISABLED,
  TECHNICIAN,
  TECHNICIAN_AND_MANAGER,
  type ToolPolicy,
} from '../../models/tool-policy.ts';
import { clients, msp } from '../demo-data.ts';
import { tamperedRunbook } from '../demo-runbooks.ts';
import type { SandboxWorld } from '../world.ts';
import type { Baselines } from './baselines.ts';
import { DONE, refused } from './command-results.ts';
import type { ConsoleCommand } from './console-commands.ts';
import type { CommandResult, PolicyName } from './console-state.ts';
import { performInSlack } from './perform-in-slack.ts';
import { performInTeams } from './perform-in-teams.ts';
import { performOnPhone } from './perform-on-phone.ts';
import { performOnTickets, setTickets } from './perform-on-tickets.ts';
import { telephonesOf } from './read-phone.ts';
import { isPlanted } from './read-runbooks.ts';
import { readDirectory } from './read-state.ts';

const POLICIES: Readonly<Record<PolicyName, ToolPolicy>> = {
  auto: AUTO,
  approval_needed: TECHNICIAN,
  'approval_needed with manager': TECHNICIAN_AND_MANAGER,
  disabled: DISABLED,
};

/**
 * Does what somebody did on the page, by the means that this person has: what is said and clicked goes through the
 * simulated Slack or Teams, signed and over HTTP, to Countersign's own door; what is done on a ticket, by the PSA's webhook.
 */
export async function perform(
  world: SandboxWorld,
  baselines: Baselines,
  command: ConsoleCommand,
): Promise<CommandResult> {
  if (isDeed(command)) return performDeed(world, baselines, command);
  switch (command.kind) {
    case 'clock':
      await world.control.advance({ hours: command.hours });
      return DONE;
    case 'mode':
      return world.control.setMode(command.client, command.mode);
    case 'policy':
      return world.control.setPolicy(
        command.client,
        command.tool,
        command.policy && POLICIES[command.policy],
      );
    case 'tickets':
      return setTickets(world, command);
    case 'plant_runbook':
      plantRunbook(world);
      return DONE;
    case 'reset':
      await world.control.reset();
      baselines.clear();
      return DONE;
  }
}

/** What a person does, as against the admin's switches. */
type Deed = Extract<ConsoleCommand, { person: string }>;

function isDeed(command: ConsoleCommand): command is Deed {
  return 'person' in command;
}

async function performDeed(world: SandboxWorld, baselines: Baselines, command: Deed): Promise<CommandResult> {
  if (!isKnown(command.person)) return refused('Nobody here has that name.');
  if (BEGINNINGS.has(command.kind)) takeBaseline(world, baselines, command.person);
  switch (command.kind) {
    case 'say':
    case 'click':
    case 'submit':
    case 'dismiss':
    case 'home':
      return performInSlack(world, command);
    case 'teams_say':
    case 'teams_click':
    case 'teams_look':
    case 'teams_submit':
    case 'teams_dismiss':
      return performInTeams(world, command);
    case 'phone_dial':
    case 'phone_speak':
    case 'phone_press':
    case 'phone_wait':
    case 'phone_hang_up':
    case 'phone_text':
      return performOnPhone(telephonesOf(world), command);
    case 'ticket_open':
    case 'ticket_write':
    case 'ticket_take':
    case 'ticket_close':
      return performOnTickets(world, command);
  }
}

/** What a request can begin with. */
const BEGINNINGS: ReadonlySet<ConsoleCommand['kind']> = new Set([
  'say',
  'teams_say',
  'ticket_open',
  'phone_dial',
]);

/** Right before somebody asks for something. */
function takeBaseline(world: SandboxWorld, baselines: Baselines, person: string): void {
  const client = clients.find(({ users }) => users.some(({ key }) => key === person));
  if (client) baselines.take(client.key, { at: world.clock.now(), people: readDirectory(world, client.key) });
}

/** In both systems, once. */
function plantRunbook(world: SandboxWorld): void {
  if (isPlanted(world)) return;
  for (const system of [world.hudu, world.itglue]) system.add(tamperedRunbook);
}

function isKnown(person: string): boolean {
  const employees = clients.flatMap(({ users }) => users).filter(({ slackUserId }) => slackUserId);
  return [...employees, ...msp.technicians].some(({ key }) => key === person);
}
