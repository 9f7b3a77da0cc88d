/** One recording in the list: opened by a click, renamed in place, pinned, deleted. */
import { Pencil, Pin, Trash2, TriangleAlert } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import type { RecordingSummary } from '../../../core/model/recording';
import { CompareWith } from './compare-with';
import { useLocationStore } from '../../state/location-store';
import { useRecordingsStore } from '../../state/recordings-store';
import { Hint } from '../parts/hint';
import { formatMoment } from '../parts/format-moment';

/** See the head of this file. */
export function RecordingItem({ recording }: { recording: RecordingSummary }) {
  const isOpen = useLocationStore((state) => state.location.subject?.id === recording.id);
  const open = useLocationStore((state) => state.open);
  const { pin, remove, rename } = useRecordingsStore.getState();
  const [renaming, setRenaming] = useState(false);
  const { kind, id, name, pinned } = recording;
  const subject = { kind, id };

  const pressKey = (event: KeyboardEvent) => {
    if (event.key === 'F2') setRenaming(true);
    else if (event.key === 'Delete') void remove(recording);
  };
  const finish = (text: string) => {
    setRenaming(false);
    if (text.trim() !== '' && text.trim() !== name) void rename(subject, text.trim());
  };

  if (renaming) {
    return (
      <li className="side-item recording" data-open={isOpen ? '' : undefined}>
        <input
          aria-label={`New name of ${name}`}
          defaultValue={name}
          autoFocus
          onFocus={(event) => event.currentTarget.select()}
          onBlur={(event) => finish(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish(event.currentTarget.value);
            if (event.key === 'Escape') setRenaming(false);
          }}
        />
      </li>
    );
  }
  return (
    <li className="side-item recording" data-open={isOpen ? '' : undefined}>
      <button
        type="button"
        className="open"
        aria-current={isOpen}
        title={`${recording.builds.join(' against ')}: ${recording.workloads.join(', ')}`}
        onClick={() => open(subject)}
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={pressKey}
      >
        {recording.state !== 'complete' && (
          <TriangleAlert className="state" size={13} aria-label={recording.state} />
        )}
        <span className="name">{name}</span>
        <small className="when">{formatMoment(recording.createdAt, new Date())}</small>
      </button>
      {pinned && (
        <span className="when">
          <Pin size={12} aria-label="pinned" />
        </span>
      )}
      <span className="actions">
        <Hint text="Rename (F2)">
          <button
            type="button"
            className="icon-button"
            aria-label={`Rename ${name}`}
            onClick={() => setRenaming(true)}
          >
            <Pencil size={13} aria-hidden="true" />
          </button>
        </Hint>
        <CompareWith recording={recording} />
        <Hint text={pinned ? 'Unpin' : 'Pin as baseline: stays on top and is never cleaned up'}>
          <button
            type="button"
            className="icon-button"
            aria-label={`Pin ${name}`}
            aria-pressed={pinned}
            onClick={() => void pin(subject, !pinned)}
          >
            <Pin size={13} aria-hidden="true" />
          </button>
        </Hint>
        <Hint text="Delete; Undo is offered">
          <button
            type="button"
            className="icon-button"
            aria-label={`Delete ${name}`}
            onClick={() => void remove(recording)}
          >
            <Trash2 size={13} aria-hidden="true" />
          </button>
        </Hint>
      </span>
    </li>
  );
}
