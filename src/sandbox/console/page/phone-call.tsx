import { type ReactNode, useState } from 'react';
import type { PersonView } from '../console-state.ts';
import type { CallView, SpokenLineView } from '../phone-state.ts';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { useScrollToNews } from './conversation.tsx';
import { Icon } from './icons.tsx';
import { phoneNumber } from './phone-words.ts';
import { firstName } from './progress.ts';
import { Suggestions } from './suggestions.tsx';
import { useMoment } from './use-moment.ts';

interface PhoneCallProps {
  employee: PersonView;
  call: CallView;
}

/** A call: what was said on both sides, and, while it lasts, what can be said next. */
export function PhoneCall({ employee, call }: PhoneCallProps): ReactNode {
  const when = useMoment();
  const scroller = useScrollToNews(call.id, `${call.lines.length} ${call.state}`);
  return (
    <>
      <div className="conversation phone-call" ref={scroller}>
        <p className="phone-caption">
          {call.direction === 'out' ? 'To' : 'From'} {call.lineName}, {when(call.startedAt)}.{' '}
          {call.direction === 'out' &&
            (call.shownNumber ? `Shown as ${phoneNumber(call.shownNumber)}.` : 'Number withheld.')}
        </p>
        <ol role="log" aria-live="polite" aria-label={`Call of ${employee.name}`}>
          {call.lines.map((line, index) => (
            // Lines are only ever added at the end.
            <CallLine key={index} line={line} />
          ))}
        </ol>
        {call.state === 'working' && <p className="phone-caption">The line is quiet for a moment…</p>}
        {call.state === 'connected' && <p className="phone-caption">Connected to a person.</p>}
        {call.state === 'over' && <p className="phone-caption">{call.ending}</p>}
      </div>
      {call.state !== 'over' && <CallControls employee={employee} call={call} />}
    </>
  );
}

const WORDLESS: Readonly<Record<SpokenLineView['kind'], string | undefined>> = {
  words: undefined,
  error: undefined,
  keys: undefined,
  signal: undefined,
  silence: 'says nothing',
  hung_up: 'hangs up',
};

function CallLine({ line }: { line: SpokenLineView }): ReactNode {
  const { side, kind, text, language, interrupted } = line;
  const wordless = WORDLESS[kind];
  return (
    <li className={`message phone-line phone-${side} phone-kind-${kind}`}>
      <span className="visually-hidden">{side === 'desk' ? 'Heard:' : 'Caller:'}</span>
      <span className="phone-bubble" lang={language}>
        {wordless ?? (kind === 'keys' ? `Key ${text.split('').join(' ')}` : text)}
        {interrupted && <i className="phone-cut"> – interrupted</i>}
      </span>
    </li>
  );
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

function CallControls({ employee, call }: PhoneCallProps): ReactNode {
  const { send } = usePage();
  const [interrupting, setInterrupting] = useState(false);
  const about = { person: employee.key, callId: call.id };
  const listens = call.listensFor;
  const isFirst = call.lines.every(({ side }) => side === 'desk');
  const speak = (text: string) => send({ kind: 'phone_speak', ...about, text, interrupting });
  return (
    <div className="phone-controls">
      {listens?.speech && isFirst && <Suggestions employee={employee} onSay={speak} />}
      <Composer
        label={
          listens?.speech === false ? 'Only keys are listened for' : `Say as ${firstName(employee.name)}`
        }
        onSay={speak}
      />
      {listens?.speech && (
        <label className="phone-hear">
          <input
            type="checkbox"
            checked={interrupting}
            onChange={({ target }) => setInterrupting(target.checked)}
          />
          Talk over the prompt
        </label>
      )}
      <div className="phone-keys" role="group" aria-label="Keys">
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            disabled={!listens?.keys}
            aria-label={`Key ${key}`}
            onClick={() => void send({ kind: 'phone_press', ...about, keys: key })}
          >
            {key}
          </button>
        ))}
      </div>
    </div>
  );
}

/** What can be done on a call beside speaking. */
export function CallButtons({ employee, call }: PhoneCallProps): ReactNode {
  const { send } = usePage();
  const about = { person: employee.key, callId: call.id };
  return (
    <p className="phone-buttons">
      <button
        type="button"
        className="button phone-hang-up"
        onClick={() => void send({ kind: 'phone_hang_up', ...about })}
      >
        <Icon name="phone" /> Hang up
      </button>
      <button
        type="button"
        className="button"
        disabled={!call.listensFor}
        onClick={() => void send({ kind: 'phone_wait', ...about })}
      >
        Say nothing
      </button>
    </p>
  );
}
