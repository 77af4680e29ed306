import type { ServiceRequest } from '../../src/models/request.ts';
import { CLIENT_LINES } from '../../src/sandbox/demo-phones.ts';
import type { CallOptions, PhoneCall } from '../../src/sandbox/twilio/index.ts';
import type { TestDesk } from './desk.ts';

/** Lakeside's own Voice Agent number. */
export const LAKESIDE_LINE = CLIENT_LINES['lakeside'] ?? '';
/** Somebody's telephone, on file nowhere. */
export const STRANGER = '+15555557777';

/** How somebody calls, and whom they say they are when they are asked. */
export interface CallAs extends CallOptions {
  line?: string;
  name?: string;
}

export interface Called {
  call: PhoneCall;
  /** As it is once everything has come to rest. */
  request: ServiceRequest;
}

/** Nothing is in hand, said or on its way any more. */
export async function comesToRest(desk: TestDesk): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await desk.settled();
    await desk.twilio.settled();
  }
}

/** Calls, says what is needed, says yes to the read-back, and waits until everything has come to rest. */
export async function callsAbout(
  desk: TestDesk,
  who: string,
  text: string,
  { line = LAKESIDE_LINE, name, ...how }: CallAs = {},
): Promise<Called> {
  const call = await desk.twilio.dials(who, line, how);
  await call.says(text);
  if (name !== undefined) await call.says(name);
  await call.says('Yes, that is right.');
  await comesToRest(desk);
  return { call, request: await desk.newest() };
}

/** The six digits that somebody was sent last, wherever that was; undefined for nobody who was sent any. */
export function codeIn(messages: readonly string[]): string | undefined {
  return /code: (\d{6})/.exec(messages.findLast((text) => text.includes('code: ')) ?? '')?.[1];
}

/**
 * A code where it stands by itself, in a text or in that text as JSON: among the digits of ids, numbers and times, any
 * six stand side by side now and then.
 */
export function standingAlone(code: string): RegExp {
  return new RegExp(String.raw`(?<=^|\\[nrt]|[^\w.])${code}(?!\w)`);
}

/** Texts that somebody's phone shows, oldest first. */
export function textsTo(desk: TestDesk, who: string): string[] {
  return desk.twilio.messagesTo(who).map(({ body }) => body);
}

/** Leaves somebody nothing but their telephone: no account in Slack, not our app in Teams. Undone by `withChats`. */
export async function withoutChats(desk: TestDesk, who: string): Promise<void> {
  slackUser(desk, who).deleted = true;
  await desk.teams.uninstalls(who);
}

export async function withChats(desk: TestDesk, who: string): Promise<void> {
  slackUser(desk, who).deleted = false;
  await desk.teams.installs(who);
}

/** Somebody who is in Teams alone. */
export function withoutSlack(desk: TestDesk, who: string): void {
  slackUser(desk, who).deleted = true;
}

function slackUser({ slack }: TestDesk, who: string) {
  const found = [...slack.state.users.values()].find(({ key }) => key === who);
  if (!found) throw new Error(`nobody in the simulated Slack is called ${who}`);
  return found;
}
