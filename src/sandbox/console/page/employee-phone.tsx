import { type ReactNode, useState } from 'react';
import type { PersonView } from '../console-state.ts';
import type { PhoneName, PhoneView } from '../phone-state.ts';
import { CallButtons, PhoneCall } from './phone-call.tsx';
import { PhoneDial } from './phone-dial.tsx';
import { PhoneTexts } from './phone-texts.tsx';
import { phoneNumber } from './phone-words.ts';
import { firstName } from './progress.ts';
import { Segmented } from './segmented.tsx';
import { useSpeech } from './use-speech.ts';

interface EmployeePhoneProps {
  employee: PersonView;
  phone: PhoneView;
}

/** An employee with a telephone: calls and texts, from their own number or from one that nobody knows. */
export function EmployeePhone({ employee, phone }: EmployeePhoneProps): ReactNode {
  const [view, setView] = useState<'call' | 'texts'>('call');
  const [which, setWhich] = useState<PhoneName>('own');
  const call = phone.calls.at(-1);
  const speech = useSpeech(call);
  const isOpen = call !== undefined && call.state !== 'over';
  const shown = view === 'call' || isOpen ? 'call' : 'texts';
  return (
    <>
      <div className="phone-head">
        {isOpen ? (
          <CallButtons employee={employee} call={call} />
        ) : (
          <>
            <ViewSwitch phone={phone} selected={view} onSelect={setView} />
            <TelephonePicker employee={employee} phone={phone} selected={which} onSelect={setWhich} />
          </>
        )}
        {speech.isPossible && (
          <label className="phone-hear">
            <input
              type="checkbox"
              checked={speech.isOn}
              onChange={({ target }) => speech.turn(target.checked)}
            />
            Hear it
          </label>
        )}
      </div>
      {shown === 'texts' && <PhoneTexts employee={employee} phone={phone} which={which} />}
      {shown === 'call' && call && <PhoneCall employee={employee} call={call} />}
      {shown === 'call' && !isOpen && (
        <PhoneDial employee={employee} phone={phone} which={which} isFirst={!call} />
      )}
    </>
  );
}

interface ViewSwitchProps {
  phone: PhoneView;
  selected: 'call' | 'texts';
  onSelect: (view: 'call' | 'texts') => void;
}

function ViewSwitch({ phone, selected, onSelect }: ViewSwitchProps): ReactNode {
  const received = phone.texts.filter(({ from }) => from === 'desk').length;
  return (
    <Segmented
      label="What is done with the telephone"
      options={[
        { key: 'call', label: 'Call' },
        { key: 'texts', label: received > 0 ? `Texts (${received})` : 'Texts' },
      ]}
      selected={selected}
      onSelect={onSelect}
    />
  );
}

interface TelephonePickerProps extends EmployeePhoneProps {
  selected: PhoneName;
  onSelect: (which: PhoneName) => void;
}

function TelephonePicker({ employee, phone, selected, onSelect }: TelephonePickerProps): ReactNode {
  return (
    <label className="phone-which">
      <span className="visually-hidden">Telephone</span>
      <select value={selected} onChange={({ target }) => onSelect(target.value === 'own' ? 'own' : 'other')}>
        <option value="own">
          {firstName(employee.name)}’s own, {phoneNumber(phone.number)}
        </option>
        <option value="other">One that is on file nowhere, {phoneNumber(phone.otherNumber)}</option>
      </select>
    </label>
  );
}

/** A call is open, or the newest thing on the telephone is a text that came. */
export function hasPhoneNews({ calls, texts }: PhoneView): boolean {
  const lastCall = calls.at(-1);
  const lastText = texts.at(-1);
  if (lastCall && lastCall.state !== 'over') return true;
  return lastText?.from === 'desk' && (!lastCall || lastCall.startedAt < lastText.at);
}
