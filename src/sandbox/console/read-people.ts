import type { DemoClient, DemoUser } from '../demo-client.ts';
import type { msp } from '../demo-data.ts';
import type { SlackMessage, SlackView } from '../slack/index.ts';
import type { SandboxWorld } from '../world.ts';
import type { MessageView, ModalView, PersonView } from './console-state.ts';
import { readPhone, telephonesOf } from './read-phone.ts';
import { readTeams } from './read-teams.ts';

const ROLE_TITLES = { msp_technician: 'Technician', msp_admin: 'Administrator' } as const;

/** A client's employees with their screens. */
export function readEmployees(world: SandboxWorld, client: DemoClient): PersonView[] {
  return client.users.flatMap((user) =>
    user.slackUserId ? [readEmployee(world, { client, user, slackUserId: user.slackUserId })] : [],
  );
}

function readEmployee(
  world: SandboxWorld,
  { client, user, slackUserId }: { client: DemoClient; user: DemoUser; slackUserId: string },
): PersonView {
  const twilio = telephonesOf(world);
  const phone = twilio && readPhone(twilio, client, user);
  return {
    key: user.key,
    name: user.name,
    jobTitle: user.jobTitle,
    email: user.email,
    slackUserId,
    directoryId: user.id,
    ...(user.manager && { managerKey: user.manager }),
    ...readSlack(world, slackUserId),
    teams: readTeams(world, user.key),
    ...(phone && { phone }),
  };
}

/** The MSP's people with what they see. */
export function readTechnicians(world: SandboxWorld, people: (typeof msp)['technicians']): PersonView[] {
  return people.map(({ key, name, role, email, slackUserId }) => ({
    key,
    name,
    jobTitle: ROLE_TITLES[role],
    email,
    slackUserId,
    ...readSlack(world, slackUserId),
    teams: readTeams(world, key),
  }));
}

/** What somebody's Slack shows them of the bot. */
function readSlack({ slack }: SandboxWorld, userId: string) {
  const messages = slack.messagesSeenBy(userId);
  const home = slack.homeOf(userId);
  const modal = slack.modalOf(userId);
  const atWork = messages.some(({ byBot, reactions }) => !byBot && reactions.length > 0);
  return {
    messages: messages.map(describeMessage),
    ...(atWork && { working: 'is looking into it' }),
    ...(home && { home: home.content.blocks }),
    ...(modal && { modal: describeModal(modal) }),
  };
}

function describeMessage(message: SlackMessage): MessageView {
  return {
    id: message.ts,
    from: message.byBot ? 'bot' : 'person',
    text: message.text,
    blocks: message.blocks,
    ...(message.threadTs && { threadId: message.threadTs }),
    reactions: message.reactions.map(({ name }) => name),
    at: new Date(Number(message.ts) * 1_000).toISOString(),
    edited: message.edited,
    onlyVisibleToThem: message.ephemeralTo !== undefined,
  };
}

function describeModal({ id, content, errors }: SlackView): ModalView {
  const words = (key: string) => (content[key] as { text?: string } | undefined)?.text;
  const submitLabel = words('submit');
  return {
    id,
    title: words('title') ?? '',
    ...(submitLabel && { submitLabel }),
    closeLabel: words('close') ?? 'Close',
    blocks: content.blocks,
    errors: errors ?? {},
  };
}
