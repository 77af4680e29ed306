import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

export type PhoneTab = 'ask' | 'sign' | 'ticket' | 'directory' | 'progress';

const TABS: readonly { tab: PhoneTab; label: string; icon: IconName }[] = [
  { tab: 'ask', label: 'Ask', icon: 'chat' },
  { tab: 'ticket', label: 'Ticket', icon: 'ticket' },
  { tab: 'sign', label: 'Sign', icon: 'pen' },
  { tab: 'directory', label: 'Directory', icon: 'people' },
  { tab: 'progress', label: 'Progress', icon: 'list' },
];

interface PhoneTabsProps {
  selected: PhoneTab;
  /** Tabs with something new to look at. */
  news: readonly PhoneTab[];
  onSelect: (tab: PhoneTab) => void;
}

/** On a narrow screen one panel stands at a time. */
export function PhoneTabs({ selected, news, onSelect }: PhoneTabsProps): ReactNode {
  return (
    <nav className="phone-tabs" aria-label="Parts of the page">
      {TABS.map(({ tab, label, icon }) => (
        <button
          key={tab}
          type="button"
          aria-current={tab === selected ? 'page' : undefined}
          onClick={() => onSelect(tab)}
        >
          <Icon name={icon} />
          {label}
          {news.includes(tab) && tab !== selected && (
            <i className="dot" role="img" aria-label="something new" />
          )}
        </button>
      ))}
    </nav>
  );
}
