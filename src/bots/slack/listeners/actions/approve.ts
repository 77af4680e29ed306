import { readApprovalButton } from '../../buttons.ts';
import { decide } from '../decide.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { OUT_OF_DATE, sayTo } from '../say.ts';
import { type ClickArguments, readClick } from './click.ts';

/** Approve was tapped. */
export async function approve(dependencies: ListenerDependencies, given: ClickArguments): Promise<void> {
  const click = readClick(given);
  const button = readApprovalButton(click.value);
  if (button) await decide(dependencies, click, { by: click.by, ...button, verdict: { kind: 'approve' } });
  else sayTo(dependencies, { ...click, to: click.by, sentence: OUT_OF_DATE });
  await given.ack();
}
