import { type ReactNode, useEffect, useRef } from 'react';
import type { MessageView, PersonView } from '../console-state.ts';
import { BotAvatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { ChatMessage } from './message.tsx';

interface ConversationProps {
  viewer: PersonView;
  label: string;
  /** Offered where the viewer may write. */
  onReply?: (message: MessageView) => void;
  children?: ReactNode;
}

/** Somebody's direct messages with the bot, threads opened out. */
export function Conversation({ viewer, label, onReply, children }: ConversationProps): ReactNode {
  const { messages } = viewer;
  const scroller = useScrollToNews(viewer.key, messages.map(({ id, edited }) => `${id}${edited}`).join());
  const threads = messages.filter(({ threadId, id }) => !threadId || threadId === id);
  return (
    <div className="conversation" ref={scroller}>
      <div role="log" aria-live="polite" aria-label={label}>
        {threads.map((message) => (
          <Thread
            key={message.id}
            message={message}
            replies={messages.filter(({ threadId, id }) => threadId === message.id && id !== message.id)}
            viewer={viewer}
            {...(onReply && { onReply })}
          />
        ))}
        {viewer.working && <Working words={viewer.working} />}
      </div>
      {children}
    </div>
  );
}

interface ThreadProps {
  message: MessageView;
  replies: readonly MessageView[];
  viewer: PersonView;
  onReply?: (message: MessageView) => void;
}

function Thread({ message, replies, viewer, onReply }: ThreadProps): ReactNode {
  return (
    <div className="thread">
      <ChatMessage message={message} viewer={viewer} />
      {replies.length > 0 && (
        <div className="replies">
          {replies.map((reply) => (
            <ChatMessage key={reply.id} message={reply} viewer={viewer} />
          ))}
          {onReply && (
            <button type="button" className="link-button" onClick={() => onReply(message)}>
              <Icon name="reply" /> Reply in this thread
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** The bot says that it is at it. */
export function Working({ words }: { words: string }): ReactNode {
  return (
    <p className="working">
      <BotAvatar />
      <span className="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span>{words}</span>
    </p>
  );
}

/** To the end; to the beginning of the newest message where it is too long: what is signed is read from the top. */
function scrollToNewest(scroller: HTMLElement): void {
  const newest = [...scroller.querySelectorAll('.message')].at(-1);
  scroller.scrollTop = newest ? scroller.scrollHeight : 0;
  if (!newest || newest.clientHeight <= scroller.clientHeight) return;
  scroller.scrollTop += newest.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

/** Keeps the newest message in view, and jumps there when another person's are chosen. */
export function useScrollToNews(person: string, news: string) {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (scroller.current) scrollToNewest(scroller.current);
  }, [person, news]);
  return scroller;
}
