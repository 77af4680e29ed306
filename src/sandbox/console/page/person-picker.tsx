import type { ReactNode } from 'react';
import type { PersonView } from '../console-state.ts';
import { Avatar } from './avatar.tsx';
import { firstName } from './progress.ts';

interface PersonPickerProps {
  label: string;
  people: readonly PersonView[];
  selected: PersonView;
  /** People with something that waits for them. */
  waiting?: ReadonlySet<string>;
  onSelect: (key: string) => void;
}

/** Whose eyes to look through. */
export function PersonPicker({ label, people, selected, waiting, onSelect }: PersonPickerProps): ReactNode {
  return (
    <div role="group" aria-label={label} className="picker">
      {people.map((person) => (
        <button
          key={person.key}
          type="button"
          aria-pressed={person.key === selected.key}
          title={`${person.name}, ${person.jobTitle}`}
          onClick={() => onSelect(person.key)}
        >
          <Avatar name={person.name} />
          <span>{firstName(person.name)}</span>
          {waiting?.has(person.key) && <i className="dot" role="img" aria-label="something waits" />}
        </button>
      ))}
    </div>
  );
}
