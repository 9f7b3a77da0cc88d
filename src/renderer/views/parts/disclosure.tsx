/** A button that opens what stands below it and closes it again. */
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import './disclosure.css';

/** See the head of this file. `label` is for those who do not see what stands beside the button. */
export function Disclosure(props: {
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
  label?: string;
  className?: string;
  children?: ReactNode;
}) {
  const { isOpen, onToggle, label, className, children } = props;
  return (
    <button
      type="button"
      className={className === undefined ? 'disclosure' : `disclosure ${className}`}
      aria-expanded={isOpen}
      aria-label={label}
      onClick={() => onToggle(!isOpen)}
    >
      <ChevronRight size={12} aria-hidden="true" />
      {children}
    </button>
  );
}
