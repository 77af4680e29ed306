import type { ReactNode } from 'react';
import { Mark } from './icons.tsx';

const TONES = 6;

/** A person's initials on a colour of their own. Decoration: the name stands beside it. */
export function Avatar({ name }: { name: string }): ReactNode {
  const initials = name
    .split(' ')
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('');
  const tone = (name.length * 5 + name.charCodeAt(0) + name.charCodeAt(1)) % TONES;
  return (
    <span className={`avatar tone-${tone}`} aria-hidden="true">
      {initials}
    </span>
  );
}

/** Countersign itself, where it speaks. */
export function BotAvatar(): ReactNode {
  return (
    <span className="avatar avatar-bot" aria-hidden="true">
      <Mark size={34} />
    </span>
  );
}
