import { type Conclusion, handOver } from './conclusion.ts';
import type { Conversation } from './conversation.ts';
import { Looking } from './looking.ts';
import { readRunbooks } from './runbooks.ts';
import type { Asked, Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';
import { calls, type Script, type SimulatedTurn } from './turn.ts';

/**
 * The model of the sandbox: recognises a request by its wording, looks at everything it needs side by side, and
 * concludes from what came back. What it does not recognise, it hands over.
 */
export const followScenario: Script = (conversation) => {
  if (conversation.functions.has('ready')) return calls('ready', {});
  const { facts, said } = conversation;
  if (!facts || said.length === 0) return end(handOver('', 'I was told neither who asks nor what.'));
  const rejected = rejectionIn(conversation);
  if (rejected !== undefined) return end(handOver('My conclusion was not accepted.', rejected));
  const recognised = recognise(facts.requester, said);
  return recognised ? step(recognised, conversation) : end(UNKNOWN);
};

const UNKNOWN = handOver(
  'The request is none of those that I recognise.',
  'I do not know how to do this yet. Please take over.',
);

interface Recognised {
  scenario: Scenario;
  asked: Asked;
}

/** By the first message; by all of them where the first only says hello. */
function recognise(requester: Asked['requester'], said: readonly string[]): Recognised | undefined {
  const [first = '', ...others] = said;
  const later = others.join('\n');
  const readings: Asked[] = [
    { requester, text: first, later },
    { requester, text: said.join('\n'), later: '' },
  ];
  for (const asked of readings) {
    const scenario = scenarios.find((one) => one.recognises(asked.text));
    if (scenario) return { scenario, asked };
  }
  return undefined;
}

function step({ scenario, asked }: Recognised, conversation: Conversation): SimulatedTurn {
  const looking = new Looking(conversation);
  readRunbooks(scenario.name, asked, looking);
  const conclusion = scenario.solve(asked, looking);
  const [problem] = looking.problems;
  if (problem !== undefined) return end(handOver(`Recognised as: ${scenario.name}.`, `${problem}.`));
  if (looking.wanted.length > 0) return { kind: 'calls', calls: looking.wanted };
  return end(conclusion ? onlyAllowed(conclusion, conversation) : UNKNOWN);
}

/** A tool that policy switched off is not among those a plan may use. */
function onlyAllowed(conclusion: Conclusion, { planTools }: Conversation): Conclusion {
  const refused = conclusion.steps?.find(({ tool }) => !planTools.has(tool));
  if (!refused) return conclusion;
  return handOver('I know what to do.', `It takes ${refused.tool}, which I may not propose here.`);
}

function end({ name, arguments: given }: Conclusion): SimulatedTurn {
  return calls(name, given);
}

const CONCLUSIONS = new Set(['propose_plan', 'answer', 'ask_requester', 'hand_over']);

/** A conclusion that came back with an error was not taken. */
function rejectionIn({ lookups }: Conversation): string | undefined {
  const last = lookups.findLast(({ name }) => CONCLUSIONS.has(name));
  const error = (last?.output as { error?: unknown } | undefined)?.error;
  return typeof error === 'string' ? error : undefined;
}
