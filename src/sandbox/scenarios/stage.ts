import { setTimeout as pause } from 'node:timers/promises';
import type { OperatingMode } from '../../models/client.ts';
import type { ToolPolicy } from '../../models/tool-policy.ts';
import { Baselines } from '../console/baselines.ts';
import type { ConsoleCommand } from '../console/console-commands.ts';
import type {
  ClientView,
  ConsoleState,
  DirectoryView,
  MessageView,
  PersonView,
  RequestStatusName,
  RequestView,
} from '../console/console-state.ts';
import { perform } from '../console/perform.ts';
import { readConsoleState } from '../console/read-state.ts';
import type { SlackMessage } from '../slack/index.ts';
import type { ControlAnswer, SandboxWorld } from '../world.ts';
import { ScenarioStopped } from './scenario-stopped.ts';

/** By the machine's clock: far more than anything here takes. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 15;

/** The client at which scenarios play. */
export const CLIENT = 'lakeside';

export interface Check {
  sentence: string;
  holds: boolean;
}

/**
 * Where a scenario acts: people by their keys, on their own screens of the simulated Slack, and the admin's switches;
 * `in-teams.ts` and `on-tickets.ts` have their other screens.
 * What it waits for, it waits for by looking; nothing here sleeps and hopes.
 */
export class Stage {
  readonly checks: Check[] = [];
  readonly #baselines = new Baselines();
  readonly #callsBefore: number;
  readonly #patienceMs: number;
  readonly world: SandboxWorld;

  constructor(world: SandboxWorld, patienceMs = PATIENCE_MS) {
    this.world = world;
    this.#patienceMs = patienceMs;
    this.#callsBefore = world.microsoft.calls.length;
  }

  /** Writes to the bot; in the thread of the bot's last words when `inThread` is set. */
  async says(person: string, text: string, { inThread = false } = {}): Promise<void> {
    const threadId = inThread ? (await this.repliesTo(person)).at(-1)?.threadId : undefined;
    const thread = threadId === undefined ? {} : { threadId };
    await this.does({ kind: 'say', person, text, ...thread });
  }

  /** Whatever else can be done on the page. */
  async does(command: ConsoleCommand): Promise<void> {
    requireDone(await perform(this.world, this.#baselines, command));
  }

  /** Taps a button, by its label, on the newest message that has it, or on one that was kept from before. */
  async clicks(person: string, label: string, kept?: SlackMessage): Promise<void> {
    const on = kept ?? (await this.card(person, label));
    await this.world.slack.clicks(person, on, label);
  }

  /** The newest message on which this person has such a button, once there is one. */
  async card(person: string, label: string): Promise<SlackMessage> {
    return this.until(`a card with “${label}” for ${person}`, () =>
      this.world.slack
        .messagesSeenBy(person)
        .findLast(({ blocks }) => JSON.stringify(blocks).includes(`"text":"${label}"`)),
    );
  }

  /** Fills in the form that opened on this person's screen, by block id, and sends it. */
  async submits(person: string, values: Readonly<Record<string, string>>): Promise<void> {
    const modal = await this.until(`a form for ${person}`, () => this.world.slack.modalOf(person));
    await this.world.slack.submits(modal, values);
  }

  /** Waits until the newest request stands there, is as `isSo` wants it, and has delivered all it owes anybody. */
  async reaches(
    status: RequestStatusName,
    isSo: (request: RequestView) => boolean = () => true,
  ): Promise<RequestView> {
    const request = await this.until(`a request that is ${status}`, async () => {
      const [newest] = (await this.client()).requests;
      const isThere = newest?.status === status && newest.outboxLeft === 0;
      return isThere && isSo(newest) ? newest : undefined;
    });
    this.holds(`the request is ${status.replaceAll('_', ' ')}`, true);
    return request;
  }

  /** Notes that something must be so; the scenario fails at the end if it was not. */
  holds(sentence: string, holds: boolean): void {
    this.checks.push({ sentence, holds });
  }

  async setMode(mode: OperatingMode): Promise<void> {
    requireDone(await this.world.control.setMode(CLIENT, mode));
  }

  async setPolicy(tool: string, policy: ToolPolicy): Promise<void> {
    requireDone(await this.world.control.setPolicy(CLIENT, tool, policy));
  }

  advance(by: { hours?: number; ms?: number }): Promise<void> {
    return this.world.control.advance(by);
  }

  /** What the page would show now. */
  state(): Promise<ConsoleState> {
    return readConsoleState(this.world, this.#baselines);
  }

  async client(): Promise<ClientView> {
    const client = (await this.state()).clients.find(({ key }) => key === CLIENT);
    if (!client) throw new ScenarioStopped(`there is no client ${CLIENT}`);
    return client;
  }

  async person(key: string): Promise<PersonView> {
    const { clients, technicians } = await this.state();
    const person = [...clients.flatMap(({ people }) => people), ...technicians].find(
      (one) => one.key === key,
    );
    if (!person) throw new ScenarioStopped(`there is nobody called ${key}`);
    return person;
  }

  /** What the bot has told this person. */
  async repliesTo(person: string): Promise<readonly MessageView[]> {
    return (await this.person(person)).messages.filter(({ from }) => from === 'bot');
  }

  /** Whether the bot told this person something like it. */
  async wasTold(person: string, words: RegExp): Promise<boolean> {
    return (await this.repliesTo(person)).some(({ text }) => words.test(text));
  }

  /** Waits until the bot has told this person something like it. */
  async hears(person: string, words: RegExp): Promise<void> {
    await this.until(`something like ${words} for ${person}`, async () =>
      (await this.wasTold(person, words)) ? true : undefined,
    );
    this.holds(`${person} was told: ${words.source}`, true);
  }

  /** What one line of somebody's directory record says now, such as `Groups`. */
  async directory(name: string, label: string): Promise<readonly string[]> {
    const record = (await this.client()).directory.find((one: DirectoryView) => one.name === name);
    return record?.facts.find((fact) => fact.label === label)?.values ?? [];
  }

  /** Notes on the ticket of the newest request, by whether employees see them. */
  async notes(visibility: 'internal' | 'public'): Promise<readonly string[]> {
    const { requests, tickets } = await this.client();
    const ticket = tickets.find(({ key }) => key === requests[0]?.ticketKey);
    return (ticket?.notes ?? [])
      .filter(({ internal }) => internal === (visibility === 'internal'))
      .map(({ text }) => text);
  }

  /** Calls with which Countersign changed, or tried to change, something in the directory. */
  directoryWrites(): number {
    return this.world.microsoft.calls
      .slice(this.#callsBefore)
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token') && !path.endsWith('/$batch'))
      .length;
  }

  /** Looks until something is there. Throws when it does not come. */
  async until<Found>(
    what: string,
    look: () => Found | undefined | Promise<Found | undefined>,
  ): Promise<Found> {
    const patience = AbortSignal.timeout(this.#patienceMs);
    while (!patience.aborted) {
      const found = await look();
      if (found !== undefined) return found;
      await pause(LOOK_EVERY_MS);
    }
    throw new ScenarioStopped(`waited in vain for ${what}`);
  }
}

function requireDone(answer: ControlAnswer): void {
  if (answer.kind === 'refused') throw new ScenarioStopped(answer.sentence);
}
