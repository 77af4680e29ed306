import { type ReactNode, useCallback, useEffect } from 'react';
import type { PersonView, TeamsMessageView, TeamsPlaceName } from '../console-state.ts';
import { sendCommand } from './console-client.ts';
import { usePage } from './context.ts';
import { useScrollToNews, Working } from './conversation.tsx';
import type { TappedButton } from './draw-card.ts';
import { Icon } from './icons.tsx';
import { TeamsDialog } from './teams-dialog.tsx';
import { TeamsMessage } from './teams-message.tsx';

interface TeamsChatProps {
  viewer: PersonView;
  place?: TeamsPlaceName;
  /** Offered where the viewer may answer in a thread of the channel. */
  onReply?: (message: TeamsMessageView) => void;
  children?: ReactNode;
}

/** A place in somebody's Teams: the chat with the bot, or the channel, and the dialog in front of it. */
export function TeamsChat({ viewer, place = 'personal', onReply, children }: TeamsChatProps): ReactNode {
  const { messages, typing, name } = viewer.teams.places[place];
  const onTap = useTaps(viewer, place);
  useLook(viewer, place);
  const scroller = useScrollToNews(
    `${viewer.key} ${place}`,
    messages.map(({ id, cards }) => `${id} ${JSON.stringify(cards).length}`).join(),
  );
  const { dialog } = viewer.teams;
  return (
    <div className="conversation teams" ref={scroller}>
      <div role="log" aria-live="polite" aria-label={`${name} of ${viewer.name} in Teams`}>
        {messages.filter(isFirst).map((message) => (
          <div key={message.id} className={place === 'channel' ? 'teams-post' : undefined}>
            <TeamsMessage message={message} onTap={onTap} />
            <Replies to={message} messages={messages} onTap={onTap} {...(onReply && { onReply })} />
          </div>
        ))}
        {typing && <Working words="is typing" />}
      </div>
      {children}
      {dialog && <TeamsDialog key={dialog.id} dialog={dialog} viewer={viewer} />}
    </div>
  );
}

/** In the channel, the post that begins a thread; in the chat, everything. */
function isFirst({ id, threadId }: TeamsMessageView): boolean {
  return threadId === undefined || threadId === id;
}

interface RepliesProps {
  to: TeamsMessageView;
  messages: readonly TeamsMessageView[];
  onTap: (message: TeamsMessageView, tapped: TappedButton) => void;
  onReply?: (message: TeamsMessageView) => void;
}

function Replies({ to, messages, onTap, onReply }: RepliesProps): ReactNode {
  if (to.threadId === undefined) return null;
  return (
    <div className="teams-replies">
      {messages
        .filter(({ id, threadId }) => threadId === to.id && id !== to.id)
        .map((reply) => (
          <TeamsMessage key={reply.id} message={reply} onTap={onTap} />
        ))}
      {onReply && (
        <button type="button" className="link-button" onClick={() => onReply(to)}>
          <Icon name="reply" /> Reply
        </button>
      )}
    </div>
  );
}

function useTaps(viewer: PersonView, place: TeamsPlaceName) {
  const { send } = usePage();
  const person = viewer.key;
  return useCallback(
    ({ id }: TeamsMessageView, tapped: TappedButton) =>
      void send({ kind: 'teams_click', person, place, messageId: id, ...tapped }),
    [send, person, place],
  );
}

/** Whoever opens a chat has the cards in it that ask for it brought up to date, once each. */
function useLook(viewer: PersonView, place: TeamsPlaceName): void {
  const person = viewer.key;
  const refreshing = viewer.teams.places[place].messages
    .filter(({ cards }) => cards.some(({ refresh }) => refresh !== undefined))
    .map(({ id }) => id)
    .join();
  useEffect(() => {
    // Not the page's own command: nobody is told when it fails, as in Teams.
    if (refreshing !== '') void sendCommand({ kind: 'teams_look', person, place });
  }, [person, place, refreshing]);
}
