import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { MessageView, PersonView } from '../console-state.ts';
import { usePage } from './context.ts';
import { Icon } from './icons.tsx';

interface ComposerProps {
  person: PersonView;
  /** The message whose thread is answered. */
  thread?: MessageView;
  onLeaveThread: () => void;
}

/** Where an employee writes. Enter sends, Shift+Enter makes a line. */
export function Composer({ person, thread, onLeaveThread }: ComposerProps): ReactNode {
  const { send } = usePage();
  const [text, setText] = useState('');
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (thread) box.current?.focus();
  }, [thread]);

  const submit = async () => {
    const said = text.trim();
    if (!said) return;
    setText('');
    const threadId = thread && { threadId: thread.id };
    if (!(await send({ kind: 'say', person: person.key, text: said, ...threadId }))) setText(said);
    onLeaveThread();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  };
  return (
    <form className="composer" onSubmit={onSubmit}>
      {thread && <ThreadChip thread={thread} onLeave={onLeaveThread} />}
      <label htmlFor={id} className="visually-hidden">
        Message to Countersign as {person.name}
      </label>
      <textarea
        id={id}
        ref={box}
        rows={1}
        value={text}
        maxLength={3_000}
        placeholder={`Message Countersign as ${person.name}`}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ''}>
        <Icon name="send" />
      </button>
    </form>
  );
}

function ThreadChip({ thread, onLeave }: { thread: MessageView; onLeave: () => void }): ReactNode {
  return (
    <p className="thread-chip">
      <Icon name="reply" />
      <span>In the thread of “{thread.text}”</span>
      <button type="button" aria-label="Leave the thread" onClick={onLeave}>
        <Icon name="cross" />
      </button>
    </p>
  );
}
