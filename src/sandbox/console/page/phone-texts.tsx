import { type ReactNode, useState } from 'react';
import type { PersonView } from '../console-state.ts';
import type { PhoneName, PhoneView, TextView } from '../phone-state.ts';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { useScrollToNews } from './conversation.tsx';
import { Icon } from './icons.tsx';
import { Empty } from './panel.tsx';
import { phoneNumber } from './phone-words.ts';
import { firstName } from './progress.ts';
import { useMoment } from './use-moment.ts';

interface PhoneTextsProps {
  employee: PersonView;
  phone: PhoneView;
  which: PhoneName;
}

/** The texts on a telephone, and the way to answer them. */
export function PhoneTexts({ employee, phone, which }: PhoneTextsProps): ReactNode {
  const { send } = usePage();
  const texts = phone.texts.filter((text) => text.phone === which);
  const scroller = useScrollToNews(`${employee.key} ${which}`, String(texts.length));
  const [chosen, setLine] = useState<string>();
  const lastLine = phone.lines.find(({ name }) => name === texts.at(-1)?.lineName);
  const line = phone.lines.find(({ number }) => number === chosen) ?? lastLine ?? phone.lines[0];
  if (!line) return null;
  return (
    <>
      <div className="conversation phone-texts" ref={scroller}>
        {texts.length === 0 && (
          <Empty icon={<Icon name="chat" />} title="No texts yet">
            {which === 'own'
              ? `The answer to a call comes here, to the number that is on file for ${firstName(employee.name)}.`
              : 'Nothing is ever sent to a number that is on file nowhere.'}
          </Empty>
        )}
        <ol role="log" aria-live="polite" aria-label={`Texts of ${employee.name}`}>
          {texts.map((text) => (
            <Text key={text.id} text={text} />
          ))}
        </ol>
      </div>
      <p className="phone-choices">
        <label>
          To{' '}
          <select value={line.number} onChange={({ target }) => setLine(target.value)}>
            {phone.lines.map(({ number, name }) => (
              <option key={number} value={number}>
                {name}, {phoneNumber(number)}
              </option>
            ))}
          </select>
        </label>
      </p>
      <Composer
        label={`Text to the service desk as ${firstName(employee.name)}`}
        onSay={(text) =>
          send({ kind: 'phone_text', person: employee.key, phone: which, line: line.number, text })
        }
      />
    </>
  );
}

function Text({ text }: { text: TextView }): ReactNode {
  const when = useMoment();
  return (
    <li className={`message phone-line phone-${text.from === 'me' ? 'caller' : 'desk'}`}>
      <span className="phone-bubble">{text.body}</span>
      <small>
        {text.from === 'me' ? `to ${text.lineName}, ` : `${text.lineName}, `}
        <time dateTime={text.at}>{when(text.at)}</time>
      </small>
    </li>
  );
}
