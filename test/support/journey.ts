import { expect, vi } from 'vitest';
import type { ApprovalChannel } from '../../src/models/client.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { isAtRest } from '../../src/models/request-state.ts';
import type { ToolPolicy } from '../../src/models/tool-policy.ts';
import type { SlackMessage } from '../../src/sandbox/slack/index.ts';
import type { ChatName } from './chats.ts';
import { type Ending, PEOPLE, readEnding } from './ending.ts';
import { type Moment, type Trap, trap } from './moments.ts';
import { PATIENCE } from './patience.ts';
import {
  type CountersignProcess,
  LONGER_THAN_A_LEASE,
  openProcessWorld,
  type ProcessWorld,
} from './processes.ts';

/** A world with the one process that runs in it now. */
export interface Lane {
  world: ProcessWorld;
  process: CountersignProcess;
}

/** What people do, one after the other; each acts once everything has come to rest after the one before. */
export interface Story {
  text: string;
  /** Where Dana asks; in Slack when absent. */
  chat?: ChatName;
  /** Where approvers are asked; wherever they can be reached when absent. */
  approvalChannels?: readonly ApprovalChannel[];
  policies?: Readonly<Record<string, ToolPolicy>>;
  acts: readonly ((lane: Lane) => Promise<unknown>)[];
}

export async function openLane(): Promise<Lane> {
  const world = await openProcessWorld();
  return { world, process: await world.start() };
}

/**
 * Plays a story from an empty desk to its end. With a moment the process is killed at it, started again, and left to
 * itself for longer than its leases; it fails when the moment never came.
 */
export async function play(lane: Lane, story: Story, moment?: Moment): Promise<Ending> {
  const { world } = lane;
  await world.clear();
  await setPolicies(world, story.policies ?? {});
  await setChannels(world, story.approvalChannels);
  // Slack sends an event again over hours, the simulated one over seconds: what was not acknowledged is another story.
  const acknowledged = Promise.withResolvers<unknown>();
  const crash = () => acknowledged.promise.then(() => lane.process.kill());
  const armed = moment && trap(world, moment, crash);
  const said = say(world, story).finally(() => acknowledged.resolve(undefined));
  const find = await finder(world, story);
  await comeToRest(lane, find, armed);
  for (const act of story.acts) {
    await act(lane);
    await comeToRest(lane, find, armed);
  }
  armed?.disarm();
  expect((await said).delivery.acknowledged, 'the message was acknowledged').toBe(true);
  expect(armed?.sprung ?? true, 'the moment of the crash never came').toBe(true);
  const request = await find();
  if (!request) throw new Error('the message was lost: there is no request');
  return readEnding(world, request);
}

async function say({ slack, teams }: ProcessWorld, { chat, text }: Story) {
  return chat === 'teams' ? teams.says('dana', 'personal', text) : slack.says('dana', 'dm', text);
}

type Finder = () => Promise<ServiceRequest | undefined>;

/** The request of the message that Dana wrote last. */
async function finder({ slack, teams, stores }: ProcessWorld, { chat }: Story): Promise<Finder> {
  const inSlack = slack.messagesSeenBy('dana', 'dm').findLast(({ byBot }) => !byBot);
  const inTeams = teams.messagesSeenBy('dana').findLast(({ from }) => from === 'person');
  const key =
    chat === 'teams'
      ? `teams:${teams.user('dana').tenantId}:${inTeams?.message.conversationId}:${inTeams?.id}`
      : `slack:T0LAKESIDE:${inSlack?.channel}:${inSlack?.ts}`;
  return async () =>
    (await stores.requests.recent(3)).find(({ messages }) => messages.some((one) => one.key === key));
}

/** Nothing is owed and nobody works on it: it waits for a person, or has ended. */
function isResting(request: ServiceRequest | undefined): boolean {
  if (!request || request.outbox.length > 0) return false;
  const waits = request.status === 'awaiting_approval' || request.status === 'awaiting_requester';
  return waits || isAtRest(request.status);
}

async function comeToRest(lane: Lane, find: Finder, armed: Trap | undefined): Promise<void> {
  await vi.waitFor(async () => {
    if (armed?.sprung) await armed.done;
    if (!lane.process.isKilled) expect(isResting(await find()), 'at rest').toBe(true);
  }, PATIENCE);
  if (!lane.process.isKilled) return;
  lane.process = await lane.world.start();
  await recover(lane, find);
}

/**
 * Time passes until a sweep has had its way; more than a few rounds mean that something never comes to its end. People
 * look at their chats meanwhile: that is how it comes out in Teams which cards have arrived.
 */
async function recover(lane: Lane, find: Finder): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await lookAround(lane.world);
    lane.world.clock.advance(LONGER_THAN_A_LEASE);
    await lane.process.catchUp();
    if (isResting(await find())) return;
  }
}

async function lookAround({ teams }: ProcessWorld): Promise<void> {
  for (const who of PEOPLE)
    for (const message of teams.messagesSeenBy(who))
      if (message.from === 'bot') await teams.opens(who, message);
}

