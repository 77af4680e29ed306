import { clients } from '../demo-data.ts';
import { phoneNumberOf } from '../demo-phones.ts';
import type { PhoneCall, SimulatedTwilio } from '../twilio/index.ts';
import { DONE, refused } from './command-results.ts';
import type { ConsoleCommand } from './console-commands.ts';
import type { CommandResult } from './console-state.ts';
import { linesFor, otherNumberOf } from './read-phone.ts';

type PhoneCommand = Extract<ConsoleCommand, { kind: `phone_${string}` }>;
type DuringCall = Exclude<PhoneCommand, { kind: 'phone_dial' | 'phone_text' }>;

const NOT_LISTENING = refused('The call does not listen just now.');

/** What somebody does with a telephone. */
export async function performOnPhone(
  twilio: SimulatedTwilio | undefined,
  command: PhoneCommand,
): Promise<CommandResult> {
  if (!twilio) return refused('There are no telephones in this sandbox.');
  const own = numberOf(command.person);
  if (!own) return refused('There is no telephone at hand.');
  if (command.kind !== 'phone_dial' && command.kind !== 'phone_text')
    return performInCall(twilio, own, command);
  if (!isLineOf(command.person, command.line)) return refused('That number is not the service desk’s.');
  const number = command.phone === 'own' ? own : otherNumberOf(own);
  return command.kind === 'phone_dial' ? dial(twilio, number, command) : text(twilio, number, command);
}

async function dial(
  twilio: SimulatedTwilio,
  number: string,
  { line, withheld }: Extract<PhoneCommand, { kind: 'phone_dial' }>,
): Promise<CommandResult> {
  const isBusy = twilio.callsOf(number).some(({ endedAt }) => !endedAt);
  if (isBusy) return refused('This telephone is already in a call.');
  await twilio.dials(number, line, { withheld });
  return DONE;
}

async function text(
  twilio: SimulatedTwilio,
  number: string,
  command: Extract<PhoneCommand, { kind: 'phone_text' }>,
): Promise<CommandResult> {
  const { delivery } = await twilio.texts(number, command.line, command.text);
  const status = delivery?.answer?.status ?? 0;
  return status >= 200 && status < 300
    ? DONE
    : refused('Countersign did not take the text; Twilio does not bring it again.');
}

/** Nothing can be said while the service desk still thinks about what was said before. */
async function performInCall(
  twilio: SimulatedTwilio,
  own: string,
  command: DuringCall,
): Promise<CommandResult> {
  const call = callOf(twilio, own, command.callId);
  if (!call || call.endedAt) return refused('That call is over.');
  if (command.kind === 'phone_hang_up') {
    await call.hangsUp();
    return DONE;
  }
  if (call.waitingFor?.kind !== 'gather') return NOT_LISTENING;
  switch (command.kind) {
    case 'phone_speak':
      await call.says(command.text, { interrupting: command.interrupting });
      return DONE;
    case 'phone_press':
      await call.presses(command.keys);
      return DONE;
    case 'phone_wait':
      await call.staysSilent();
      return DONE;
  }
}

function numberOf(person: string): string | undefined {
  const user = clients.flatMap(({ users }) => users).find(({ key }) => key === person);
  return user && phoneNumberOf(user);
}

function isLineOf(person: string, line: string): boolean {
  const client = clients.find(({ users }) => users.some(({ key }) => key === person));
  return client !== undefined && linesFor(client).some(({ number }) => number === line);
}

function callOf(twilio: SimulatedTwilio, own: string, id: string): PhoneCall | undefined {
  return [own, otherNumberOf(own)].flatMap((number) => twilio.callsOf(number)).find(({ sid }) => sid === id);
}
