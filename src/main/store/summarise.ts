/** A stored document → its line in the list. */
import type { Failure } from '../../core/model/failure';
import type { Comparison, Recording, RecordingSummary } from '../../core/model/recording';

/** The line of a recording. */
export function summariseRecording(recording: Recording): RecordingSummary {
  return {
    ...shared(recording),
    kind: 'recording',
    builds: [recording.build.name],
    workloads: recording.workloads.map(({ name }) => name),
  };
}

/** The line of a comparison; a recording that cannot be read is null and its build is unnamed. */
export function summariseComparison(
  comparison: Comparison,
  candidate: Recording | null,
  reference: Recording | null,
): RecordingSummary {
  return {
    ...shared(comparison),
    kind: 'comparison',
    builds: [candidate?.build.name ?? '?', reference?.build.name ?? '?'],
    workloads: (candidate ?? reference)?.workloads.map(({ name }) => name) ?? [],
  };
}

/** The line of a document that cannot be read: it stays in the list, so that it can be seen and deleted. */
export function summariseBroken(
  kind: RecordingSummary['kind'],
  id: string,
  modifiedAt: Date,
  failure: Failure,
): RecordingSummary {
  return {
    kind,
    id,
    name: `${id} (cannot be read)`,
    createdAt: modifiedAt.toISOString(),
    state: 'failed',
    pinned: false,
    project: { name: '', path: '' },
    builds: [],
    workloads: [],
    failure,
  };
}

function shared(
  document: Recording | Comparison,
): Omit<RecordingSummary, 'kind' | 'builds' | 'workloads' | 'failure'> {
  const { id, name, createdAt, state, pinned, project, openedIn } = document;
  const shown = { id, name, createdAt, state, pinned, project };
  return openedIn === undefined ? shown : { ...shown, openedIn };
}
