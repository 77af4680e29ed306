import { errorCode } from '../../../errors.ts';
import type { DecisionAnswer } from '../../../flows/desk.ts';
import type { Identity } from '../../../models/conversation.ts';
import type { Activity, InvokeAnswer } from '../activity.ts';
import {
  cardAnswer,
  NOT_YOURS,
  NOTHING_TO_SHOW,
  OUT_OF_DATE,
  sentenceAnswer,
  TRY_AGAIN,
} from '../answers.ts';
import { approvalCardOf } from '../cards/approval-card.ts';
import {
  APPROVE,
  type CardDeed,
  DENY,
  OPEN_FORM,
  REFRESH_APPROVAL,
  REFRESH_HOME,
  REVEAL_SECRET,
  RUN_COMMAND,
  readDeed,
  type ShownApproval,
  SUBMIT_FORM,
  WITHDRAW,
} from '../cards/card-actions.ts';
import { placeOf, senderOf } from '../envelope.ts';
import { noteSeen } from '../messages.ts';
import { readDelivery, readSeenCard } from '../trackable.ts';
import { answerLine, commandCard } from './command.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { homeOf } from './home.ts';

/** A tap on a card of ours, or a look at one, by a person whose identity Teams vouches for. */
interface Tap {
  by: Identity;
  /** Their Teams id, for whom the next card follows what happens. */
  teamsUserId: string;
}

/** Answers Action.Execute: with the next card, or a sentence for whoever tapped. Never throws: they are told instead. */
export async function tapCard(dependencies: ListenerDependencies, activity: Activity): Promise<InvokeAnswer> {
  const by = senderOf(activity);
  const action = actionOf(activity.value);
  if (!by) return sentenceAnswer(NOT_YOURS);
  await learnWhere(dependencies, activity, action);
  const seen = readSeenCard(action);
  if (seen) return cardAnswer(seen);
  const deed = readDeed(action);
  if (!deed) return sentenceAnswer(OUT_OF_DATE);
  try {
    return await answerDeed(dependencies, { by, teamsUserId: activity.from.id }, deed);
  } catch (error) {
    dependencies.logger.error(
      { err: error, code: errorCode(error), verb: deed.verb },
      'a tap in Teams failed',
    );
    return sentenceAnswer(TRY_AGAIN);
  }
}

function actionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'action' in value ? value.action : undefined;
}

/** Whoever looks at a card waits for it: what is learned thereby may fail, and is learned another time. */
async function learnWhere(
  { messages, logger }: ListenerDependencies,
  activity: Activity,
  action: unknown,
): Promise<void> {
  const key = readDelivery(action);
  const place = placeOf(activity);
  if (key === undefined || !place || activity.replyToId === undefined) return;
  const { tenant, conversation } = place;
  try {
    await noteSeen(messages, { surface: 'teams', tenant, conversation, message: activity.replyToId }, key);
  } catch (error) {
    logger.warn({ code: errorCode(error) }, 'that a card was seen could not be recorded');
  }
}

async function answerDeed(
  dependencies: ListenerDependencies,
  tap: Tap,
  deed: CardDeed,
): Promise<InvokeAnswer> {
  const { desk } = dependencies;
  const { by, teamsUserId } = tap;
  switch (deed.verb) {
    case APPROVE:
    case DENY:
      return decided(dependencies, tap, deed, await decide(dependencies, by, deed));
    case REFRESH_APPROVAL:
      return (await presentCard(dependencies, tap, deed)) ?? NOTHING_TO_SHOW;
    case WITHDRAW: {
      const { sentence } = await desk.withdraw(by, deed.requestId);
      return cardAnswer((await homeOf(dependencies, { of: by, teamsUserId, notice: sentence })).card);
    }
    case REFRESH_HOME:
      return cardAnswer((await homeOf(dependencies, { of: by, teamsUserId })).card);
    case RUN_COMMAND: {
      const answer = await answerLine(dependencies, by, deed.command);
      return cardAnswer(commandCard(answer, deed.command).card);
    }
    case REVEAL_SECRET:
    case OPEN_FORM:
    case SUBMIT_FORM:
      // Only in a dialog: a card would stay in the chat.
      return sentenceAnswer(OUT_OF_DATE);
  }
}

/** Has a decision recorded in the name of whoever tapped. */
export function decide(
  { desk }: Pick<ListenerDependencies, 'desk'>,
  by: Identity,
  deed: Extract<CardDeed, { verb: typeof APPROVE | typeof DENY }>,
): Promise<DecisionAnswer> {
  const { requestId, approvalId, planDigest } = deed;
  const reason = deed.verb === DENY && deed.reason ? { reason: deed.reason } : {};
  const verdict = deed.verb === APPROVE ? { kind: 'approve' as const } : { kind: 'deny' as const, ...reason };
  return desk.decide({ by, requestId, approvalId, planDigest, verdict });
}

/** A decision that counts shows on the card; why one does not count is said under it. */
async function decided(
  dependencies: ListenerDependencies,
  tap: Tap,
  deed: ShownApproval,
  answer: DecisionAnswer,
): Promise<InvokeAnswer> {
  if (deed.onHome) {
    const home = { of: tap.by, teamsUserId: tap.teamsUserId, notice: answer.sentence };
    return cardAnswer((await homeOf(dependencies, home)).card);
  }
  const counts = answer.kind === 'recorded' || answer.kind === 'repeated';
  const card = counts ? await presentCard(dependencies, tap, deed) : undefined;
  return card ?? sentenceAnswer(answer.sentence);
}

async function presentCard(
  { desk }: ListenerDependencies,
  { by, teamsUserId }: Tap,
  { requestId, approvalId }: ShownApproval,
): Promise<InvokeAnswer | undefined> {
  const card = await desk.approvalCard(by, requestId, approvalId);
  return card && cardAnswer(approvalCardOf(card, { refreshUserIds: [teamsUserId] }).card);
}
