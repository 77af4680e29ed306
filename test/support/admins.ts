import type { TextAnswer } from '../../src/flows/desk.ts';
import type { Identity } from '../../src/models/conversation.ts';
import type { msp } from '../../src/sandbox/demo-data.ts';
import { accountOf } from './accounts.ts';
import type { TestDesk } from './desk.ts';

export type MspKey = (typeof msp.technicians)[number]['key'];

/** Gives a role, or takes it away. */
export async function becomes(
  desk: TestDesk,
  who: MspKey,
  role: 'msp_admin' | 'msp_technician' | null,
): Promise<void> {
  const { people } = desk.app.stores;
  const person = await people.byIdentity(accountOf(who));
  if (!person) throw new Error(`${who} is nobody`);
  if (!(await people.setRole(person, role))) throw new Error(`${who} was changed meanwhile`);
  desk.app.forget();
}

/** What a command answers, which has to be words. */
export async function gives(desk: TestDesk, who: MspKey | Identity, line: string): Promise<TextAnswer> {
  const by = typeof who === 'string' ? accountOf(who) : who;
  const answer = await desk.app.desk.command(by, line);
  if (answer.kind === 'form') throw new Error(`a form was opened: ${answer.form.title}`);
  return answer;
}

/** The line that applies what a line shows. */
export async function confirmationOf(desk: TestDesk, who: MspKey, line: string): Promise<string> {
  const shown = await gives(desk, who, line);
  const [apply] = shown.choices ?? [];
  if (!apply?.command.includes('--confirm')) throw new Error(`nothing to apply: ${shown.text}`);
  return apply.command;
}

/** Gives a line, and applies what it shows. */
export async function applies(desk: TestDesk, who: MspKey, line: string) {
  const answer = await gives(desk, who, await confirmationOf(desk, who, line));
  await desk.settled();
  return answer;
}
