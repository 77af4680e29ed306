import type { KnownBlock, ModalView } from '@slack/types';
import type { CommandChoice, TextAnswer } from '../../flows/desk.ts';
import { actions, button, plainText, section } from './blocks.ts';
import { CHOICE } from './buttons.ts';
import { inertCut, inertWithCode, link } from './escape.ts';
import { LIMITS, SHOWN } from './limits.ts';
import type { RenderedMessage } from './render-card.ts';

/** The answer to a command, as a message for one person. */
export function renderAnswer(answer: TextAnswer): RenderedMessage {
  return { text: inertCut(answer.text, LIMITS.messageText) || '–', blocks: answerBlocks(answer) };
}

/** The same in a window: where a form was, or a button in one. */
export function renderAnswerWindow(answer: TextAnswer): ModalView {
  return {
    type: 'modal',
    title: plainText('Countersign', LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks: answerBlocks(answer),
  };
}

function answerBlocks({ text, choices = [], link: to }: TextAnswer): KnownBlock[] {
  return [
    ...sections(text),
    ...(to ? [section(link(to.url, to.label, LIMITS.buttonText))] : []),
    ...(choices.length > 0 ? [choiceButtons(choices)] : []),
  ];
}

/** A section holds so much: whole lines, as many sections as it takes, and a word about what did not fit. */
function sections(text: string): KnownBlock[] {
  const parts: string[] = [];
  for (const line of text.split('\n').map(shownLine)) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= LIMITS.sectionText)
      parts[parts.length - 1] = `${last}\n${line}`;
    else parts.push(line);
  }
  const shown = parts.slice(0, SHOWN.answerSections);
  if (parts.length > shown.length) shown.push('…and more; ask for less of it.');
  return shown.map((part) => section(part.trim() ? part : '–'));
}

/** Code is shown as code as long as the line fits with it. */
function shownLine(line: string): string {
  const coded = inertWithCode(line);
  return coded.length <= LIMITS.sectionText ? coded : inertCut(line, LIMITS.sectionText);
}

function choiceButtons(choices: readonly CommandChoice[]): KnownBlock {
  return actions(
    'choices',
    ...choices.map(({ label, command, style }, index) =>
      button({ actionId: `${CHOICE}:${index}`, label, value: command, ...(style ? { style } : {}) }),
    ),
  );
}
