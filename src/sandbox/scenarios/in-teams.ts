import type { TeamsMessageView } from '../console/console-state.ts';
import { buttonsOf, textOfCard } from '../teams/cards.ts';
import type { SeenMessage } from '../teams/index.ts';
import type { Stage } from './stage.ts';

/** Writes to the bot in the person's own chat. */
export function saysInTeams(stage: Stage, person: string, text: string): Promise<void> {
  return stage.does({ kind: 'teams_say', person, place: 'personal', text });
}

/** Taps a button, by its label, on the newest card that has it, what is unfolded included. */
export async function tapsInTeams(
  stage: Stage,
  person: string,
  label: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<void> {
  const card = await cardInTeams(stage, person, label);
  await stage.world.teams.clicks(person, card, label, { inputs });
}

/** The newest message on which this person has such a button, once there is one. */
export function cardInTeams(stage: Stage, person: string, label: string): Promise<SeenMessage> {
  return stage.until(`a card in Teams with “${label}” for ${person}`, () =>
    stage.world.teams
      .messagesSeenBy(person)
      .findLast(({ buttons }) => buttons.some(({ title }) => title === label)),
  );
}

/** What the bot has told this person in Teams, cards line by line. */
export async function wordsInTeams(stage: Stage, person: string): Promise<readonly string[]> {
  const { messages } = (await stage.person(person)).teams.places.personal;
  return messages.filter(({ from }) => from === 'bot').map(readMessage);
}

/** A message as it is read. */
export function readMessage({ text, cards, notice }: TeamsMessageView): string {
  return [text, ...cards.map(textOfCard), notice?.text ?? ''].filter(Boolean).join('\n');
}

/** Whether any card of this person still has buttons. */
export async function hasButtonsInTeams(stage: Stage, person: string): Promise<boolean> {
  const { messages } = (await stage.person(person)).teams.places.personal;
  return messages.some(({ cards }) => cards.some((card) => buttonsOf(card).length > 0));
}
