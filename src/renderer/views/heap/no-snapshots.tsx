/** Says how a size comes by heap snapshots. */
import type { ReactNode } from 'react';
import { useFilesStore } from '../../state/files-store';
import { EmptyNote } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { PlacePick } from '../parts/place-pick';

/** See the head of this file. */
export function NoSnapshots({ open, lead }: { open: OpenSubject; lead: ReactNode }) {
  const openFiles = useFilesStore((state) => state.open);
  return (
    <div className="filled-view">
      <div className="toolbar">
        {lead}
        <PlacePick open={open} />
      </div>
      <EmptyNote
        title="No heap snapshot was taken at this size"
        actions={
          <button type="button" className="button" onClick={() => void openFiles(null)}>
            Open a snapshot…
          </button>
        }
      >
        <p>
          Snapshots show what is alive at a moment and what keeps it alive. They stop the program
          for seconds, so they are taken only where they are asked for, of Node programs:
        </p>
        <p>
          Add <b>heap</b> to the passes in the top bar and press Profile, or run{' '}
          <code className="nowrap">touchstone profile --passes heap</code>. One is taken at the end;
          the project file names other moments:
        </p>
        <pre tabIndex={0}>{'"heap": { "at": ["start", "size:50MB", "end"] }'}</pre>
        <p>
          A <code>.heapsnapshot</code> file of Node, Chrome or Electron is opened by dropping it on
          the window.
        </p>
      </EmptyNote>
    </div>
  );
}
