/** The `prepare` command under way: what runs, where, and what it writes, live. */
import { useEffect, useRef } from 'react';
import { useRunStore } from '../../state/run-store';
import './preparation.css';

/** See the head of this file. */
export function PreparationPanel() {
  const preparation = useRunStore((state) => state.preparation);
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  const output = preparation?.output ?? '';
  useEffect(() => {
    const element = box.current;
    // Whoever scrolled back to read keeps the place.
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [output]);
  if (preparation === null) return null;
  return (
    <section className="preparation" aria-label={`Preparing ${preparation.build}`}>
      <p>
        Preparing <b>{preparation.build}</b> <code>{preparation.command}</code>{' '}
        {preparation.cwd !== '' && <span className="quiet">in {preparation.cwd}</span>}
      </p>
      <pre
        ref={box}
        tabIndex={0}
        aria-label="Output"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          isAtEnd.current = scrollTop + clientHeight > scrollHeight - 24;
        }}
      >
        {output === '' ? <span className="quiet">Nothing written yet</span> : output}
      </pre>
    </section>
  );
}
