import type { ReactNode } from 'react';

interface SegmentedProps<Key extends string> {
  label: string;
  options: readonly { key: Key; label: ReactNode; hint?: string }[];
  selected: Key;
  onSelect: (key: Key) => void;
  className?: string;
}

/** One choice out of a few, all of them in sight. */
export function Segmented<Key extends string>(props: SegmentedProps<Key>): ReactNode {
  return (
    <div role="group" aria-label={props.label} className={`segmented ${props.className ?? ''}`}>
      {props.options.map(({ key, label, hint }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === props.selected}
          title={hint}
          onClick={() => props.onSelect(key)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
