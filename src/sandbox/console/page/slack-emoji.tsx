import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

const DRAWN: Readonly<Record<string, IconName>> = {
  eyes: 'eye',
  lock: 'lock',
  hourglass_flowing_sand: 'clock',
  hourglass: 'clock',
  warning: 'warning',
  white_check_mark: 'check',
  heavy_check_mark: 'check',
  x: 'cross',
  no_entry: 'cross',
  no_entry_sign: 'cross',
  pencil2: 'pen',
  memo: 'pen',
  lower_left_fountain_pen: 'pen',
};

/** Circles by which a state is seen at a glance. */
const DOTS: Readonly<Record<string, string>> = {
  large_green_circle: 'green',
  red_circle: 'red',
  white_circle: 'white',
};

/** Emoji that the bot uses, drawn in the page's own hand: not every machine has an emoji font. */
export function slackEmoji(data: { name: string }, parse?: (data: never) => string): ReactNode {
  const dot = DOTS[data.name];
  if (dot) return <i className={`state-dot state-dot-${dot}`} role="img" aria-label={`${dot} circle`} />;
  const icon = DRAWN[data.name];
  return icon ? (
    <Icon name={icon} label={data.name.replaceAll('_', ' ')} />
  ) : (
    (parse?.(data as never) ?? `:${data.name}:`)
  );
}

/** A reaction under a message. */
export function Reaction({ name }: { name: string }): ReactNode {
  return (
    <span className={`reaction reaction-${name}`}>
      {slackEmoji({ name })}
      <span className="visually-hidden">{name.replaceAll('_', ' ')}</span> 1
    </span>
  );
}
