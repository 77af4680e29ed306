import type { TranscriptLine, VoiceCall } from '../../../models/voice-call.ts';
import type { Company } from '../company.ts';
import { questionOf } from '../dialogue.ts';
import { promptsIn } from '../prompts/languages.ts';
import { PATHS } from '../public-address.ts';
import { spokenAt } from '../spoken.ts';
import { documentOf, hangUp } from '../twiml.ts';
import type { ListenerDependencies } from './dependencies.ts';

type PresentDependencies = Pick<ListenerDependencies, 'address' | 'clients'>;

/** What is said in a call at this point: the same for a webhook that is delivered again. Nothing in a call that is over. */
export async function presentCall(dependencies: PresentDependencies, call: VoiceCall): Promise<string> {
  if (call.endedAt) return hangUp();
  const { dialogue, language, step } = call;
  const companies = await nameableCompanies(dependencies, call);
  return documentOf(spokenAt(dialogue, promptsIn(language), isBeginning(call)), promptsIn(language), {
    action: `${dependencies.address.origin ?? ''}${PATHS.step}?step=${step}`,
    hints: companies.map(({ name }) => name),
  });
}

/** Where a caller is asked for their company: those that there are. */
export async function nameableCompanies(
  { clients }: Pick<ListenerDependencies, 'clients'>,
  { dialogue }: Pick<VoiceCall, 'dialogue'>,
): Promise<readonly Company[]> {
  return questionOf(dialogue) === 'company' ? clients.all() : [];
}

/** What is said at this point, for a transcript. */
export function agentLines(call: VoiceCall, at: Date): TranscriptLine[] {
  const { first, prompt } = spokenAt(call.dialogue, promptsIn(call.language), isBeginning(call));
  return [{ who: 'agent', text: [...first, ...prompt].join(' '), at }];
}

function isBeginning({ step }: VoiceCall): boolean {
  return step === 0;
}
