import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

interface IconSwitchProps {
  icon: IconName;
  label: string;
  pressed: boolean;
  onPress: (pressed: boolean) => void;
}

/** A button that stays pressed: another view of the same panel. */
export function IconSwitch({ icon, label, pressed, onPress }: IconSwitchProps): ReactNode {
  return (
    <button
      type="button"
      className="icon-switch"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={() => onPress(!pressed)}
    >
      <Icon name={icon} />
    </button>
  );
}
