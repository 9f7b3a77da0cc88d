/** Two recordings → a comparison of what was measured before. */
import type { Failure } from '../../core/model/failure';
import { RECORDING_SCHEMA_VERSION } from '../../core/model/recording';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import type { Store } from '../store/store';

/** Saves the comparison. Fails with `not-found`, `file-invalid`, or `usage` where the two have no workload in common. */
export async function pairRecordings(
  store: Store,
  candidateId: string,
  referenceId: string,
): Promise<Result<Subject, Failure>> {
  const candidate = await store.readRecording(candidateId);
  if (!candidate.ok) return candidate;
  const reference = await store.readRecording(referenceId);
  if (!reference.ok) return reference;
  const theirs = new Set(reference.value.workloads.map(({ name }) => name));
  if (!candidate.value.workloads.some(({ name }) => theirs.has(name))) {
    return fail({
      kind: 'usage',
      message: `${candidate.value.name} and ${reference.value.name} have no workload in common, so there is nothing to compare.`,
      remedy: 'Choose two recordings of the same workload, or two opened files.',
    });
  }
  const id = store.makeId();
  await store.saveComparison({
    schemaVersion: RECORDING_SCHEMA_VERSION,
    id,
    name: `${candidate.value.name} against ${reference.value.name}`,
    createdAt: new Date().toISOString(),
    state: 'complete',
    pinned: false,
    project: candidate.value.project,
    interleaved: false,
    candidate: candidateId,
    reference: referenceId,
    failures: [],
  });
  return succeed({ kind: 'comparison', id });
}
