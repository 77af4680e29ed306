import { type ReactNode, useId } from 'react';
import type { AskedIn, AskingPlace } from '../console-state.ts';
import { usePage } from './context.ts';
import { PSA_LOOKS } from './psa-looks.ts';

/** Where approvers of the client are asked, several places at once, and whether a note on the ticket may decide. */
export function AskingPlaces(): ReactNode {
  const { client, send } = usePage();
  const { askedIn, decideByNote } = client;
  const { title } = PSA_LOOKS[client.psa];
  const chosen: readonly AskingPlace[] = askedIn === 'chat' ? ['slack'] : askedIn;
  const places: readonly { place: AskingPlace; label: string }[] = [
    { place: 'slack', label: 'Slack' },
    { place: 'teams', label: 'Teams' },
    { place: 'ticket', label: `A note in ${title}` },
  ];
  const toggle = (place: AskingPlace) => {
    const next = places.map((one) => one.place).filter((one) => (one === place) !== chosen.includes(one));
    const isDefault = next.length === 0 || next.join() === 'slack';
    const set: AskedIn = isDefault ? 'chat' : next;
    void send({ kind: 'tickets', client: client.key, askedIn: set === 'chat' ? 'chat' : [...set] });
  };
  return (
    <fieldset className="asking">
      <legend>Where approvers are asked</legend>
      {places.map(({ place, label }) => (
        <Choice key={place} label={label} checked={chosen.includes(place)} onToggle={() => toggle(place)} />
      ))}
      <Choice
        label={`A note in ${title} may decide`}
        hint={
          chosen.includes('ticket')
            ? 'The note that asks names a code: a technician answers approve CODE. Never at high risk.'
            : 'Only where approvers are asked on the ticket, too.'
        }
        checked={decideByNote}
        onToggle={() => void send({ kind: 'tickets', client: client.key, decideByNote: !decideByNote })}
      />
    </fieldset>
  );
}

interface ChoiceProps {
  label: string;
  hint?: string;
  checked: boolean;
  onToggle: () => void;
}

function Choice({ label, hint, checked, onToggle }: ChoiceProps): ReactNode {
  const id = useId();
  return (
    <p className="choice">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        onChange={onToggle}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
      />
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </p>
  );
}
