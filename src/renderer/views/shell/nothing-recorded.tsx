/** A project without an open recording: what the two buttons do, and whether they may. */
import { Play, Scale, ShieldCheck } from 'lucide-react';
import { useFilesStore } from '../../state/files-store';
import { useNoticesStore } from '../../state/notices-store';
import { useProjectStore } from '../../state/project-store';
import { useRecordingsStore } from '../../state/recordings-store';
import { useRunStore } from '../../state/run-store';
import { EmptyNote } from '../parts/note';

/** See the head of this file. */
export function NothingRecorded() {
  const project = useProjectStore((state) => state.project);
  const recorded = useRecordingsStore((state) => state.recordings.length);
  const choice = useRunStore((state) => state.choice);
  const start = useRunStore((state) => state.start);
  const openDialog = useNoticesStore((state) => state.openDialog);
  if (project === null) return null;
  if (project.builds.length === 0) {
    return (
      <EmptyNote
        title="No file is open"
        actions={
          <button
            type="button"
            className="button primary"
            onClick={() => void useFilesStore.getState().open(null)}
          >
            Open profiles…
          </button>
        }
      >
        <p>
          Drop profiles of any tool on this window: V8, Chrome, Firefox, pprof, speedscope, perf,
          callgrind, heaptrack, strace and more. Two of them can be compared.
        </p>
      </EmptyNote>
    );
  }
  if (!project.trusted) {
    return (
      <EmptyNote
        title={`Do you trust ${project.name}?`}
        actions={
          <button type="button" className="button primary" onClick={() => openDialog('trust')}>
            <ShieldCheck size={14} aria-hidden="true" />
            See what would run
          </button>
        }
      >
        <p>
          Profiling runs this folder&rsquo;s own commands on your machine. Nothing of it has run
          yet, and nothing will until you say that you trust it.
        </p>
      </EmptyNote>
    );
  }
  return (
    <EmptyNote
      title={recorded === 0 ? 'Nothing recorded yet' : 'No recording open'}
      actions={
        <>
          {choice.reference !== null && (
            <button type="button" className="button primary" onClick={() => void start('compare')}>
              <Scale size={14} aria-hidden="true" />
              Compare {choice.candidate} with {choice.reference}
            </button>
          )}
          <button type="button" className="button" onClick={() => void start('profile')}>
            <Play size={14} aria-hidden="true" />
            Profile {choice.candidate}
          </button>
        </>
      }
    >
      {!project.saved && (
        <p>
          This folder has no touchstone.json. What you see was suggested from its package files;
          check the commands on the left before you run them.
        </p>
      )}
      <p>
        <strong>Compare</strong> runs both builds on the same workloads, interleaved, and says where
        they differ in time, calls, memory, system calls and output. <strong>Profile</strong> looks
        at the candidate alone.
      </p>
      {recorded > 0 && <p>Or open one of the recordings on the left.</p>}
    </EmptyNote>
  );
}
