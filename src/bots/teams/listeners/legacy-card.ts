import type { Identity } from '../../../models/conversation.ts';
import type { Activity } from '../activity.ts';
import { OUT_OF_DATE, TRY_AGAIN } from '../answers.ts';
import { noticeCard } from '../cards/answer-card.ts';
import {
  APPROVE,
  type CardDeed,
  DENY,
  OPEN_FORM,
  REFRESH_APPROVAL,
  REFRESH_HOME,
  REVEAL_SECRET,
  RUN_COMMAND,
  SUBMIT_FORM,
  WITHDRAW,
} from '../cards/card-actions.ts';
import { decide } from './card.ts';
import { commandCard } from './command.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { showHome } from './home.ts';
import { sayPersonally } from './say.ts';

export interface LegacyTap {
  activity: Activity;
  from: Identity;
  deed: CardDeed;
}

/**
 * A tap on a client that knows no Action.Execute: it comes as a message with a value, and nothing can be answered but by
 * another message. Throws when it could not be recorded, so that Teams delivers it again; every deed may come twice.
 */
export async function tapLegacyCard(
  dependencies: ListenerDependencies,
  { activity, from, deed }: LegacyTap,
): Promise<void> {
  const key = `tap:${activity.id ?? ''}:${from.user}`;
  const say = (sentence: string, of = key) =>
    sayPersonally(dependencies, { to: from, key: of, message: noticeCard(sentence) });
  try {
    switch (deed.verb) {
      case APPROVE:
      case DENY:
        return say((await decide(dependencies, from, deed)).sentence);
      case WITHDRAW: {
        const { sentence } = await dependencies.desk.withdraw(from, deed.requestId);
        return await showHome(dependencies, { to: from, key, notice: sentence });
      }
      case REFRESH_HOME:
        return await showHome(dependencies, { to: from, key });
      case RUN_COMMAND: {
        const answer = await dependencies.desk.command(from, deed.command);
        return sayPersonally(dependencies, { to: from, key, message: commandCard(answer, deed.command) });
      }
      case REFRESH_APPROVAL:
      case REVEAL_SECRET:
      case OPEN_FORM:
      case SUBMIT_FORM:
        return say(OUT_OF_DATE);
    }
  } catch (error) {
    say(TRY_AGAIN, `failed:${key}`);
    throw error;
  }
}
