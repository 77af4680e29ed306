import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  title: string;
  text: string;
  confirm: string;
  deny: string;
  onClose: (confirmed: boolean) => void;
}

/** Asks before a button that wants it. */
export function ConfirmDialog({ title, text, confirm, deny, onClose }: ConfirmDialogProps): ReactNode {
  return (
    <Dialog label={title} className="sheet" onClose={() => onClose(false)}>
      <h3>{title}</h3>
      <p>{text}</p>
      <div className="sheet-actions">
        <button type="button" className="button" onClick={() => onClose(false)}>
          {deny}
        </button>
        <button type="button" className="button button-primary" onClick={() => onClose(true)}>
          {confirm}
        </button>
      </div>
    </Dialog>
  );
}
