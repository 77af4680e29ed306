import type { ReactNode } from 'react';
import type { MessageView, PersonView, RequestView, TeamsMessageView } from '../console-state.ts';
import { Segmented } from './segmented.tsx';

/** Where somebody is looked at: in their chat, in front of the client's customer portal, or with a telephone. */
export type Screen = 'slack' | 'teams' | 'portal' | 'phone';

const LABELS: Readonly<Record<Screen, string>> = {
  slack: 'Slack',
  teams: 'Teams',
  portal: 'Portal',
  phone: 'Phone',
};

interface ScreenSwitchProps<Offered extends Screen> {
  whose: string;
  offered: readonly Offered[];
  selected: Offered;
  /** Screens on which something waits for this person. */
  waiting?: ReadonlySet<Screen>;
  onSelect: (screen: Offered) => void;
}

/** Which of somebody's screens is looked at. */
export function ScreenSwitch<Offered extends Screen>(props: ScreenSwitchProps<Offered>): ReactNode {
  const { whose, offered, selected, waiting, onSelect } = props;
  return (
    <Segmented
      label={`Screen of ${whose}`}
      options={offered.map((screen) => ({
        key: screen,
        label: (
          <>
            {LABELS[screen]}
            {waiting?.has(screen) && screen !== selected && (
              <i className="dot" role="img" aria-label="something waits" />
            )}
          </>
        ),
      }))}
      selected={selected}
      onSelect={onSelect}
      className="screen-switch"
    />
  );
}

/** On which of their screens somebody has a card that still asks. */
export function screensWithCards({ messages, teams }: PersonView): ReadonlySet<Screen> {
  const inSlack = messages.some(asksInSlack);
  const inTeams = teams.places.personal.messages.some(asksInTeams);
  return new Set([...(inSlack ? (['slack'] as const) : []), ...(inTeams ? (['teams'] as const) : [])]);
}

/** A card with buttons. */
export function asksInSlack({ blocks, onlyVisibleToThem }: MessageView): boolean {
  return !onlyVisibleToThem && blocks.some(({ type }) => type === 'actions');
}

/** A card with buttons, at its foot. */
export function asksInTeams({ cards }: TeamsMessageView): boolean {
  return cards.some(({ actions }) => actions !== undefined);
}

/** On which of their chats somebody was asked for a code by which they confirm a call of theirs. */
export function screensWithCodes(
  { key, messages, teams }: PersonView,
  requests: readonly RequestView[],
): ReadonlySet<Screen> {
  const call = requests.find(
    ({ requesterKey, status, isConfirming }) =>
      requesterKey === key && status === 'awaiting_requester' && isConfirming,
  );
  const wasAsked = (said: readonly { from: string; at: string }[]) =>
    call !== undefined && said.some(({ from, at }) => from === 'bot' && at >= call.askedAt);
  return new Set([
    ...(wasAsked(messages) ? (['slack'] as const) : []),
    ...(wasAsked(teams.places.personal.messages) ? (['teams'] as const) : []),
  ]);
}
