import type { DemoClient, DemoUser } from '../demo-client.ts';
import { clients, msp } from '../demo-data.ts';
import { lineOf, MSP_LINE, phoneNumberOf } from '../demo-phones.ts';
import {
  type CallerDeed,
  type HeardLine,
  type PhoneCall,
  type SimulatedTwilio,
  WITHHELD,
} from '../twilio/index.ts';
import type { SandboxWorld } from '../world.ts';
import type { CallView, LineView, PhoneName, PhoneView, SpokenLineView, TextView } from './phone-state.ts';

/** The telephones of this sandbox; undefined where it has none. */
export function telephonesOf(
  world: SandboxWorld & { twilio?: SimulatedTwilio },
): SimulatedTwilio | undefined {
  return world.twilio;
}

/** Both telephones of an employee. Undefined for somebody who has none. */
export function readPhone(
  twilio: SimulatedTwilio,
  client: DemoClient,
  user: DemoUser,
): PhoneView | undefined {
  const number = phoneNumberOf(user);
  if (!number) return undefined;
  const otherNumber = otherNumberOf(number);
  const numbers: readonly [PhoneName, string][] = [
    ['own', number],
    ['other', otherNumber],
  ];
  return {
    number,
    otherNumber,
    lines: linesFor(client),
    calls: inOrder(
      numbers.flatMap(([phone, of]) => twilio.callsOf(of).map((call) => describeCall(call, phone))),
      ({ startedAt }) => startedAt,
    ),
    texts: inOrder(
      numbers.flatMap(([phone, of]) => twilio.messagesOf(of).map((text) => describeText(text, phone))),
      ({ at }) => at,
    ),
  };
}

/** The number of the telephone that an employee borrows: on file nowhere. `+15555550501` borrows `+15555560501`. */
export function otherNumberOf(number: string): string {
  return number.replace('+1555555', '+1555556');
}

/** What an employee of this client can call: the client's own line, and the MSP's for everybody. */
export function linesFor(client: DemoClient): LineView[] {
  const own = lineOf(client);
  return [
    ...(own ? [{ number: own, name: `${client.name} line` }] : []),
    { number: MSP_LINE, name: `${msp.name} line` },
  ];
}

function nameOfLine(number: string): string {
  const lines = clients.flatMap(linesFor);
  return lines.find((line) => line.number === number)?.name ?? number;
}

function describeCall(call: PhoneCall, phone: PhoneName): CallView {
  const { sid, line, direction, shownAs, endedAt, waitingFor, startedAt } = call;
  const isWithheld = Object.values<string>(WITHHELD).includes(shownAs);
  return {
    id: sid,
    phone,
    lineName: nameOfLine(line),
    direction: direction === 'inbound' ? 'out' : 'in',
    ...(isWithheld ? {} : { shownNumber: shownAs }),
    state: endedAt
      ? 'over'
      : !waitingFor
        ? 'working'
        : waitingFor.kind === 'connected'
          ? 'connected'
          : 'listening',
    ...(endedAt ? { ending: ENDINGS[call.status] ?? 'The call is over.' } : {}),
    ...(waitingFor?.kind === 'gather'
      ? {
          listensFor: {
            speech: waitingFor.speech,
            keys: waitingFor.dtmf,
            interruptible: waitingFor.bargeIn,
          },
        }
      : {}),
    lines: bothSides(call),
    startedAt: startedAt.toISOString(),
  };
}

const ENDINGS: Readonly<Record<string, string>> = {
  busy: 'The line was busy.',
  'no-answer': 'Nobody answered.',
  failed: 'The call could not be connected.',
  canceled: 'The call was taken back.',
};

/** What was heard, with what the caller did after each line. */
function bothSides({ heard, deeds }: PhoneCall): SpokenLineView[] {
  const after = (count: number) => deeds.filter((deed) => deed.after === count).map(describeDeed);
  return [...after(0), ...heard.flatMap((line, index) => [describeHeard(line), ...after(index + 1)])];
}

function describeHeard({ kind, text, language, interrupted, at }: HeardLine): SpokenLineView {
  const kinds = { spoken: 'words', application_error: 'error', played: 'signal', tone: 'signal' } as const;
  return { side: 'desk', kind: kinds[kind], text, language, interrupted, at: at.toISOString() };
}

function describeDeed({ kind, text, at }: CallerDeed): SpokenLineView {
  const kinds = { spoke: 'words', pressed: 'keys', silent: 'silence', hung_up: 'hung_up' } as const;
  return { side: 'caller', kind: kinds[kind], text, interrupted: false, at: at.toISOString() };
}

function describeText(
  { sid, from, to, body, kind, at }: ReturnType<SimulatedTwilio['messagesOf']>[number],
  phone: PhoneName,
): TextView {
  const isMine = kind === 'written';
  return {
    id: sid,
    phone,
    from: isMine ? 'me' : 'desk',
    lineName: nameOfLine(isMine ? to : from),
    body,
    at: at.toISOString(),
  };
}

function inOrder<One>(all: readonly One[], instant: (one: One) => string): One[] {
  return all.toSorted((one, other) => instant(one).localeCompare(instant(other)));
}
