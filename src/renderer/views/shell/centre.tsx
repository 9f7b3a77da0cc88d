/** The middle of the window: the open recording as tabs, or what there is to do next. */
import { useLocationStore } from '../../state/location-store';
import { useProjectStore } from '../../state/project-store';
import { useRunStore } from '../../state/run-store';
import { EmptyNote, FailureNote } from '../parts/note';
import { NothingRecorded } from './nothing-recorded';
import { OpenTabs } from './open-tabs';
import { PreparationPanel } from './preparation';
import { describeStep } from './top-bar';

/** See the head of this file. */
export function Centre() {
  const subject = useLocationStore((state) => state.location.subject);
  const name = useProjectStore((state) => state.project?.name ?? 'Touchstone');
  return (
    <main className="centre">
      <ProjectFailure />
      <RunFailure />
      <PreparationPanel />
      {subject === null ? (
        <>
          <h1 className="visually-hidden">{name}</h1>
          <NothingOpen />
        </>
      ) : (
        <OpenTabs subject={subject} />
      )}
    </main>
  );
}

function NothingOpen() {
  const running = useRunStore((state) => state.running);
  const progress = useRunStore((state) => state.progress);
  const preparing = useRunStore((state) => state.preparation?.build ?? null);
  const outcome = useRunStore((state) => state.outcome);
  if (running !== null) {
    return (
      <EmptyNote title={running === 'compare' ? 'Comparing' : 'Profiling'}>
        <p>{describeStep(progress, preparing)}.</p>
        <p>
          Each build runs first with nothing attached, which is where times come from; then once
          under each instrument. Stop at any moment: what was captured is kept.
        </p>
      </EmptyNote>
    );
  }
  return outcome?.state === 'failed' && outcome.subject === null ? null : <NothingRecorded />;
}

/** A project that could not be opened, while another one stays open. */
function ProjectFailure() {
  const failure = useProjectStore((state) => state.failure);
  const choose = useProjectStore((state) => state.choose);
  const dismiss = () => useProjectStore.setState({ failure: null });
  if (failure === null) return null;
  return (
    <FailureNote
      failure={failure}
      actions={
        <>
          <button type="button" className="button" onClick={() => void choose()}>
            Open project…
          </button>
          <button type="button" className="button plain" onClick={dismiss}>
            Close
          </button>
        </>
      }
    />
  );
}

/** A run that ended with nothing to open. */
function RunFailure() {
  const outcome = useRunStore((state) => state.outcome);
  if (outcome === null || outcome.subject !== null) return null;
  return (
    <div>
      {outcome.failures.map((failure) => (
        <FailureNote
          key={failure.message}
          failure={failure}
          actions={
            <button
              type="button"
              className="button plain"
              onClick={() => useRunStore.setState({ outcome: null })}
            >
              Close
            </button>
          }
        />
      ))}
    </div>
  );
}
