import { type Action, AdaptiveCard, HostConfig } from 'adaptivecards';
import type { CardButton } from '../console-commands.ts';
import type { TeamsCard } from '../console-state.ts';
import { teamsHtml } from './teams-markdown.ts';
import { hostConfig, THEMES } from './teams-theme.ts';

/** A button that was tapped, and what was filled in on the whole card. */
export interface TappedButton {
  button: CardButton;
  inputs: Record<string, string>;
}

AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = teamsHtml(text);
  result.didProcess = true;
};

/** A card drawn by Microsoft's renderer as Teams would; undefined when there is nothing in it that can be drawn. */
export function drawCard(
  card: TeamsCard,
  theme: 'light' | 'dark',
  onTap: (tapped: TappedButton) => void,
): HTMLElement | undefined {
  const drawn = new AdaptiveCard();
  drawn.hostConfig = new HostConfig(hostConfig(THEMES[theme]));
  drawn.onAnchorClicked = (_element, anchor) => {
    location.hash = anchor.hash;
    return true;
  };
  drawn.onExecuteAction = (action) => {
    if (action.id === undefined) return;
    onTap({
      button: { path: pathIn(action), title: action.title ?? '' },
      inputs: Object.fromEntries(
        drawn.getAllInputs().map(({ id, value }) => [id ?? '', String(value ?? '')]),
      ),
    });
  };
  drawn.onInlineCardExpanded = ({ card: unfolded }, isExpanded) => {
    if (isExpanded) unfolded.renderedElement?.scrollIntoView({ block: 'nearest' });
  };
  drawn.parse(markButtons(card));
  return drawn.render();
}

function pathIn({ id }: Action): CardButton['path'] {
  return JSON.parse(id ?? '[]') as CardButton['path'];
}

/** The card with every button's id replaced by where the button stands, which tells apart those that look alike. */
function markButtons(node: unknown, path: CardButton['path'] = []): unknown {
  if (Array.isArray(node)) return node.map((one, index) => markButtons(one, [...path, index]));
  if (typeof node !== 'object' || node === null) return node;
  const marked = Object.entries(node).map(([key, value]) => [key, markButtons(value, [...path, key])]);
  const isButton = 'type' in node && String(node.type).startsWith('Action.');
  return Object.fromEntries([...marked, ...(isButton ? [['id', JSON.stringify(path)]] : [])]);
}
