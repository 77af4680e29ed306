import type { ReactNode } from 'react';
import type { PersonView, TeamsDialogView } from '../console-state.ts';
import { usePage } from './context.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icons.tsx';
import { AdaptiveCardView } from './teams-card.tsx';

/** A dialog that a button opened in front of somebody's Teams. */
export function TeamsDialog({ dialog, viewer }: { dialog: TeamsDialogView; viewer: PersonView }): ReactNode {
  const { send } = usePage();
  const { id: dialogId, title, card, text, error } = dialog;
  const dismiss = () => void send({ kind: 'teams_dismiss', person: viewer.key, dialogId });
  return (
    <Dialog label={title || 'Countersign'} className="sheet teams-dialog" onClose={dismiss}>
      <header className="drawer-header">
        <div>
          <p className="eyebrow">On {viewer.name}’s screen</p>
          <h3>{title || 'Countersign'}</h3>
        </div>
        <button type="button" className="icon-button" aria-label="Close" onClick={dismiss}>
          <Icon name="cross" />
        </button>
      </header>
      {card ? (
        <AdaptiveCardView
          card={card}
          onTap={(tapped) => void send({ kind: 'teams_submit', person: viewer.key, dialogId, ...tapped })}
        />
      ) : (
        <p>{text}</p>
      )}
      {error && <p className="field-error">{error}</p>}
    </Dialog>
  );
}
