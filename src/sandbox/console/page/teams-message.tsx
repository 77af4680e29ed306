import { memo, type ReactNode } from 'react';
import type { TeamsMessageView } from '../console-state.ts';
import { Avatar, BotAvatar } from './avatar.tsx';
import type { TappedButton } from './draw-card.ts';
import { asksInTeams } from './screens.tsx';
import { AdaptiveCardView } from './teams-card.tsx';
import { useMoment } from './use-moment.ts';

interface TeamsMessageProps {
  message: TeamsMessageView;
  onTap: (message: TeamsMessageView, tapped: TappedButton) => void;
}

/** One message as it stands in somebody's Teams: their own on the right, everybody else's on the left. */
export const TeamsMessage = memo(function TeamsMessage({ message, onTap }: TeamsMessageProps): ReactNode {
  const when = useMoment();
  const { from, authorName, at, edited, notice } = message;
  return (
    <article className={`message teams-message teams-${from}`} data-asks={asksInTeams(message)}>
      {from === 'bot' && <BotAvatar />}
      {from === 'somebody' && <Avatar name={authorName} />}
      <div className="message-body">
        <header>
          <b className={from === 'me' ? 'visually-hidden' : ''}>{authorName}</b>
          <time dateTime={at}>{when(at)}</time>
          {edited && <span className="edited">Edited</span>}
        </header>
        <Bubble message={message} onTap={onTap} />
        {notice && (
          <p className={`teams-notice ${notice.kind === 'error' ? 'teams-notice-error' : ''}`} role="status">
            {notice.text}
          </p>
        )}
      </div>
    </article>
  );
});

function Bubble({ message, onTap }: TeamsMessageProps): ReactNode {
  const { text, cards, deleted } = message;
  if (deleted) return <p className="teams-bubble teams-deleted">This message has been deleted.</p>;
  return (
    <>
      {text !== '' && (
        <p className="teams-bubble">
          <WithMentions text={text} />
        </p>
      )}
      {cards.map((card, index) => (
        // A message's cards never change their order.
        <div key={index} className="teams-bubble teams-bubble-card">
          <AdaptiveCardView card={card} onTap={(tapped) => onTap(message, tapped)} />
        </div>
      ))}
    </>
  );
}

const MENTION = /<at>([^<]*)<\/at>/;

function WithMentions({ text }: { text: string }): ReactNode {
  // Every second piece is a name, by the group of the pattern.
  return text.split(MENTION).map((piece, index) =>
    index % 2 === 1 ? (
      <b key={`${index}${piece}`} className="teams-mention">
        {piece}
      </b>
    ) : (
      piece
    ),
  );
}
