/** What narrows a view down, with the button that takes it away. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import './chip.css';

/** See the head of this file. `undo` says what the button does; `title` where it should say more. */
export function Chip(props: {
  undo: string;
  title?: string;
  onUndo: () => void;
  children: ReactNode;
}) {
  const { undo, title = undo, onUndo, children } = props;
  return (
    <span className="chip">
      {children}
      <button
        type="button"
        className="icon-button"
        aria-label={undo}
        title={title}
        onClick={onUndo}
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  );
}
