/** What a view says when it has nothing to show: why, and what to do. */
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../../core/model/failure';
import { shownValue, type Loadable } from '../../state/loadable';
import './note.css';

/** Nothing is wrong, there is only nothing here. */
export function EmptyNote(props: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <section className="note">
      <h2>{props.title}</h2>
      {props.children}
      {props.actions !== undefined && <div className="actions">{props.actions}</div>}
    </section>
  );
}

/** Something went wrong: what, where, what to do, and more for who looks closer. */
export function FailureNote(props: { failure: Failure; inline?: boolean; actions?: ReactNode }) {
  const { failure } = props;
  return (
    <section className={props.inline === true ? 'note inline' : 'note'} role="alert">
      <h2>
        <CircleAlert size={17} aria-hidden="true" />
        {failure.message}
      </h2>
      {failure.where !== undefined && (
        <p className="where">
          At <code>{failure.where}</code>
        </p>
      )}
      <p>{failure.remedy}</p>
      {failure.detail !== undefined && (
        <details>
          <summary>Details</summary>
          <pre tabIndex={0}>{failure.detail}</pre>
        </details>
      )}
      {props.actions !== undefined && <div className="actions">{props.actions}</div>}
    </section>
  );
}

/** Shows what was loaded, or says why there is nothing; keeps the last value while the next one loads. */
export function Loaded<T>(props: { of: Loadable<T>; children: (value: T) => ReactNode }) {
  const value = shownValue(props.of);
  if (props.of.state === 'failed') return <FailureNote failure={props.of.failure} />;
  return (
    <>
      {props.of.state === 'loading' && (
        <div className="loading-line" role="status" aria-label="Loading" />
      )}
      {value !== null && props.children(value)}
    </>
  );
}

/** Remarks on what was cut or is doubtful. */
export function Remarks({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className="remarks quiet">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
