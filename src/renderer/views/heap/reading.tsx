/** A snapshot on its way: how far it is, how to stop it, why it is not there; then what it holds. */
import type { ReactNode } from 'react';
import type { OpenHeap } from '../../../core/model/heap';
import { formatShare } from '../../../core/model/format-quantity';
import { useHeapStore, type HeapEntry } from '../../state/heap-store';
import { EmptyNote, FailureNote } from '../parts/note';

/** See the head of this file. */
export function Reading(props: {
  of: HeapEntry | undefined;
  name: string;
  children: (open: OpenHeap) => ReactNode;
}) {
  const { of: entry, name } = props;
  const stop = useHeapStore((state) => state.stop);
  const retry = useHeapStore((state) => state.retry);
  if (entry === undefined) return null;
  if (entry.state === 'open') return props.children(entry.open);
  const again = (
    <button type="button" className="button" onClick={() => void retry(entry.place)}>
      Read it again
    </button>
  );
  if (entry.state === 'failed') return <FailureNote failure={entry.failure} actions={again} />;
  if (entry.state === 'stopped') {
    return (
      <EmptyNote title="Reading was stopped" actions={again}>
        <p>Nothing of {name} is held in memory.</p>
      </EmptyNote>
    );
  }
  return (
    <EmptyNote
      title={`Reading ${name}`}
      actions={
        <button type="button" className="button" onClick={() => stop(entry.place)}>
          Stop reading
        </button>
      }
    >
      <progress className="reading" aria-label="Share that was read" value={entry.share} />
      <p role="status">
        {entry.share < 1
          ? `${formatShare(entry.share)} of the file.`
          : 'All of the file; now what keeps what alive is worked out.'}
      </p>
      <p>A snapshot takes about as much memory as its file has bytes while it is shown.</p>
    </EmptyNote>
  );
}
