import type { CommandAnswer, TextAnswer } from '../desk.ts';
import { cut, MAX_CHOICE_LABEL, MAX_CHOICES, MAX_COMMAND_CHARACTERS } from '../limits.ts';

/** An answer with no more to tap than it can have, and with labels that fit. Whatever commands answer goes through here. */
export function fitting(answer: CommandAnswer): CommandAnswer {
  if (answer.kind === 'form' || !answer.choices) return answer;
  const choices = answer.choices
    .slice(0, MAX_CHOICES)
    .map((choice) => ({ ...choice, label: cut(choice.label, MAX_CHOICE_LABEL) }));
  return tappable({ ...answer, choices });
}

/** A button with a longer line would be refused when it is tapped, or keep the whole answer from being shown. */
function tappable({ choices = [], ...answer }: TextAnswer): TextAnswer {
  const fit = choices.filter(({ command }) => command.length <= MAX_COMMAND_CHARACTERS);
  const text =
    fit.length === choices.length
      ? answer.text
      : `${answer.text}\nThis line is too long to go on from it by tapping. Please say it in several.`;
  return { ...answer, text, choices: fit };
}
