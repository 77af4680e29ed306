import { memo, type ReactNode } from 'react';
import type { MessageView, PersonView, SlackBlock } from '../console-state.ts';
import { Avatar, BotAvatar } from './avatar.tsx';
import { BlockKit } from './block-kit.tsx';
import { Icon } from './icons.tsx';
import { asksInSlack } from './screens.tsx';
import { Reaction } from './slack-emoji.tsx';
import { useMoment } from './use-moment.ts';

interface ChatMessageProps {
  message: MessageView;
  viewer: PersonView;
}

/** One message as it stands on the viewer's screen. */
export const ChatMessage = memo(function ChatMessage({ message, viewer }: ChatMessageProps): ReactNode {
  const when = useMoment();
  const byBot = message.from === 'bot';
  const card = message.blocks.some(({ type }) => type === 'actions' || type === 'header');
  return (
    <article
      className={`message ${message.onlyVisibleToThem ? 'message-private' : ''}`}
      data-asks={asksInSlack(message)}
    >
      {byBot ? <BotAvatar /> : <Avatar name={viewer.name} />}
      <div className="message-body">
        <header>
          <b>{byBot ? 'Countersign' : viewer.name}</b>
          {byBot && <span className="app-badge">App</span>}
          <time dateTime={message.at}>{when(message.at)}</time>
          {message.edited && <span className="edited">updated</span>}
        </header>
        {message.onlyVisibleToThem && (
          <p className="private-label">
            <Icon name="eye" /> Only {viewer.name} sees this
          </p>
        )}
        <div className={card ? 'card' : ''}>
          <BlockKit blocks={blocksOf(message)} viewer={viewer} place={{ kind: 'message', id: message.id }} />
        </div>
        {message.reactions.length > 0 && (
          <p className="reactions">
            {message.reactions.map((name) => (
              <Reaction key={name} name={name} />
            ))}
          </p>
        )}
      </div>
    </article>
  );
});

/** Slack shows a message's text where it has no blocks. */
function blocksOf({ text, blocks }: MessageView): readonly SlackBlock[] {
  return blocks.length > 0 ? blocks : [{ type: 'section', text: { type: 'mrkdwn', text } }];
}
