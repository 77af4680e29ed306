import type { CommandChoice, TextAnswer } from '../../../flows/desk.ts';
import type { CardDialog, CardElement, CardMessage, TextRun } from './adaptive-card.ts';
import { RUN_COMMAND } from './card-actions.ts';
import { block, cardOf, deed, firstThatFits, run, sentence } from './elements.ts';
import { inert, inertCut, inertLineCut, link } from './escape.ts';
import { LIMITS } from './limits.ts';

/** The answer to a command line, a line for each of its lines, and under it what may be said next by tapping. */
export function answerCard({ text, choices = [], link: to }: TextAnswer): CardMessage {
  const address = to ? [block(link(to.url, to.label, LIMITS.choiceTitle), { spacing: 'small' })] : [];
  return textCard(text, [
    [...address, ...choices.map(choiceButton)],
    // Long lines in many buttons are more than Teams takes: without them the answer at least arrives.
    [...address, ...choices.slice(0, FEW).map(choiceButton)],
    address,
  ]);
}

const FEW = 3;

/** Each on a line of its own: names of clients are longer than a row of buttons on a phone. */
function choiceButton({ label, command, style }: CommandChoice): CardElement {
  const look = style === undefined ? undefined : STYLES[style];
  const button = deed({
    title: label,
    verb: RUN_COMMAND,
    data: { command },
    most: LIMITS.choiceTitle,
    ...(look ? { style: look } : {}),
  });
  return { type: 'ActionSet', spacing: 'small', actions: [button] };
}

const STYLES = { primary: 'positive', danger: 'destructive' } as const;

/** A sentence that needs no answer. */
export function noticeCard(text: string): CardMessage {
  return textCard(text);
}

/** A dialog with a sentence. */
export function noticeDialog(text: string): CardDialog {
  return { title: 'Countersign', width: 'small', height: 'small', card: textCard(text).card };
}

/** With the first of what may stand `under` the text that leaves it small enough. */
function textCard(text: string, under: readonly (readonly CardElement[])[] = [[]]): CardMessage {
  const summary = inertLineCut(text, LIMITS.summary) || '–';
  const ways = under.flatMap((elements) =>
    [withCode, withoutCode].map(
      (runs) => () => cardOf({ fallbackText: summary, body: [...textLines(text, runs), ...elements] }),
    ),
  );
  return { summary, card: firstThatFits(ways) };
}

/** Takes the backtick's place while a text is made inert; of a text that has it anyway, a piece is shown as code. */
const CODE = '\uE000';

/** A line for each line of the text, what to type in it as code. */
export function textLines(text: string, runs: (line: string) => TextRun[] = withCode): CardElement[] {
  const lines = inertCut(text.replaceAll('`', CODE), LIMITS.cardText)
    .split('\n')
    .filter((one) => one.trim());
  const whole = inert(text)
    .split('\n')
    .filter((one) => one.trim()).length;
  const left = whole - Math.min(lines.length, LIMITS.cardLines);
  const shown = [
    ...lines.slice(0, LIMITS.cardLines),
    ...(left > 0 ? [`…and ${left} more ${left === 1 ? 'line' : 'lines'}; ask for less of it`] : []),
  ];
  return (shown.length > 0 ? shown : ['–']).map((one, index) =>
    sentence(runs(one), index > 0 ? 'small' : undefined),
  );
}

/** What to type stands out: `status`. */
function withCode(text: string): TextRun[] {
  return text
    .split(/(\uE000[^\uE000]+\uE000)/)
    .filter(Boolean)
    .map((part) =>
      /^\uE000[^\uE000]+\uE000$/.test(part)
        ? run(part.slice(1, -1), { fontType: 'monospace' })
        : run(part.replaceAll(CODE, 'ˋ')),
    );
}

function withoutCode(text: string): TextRun[] {
  return [run(text.replaceAll(CODE, 'ˋ'))];
}
