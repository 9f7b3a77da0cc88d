/** Where text or a /regular expression/ is typed; the view's own shortcut finds it by `data-find`. */
import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';

/** Milliseconds without a key until the search is made: each one asks the engine. */
const PAUSE_MS = 140;

/** See the head of this file. */
export function SearchField(props: {
  label: string;
  value: string;
  onSearch: (text: string) => void;
  /** Instead of PAUSE_MS, where the engine answers within a frame or two. */
  pauseMs?: number;
}) {
  const { value, onSearch, pauseMs = PAUSE_MS } = props;
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  // Back and Forward change the search from outside: the field follows.
  if (value !== shown) {
    setShown(value);
    setText(value);
  }
  useEffect(() => {
    if (text === value || pauseMs === 0) return;
    const timer = setTimeout(() => onSearch(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, value, onSearch, pauseMs]);
  const broken = isBrokenExpression(text);
  return (
    <div className="field search-field">
      <Search size={14} className="quiet" aria-hidden="true" />
      <input
        type="text"
        role="searchbox"
        data-find=""
        aria-label={props.label}
        aria-invalid={broken}
        placeholder="Search: text or /regex/"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          // Not by a timer: the engine is asked a task earlier.
          if (pauseMs === 0) onSearch(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return;
          event.stopPropagation();
          setText('');
          onSearch('');
        }}
      />
      {text !== '' && (
        <button
          type="button"
          className="icon-button"
          aria-label="Clear search"
          onClick={() => {
            setText('');
            onSearch('');
          }}
        >
          <X size={13} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

function isBrokenExpression(text: string): boolean {
  if (!text.startsWith('/') || text.length < 3 || !text.endsWith('/')) return false;
  try {
    new RegExp(text.slice(1, -1));
    return false;
  } catch {
    return true;
  }
}
