import { type ReactNode, useId, useState } from 'react';
import type { PersonView } from '../console-state.ts';
import type { PhoneName, PhoneView } from '../phone-state.ts';
import { usePage } from './context.ts';
import { Icon } from './icons.tsx';
import { phoneNumber } from './phone-words.ts';
import { firstName } from './progress.ts';

interface PhoneDialProps {
  employee: PersonView;
  phone: PhoneView;
  which: PhoneName;
  /** Nothing was called yet: there is room to say what this is. */
  isFirst: boolean;
}

/** Whom to call, and whether the number is shown. */
export function PhoneDial({ employee, phone, which, isFirst }: PhoneDialProps): ReactNode {
  const { send, busy } = usePage();
  const [chosen, setLine] = useState<string>();
  const [withheld, setWithheld] = useState(false);
  const id = useId();
  const line = phone.lines.find(({ number }) => number === chosen) ?? phone.lines[0];
  if (!line) return null;
  const dial = () =>
    void send({ kind: 'phone_dial', person: employee.key, phone: which, line: line.number, withheld });
  return (
    <div className={isFirst ? 'welcome phone-dial' : 'phone-dial'}>
      {isFirst && <DialWords employee={employee} which={which} />}
      <p className="phone-choices">
        <label htmlFor={id} className="visually-hidden">
          Whom to call
        </label>
        <select id={id} value={line.number} onChange={({ target }) => setLine(target.value)}>
          {phone.lines.map(({ number, name }) => (
            <option key={number} value={number}>
              {name}, {phoneNumber(number)}
            </option>
          ))}
        </select>
        <label>
          <input type="checkbox" checked={withheld} onChange={({ target }) => setWithheld(target.checked)} />
          Withhold the number
        </label>
      </p>
      <button type="button" className="button button-primary" disabled={busy} onClick={dial}>
        <Icon name="phone" /> {isFirst ? 'Call' : 'Call again'}
      </button>
    </div>
  );
}

function DialWords({ employee, which }: Pick<PhoneDialProps, 'employee' | 'which'>): ReactNode {
  const name = firstName(employee.name);
  return (
    <>
      <h3>{name} calls the service desk</h3>
      <p>
        {which === 'own'
          ? `From ${name}’s own number, which is on file. What ${name} says is typed here, what is answered is read here, or heard. A number on file is no proof of who calls.`
          : `From a telephone that is on file nowhere. Say that you are ${name}, or somebody else, and see how far that goes.`}
      </p>
    </>
  );
}