async function setChannels(
  { stores }: ProcessWorld,
  approvalChannels: Story['approvalChannels'],
): Promise<void> {
  const client = await stores.clients.find('lakeside');
  if (!client) throw new Error('there is no client lakeside');
  const { approvalChannels: _before, ...rest } = client;
  await stores.clients.save({ ...rest, ...(approvalChannels ? { approvalChannels } : {}) });
}

export async function setPolicies(
  { stores }: ProcessWorld,
  policies: Readonly<Record<string, ToolPolicy>>,
): Promise<void> {
  const [set] = await stores.policies.get(['lakeside']);
  const tools = {
    ...Object.fromEntries(Object.keys(set?.tools ?? {}).map((tool) => [tool, null])),
    ...policies,
  };
  await stores.policies.set({ scope: 'lakeside', version: set?.version ?? 0, tools });
}

/** The newest card that somebody was sent. */
export function cardOf(world: Pick<ProcessWorld, 'slack'>, who: string): SlackMessage {
  const card = cardsOf(world, who).at(-1);
  if (!card) throw new Error(`${who} was sent no card`);
  return card;
}

export function hasCard(world: Pick<ProcessWorld, 'slack'>, who: string): boolean {
  return cardsOf(world, who).length > 0;
}

function cardsOf({ slack }: Pick<ProcessWorld, 'slack'>, who: string): readonly SlackMessage[] {
  return slack
    .messagesSeenBy(who, 'dm')
    .filter(({ byBot, blocks }) => byBot && blocks.some(({ type }) => type === 'header'));
}

/** Waits for the newest request, and lets time pass for what only a sweep can finish. */
export async function comesToRest(lane: Lane): Promise<void> {
  const find = async () => (await lane.world.stores.requests.recent(1))[0];
  await vi.waitFor(async () => {
    const request = await find();
    expect(request && isAtRest(request.status), 'the request has ended').toBe(true);
  }, PATIENCE);
  if (!isResting(await find())) await recover(lane, find);
}

export async function endingOfNewest(world: ProcessWorld): Promise<Ending> {
  const [request] = await world.stores.requests.recent(1);
  if (!request) throw new Error('there is no request');
  return readEnding(world, request);
}

export function approves(who: string) {
  return ({ world }: Lane) => world.slack.clicks(who, cardOf(world, who), 'approval_approve');
}

/** Taps Approve on the newest card in Teams. */
export function approvesInTeams(who: string) {
  return async ({ world: { teams } }: Lane) => {
    const card = teams.messagesSeenBy(who).findLast(({ text }) => /Request [0-9A-Z]{6}$/mu.test(text));
    if (!card) throw new Error(`${who} was sent no card in Teams`);
    await teams.clicks(who, card, 'approval_approve');
  };
}

/** Nobody does anything for 24 hours. */
export async function letsItExpire({ world, process }: Lane): Promise<void> {
  world.clock.advance({ hours: 24, ms: 1 });
  // When the process dies over it, nobody answers.
  await process.catchUp().catch(() => undefined);
}

export function denies(who: string, reason: string) {
  return async ({ world: { slack }, world }: Lane) => {
    await slack.clicks(who, cardOf(world, who), 'approval_deny');
    const modal = slack.modalOf(who);
    if (!modal) throw new Error(`${who} was shown no form`);
    await slack.submits(modal, { reason });
  };
}

/** The request that a message, named by its timestamp, opened. */
export async function requestOf({ stores }: ProcessWorld, ts: string): Promise<ServiceRequest | undefined> {
  const recent = await stores.requests.recent(30);
  return recent.find(({ messages }) => messages.some(({ key }) => key.endsWith(`:${ts}`)));
}

/** Waits until the request of a message stands so, with nothing owed. */
export async function becomes(
  world: ProcessWorld,
  ts: string,
  statuses: readonly string[],
): Promise<ServiceRequest> {
  return vi.waitFor(async () => {
    const request = await requestOf(world, ts);
    expect(statuses).toContain(request?.status);
    expect(
      request?.outbox.map(({ effect }) => effect.kind),
      'still owed',
    ).toEqual([]);
    return request as ServiceRequest;
  }, PATIENCE);
}

/** Asks by direct message; resolves with the message's timestamp when the technicians have their cards. */
export async function asks(world: ProcessWorld, who: string, text: string): Promise<string> {
  const { message } = await world.slack.says(who, 'dm', text);
  await becomes(world, message.ts, ['awaiting_approval']);
  return message.ts;
}

export function ticketsOf({ connectwise }: ProcessWorld, { id }: ServiceRequest) {
  return connectwise.tickets.filter(({ externalXRef }) => externalXRef === `countersign:${id}`);
}

export function notesOf(world: ProcessWorld, request: ServiceRequest): string[] {
  const { connectwise } = world;
  return ticketsOf(world, request).flatMap(({ id }) => connectwise.notes(id).map(({ text }) => text));
}

export function cardsAbout(world: ProcessWorld, { id }: ServiceRequest, who: string) {
  return cardsOf(world, who).filter(({ blocks }) => JSON.stringify(blocks).includes(id));
}

/** What the bot has said in the thread of a message. */
export function repliesTo({ slack }: ProcessWorld, who: string, ts: string): string[] {
  const said = slack.messagesSeenBy(who, 'dm').filter(({ byBot, threadTs }) => byBot && threadTs === ts);
  return said.map(({ text }) => text);
}
