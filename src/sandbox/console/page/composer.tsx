import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { Icon } from './icons.tsx';

interface ComposerProps {
  label: string;
  /** What is answered, in its own words. */
  answers?: string;
  onLeave?: () => void;
  /** True when it was said; what was not stays in the box. */
  onSay: (text: string) => Promise<boolean>;
}

/** Where somebody writes. Enter sends, Shift+Enter makes a line. */
export function Composer({ label, answers, onLeave, onSay }: ComposerProps): ReactNode {
  const [text, setText] = useState('');
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (answers !== undefined) box.current?.focus();
  }, [answers]);

  const submit = async () => {
    const said = text.trim();
    if (!said) return;
    setText('');
    if (!(await onSay(said))) setText(said);
    onLeave?.();
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
      {answers !== undefined && <ThreadChip answers={answers} {...(onLeave && { onLeave })} />}
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <textarea
        id={id}
        ref={box}
        rows={1}
        value={text}
        maxLength={3_000}
        placeholder={label}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ''}>
        <Icon name="send" />
      </button>
    </form>
  );
}

function ThreadChip({ answers, onLeave }: { answers: string; onLeave?: () => void }): ReactNode {
  return (
    <p className="thread-chip">
      <Icon name="reply" />
      <span>In the thread of “{answers}”</span>
      {onLeave && (
        <button type="button" aria-label="Leave the thread" onClick={onLeave}>
          <Icon name="cross" />
        </button>
      )}
    </p>
  );
}
