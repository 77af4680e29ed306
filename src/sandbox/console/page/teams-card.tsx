import { type ReactNode, useEffect, useRef } from 'react';
import type { TeamsCard } from '../console-state.ts';
import { drawCard, type TappedButton } from './draw-card.ts';
import { useTheme } from './use-theme.ts';

interface AdaptiveCardViewProps {
  card: TeamsCard;
  onTap: (tapped: TappedButton) => void;
}

/** An Adaptive Card as the bot sent it. It is drawn anew only when it changes: what is typed or unfolded on it stays. */
export function AdaptiveCardView({ card, onTap }: AdaptiveCardViewProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const tap = useRef(onTap);
  const theme = useTheme();
  // How it is brought up to date shows nowhere.
  const { refresh: _refresh, ...shown } = card;
  const json = JSON.stringify(shown);
  useEffect(() => {
    tap.current = onTap;
  }, [onTap]);
  useEffect(() => {
    const parsed = JSON.parse(json) as TeamsCard;
    const drawn = drawCard(parsed, theme, (tapped) => tap.current(tapped));
    const { fallbackText } = parsed;
    place.current?.replaceChildren(drawn ?? (typeof fallbackText === 'string' ? fallbackText : ''));
  }, [json, theme]);
  return <div ref={place} className="adaptive-card" />;
}
