import type { CallView, PhoneName, PhoneView } from '../console/phone-state.ts';
import { CLIENT_LINES } from '../demo-phones.ts';
import { ScenarioStopped } from './scenario-stopped.ts';
import { CLIENT, type Stage } from './stage.ts';

const LINE = CLIENT_LINES[CLIENT] ?? '';

/** Calls the client's own line, and waits until somebody listens there. */
export async function dials(stage: Stage, person: string, phone: PhoneName = 'own'): Promise<void> {
  await stage.does({ kind: 'phone_dial', person, phone, line: LINE, withheld: false });
  await listening(stage, person);
}

/** Says something into the call that is going on, and waits until it is heard or the call is over. */
export async function saysOnPhone(stage: Stage, person: string, text: string): Promise<void> {
  const { id } = await listening(stage, person);
  await stage.does({ kind: 'phone_speak', person, callId: id, text, interrupting: false });
  await stage.until(`an answer to “${text}”`, async () => {
    const call = await lastCall(stage, person);
    return call && call.state !== 'working' ? call : undefined;
  });
}

/** What this person's telephone has said to them in the latest call. */
export async function heardOnPhone(stage: Stage, person: string): Promise<readonly string[]> {
  const lines = (await lastCall(stage, person))?.lines ?? [];
  return lines.filter(({ side, kind }) => side === 'desk' && kind === 'words').map(({ text }) => text);
}

/** Texts that came to one of this person's telephones, oldest first. */
export async function textsOn(
  stage: Stage,
  person: string,
  phone: PhoneName = 'own',
): Promise<readonly string[]> {
  const { texts } = await phoneOf(stage, person);
  return texts.filter((text) => text.from === 'desk' && text.phone === phone).map(({ body }) => body);
}

function listening(stage: Stage, person: string): Promise<CallView> {
  return stage.until(`a call of ${person} in which somebody listens`, async () => {
    const call = await lastCall(stage, person);
    return call?.state === 'listening' ? call : undefined;
  });
}

async function lastCall(stage: Stage, person: string): Promise<CallView | undefined> {
  return (await phoneOf(stage, person)).calls.at(-1);
}

async function phoneOf(stage: Stage, key: string): Promise<PhoneView> {
  const { phone } = await stage.person(key);
  if (!phone) throw new ScenarioStopped(`${key} has no telephone`);
  return phone;
}
