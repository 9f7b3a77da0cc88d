/** The answer to profile: numbers, growth and findings of one recording. */
import { ANSWER_SCHEMA_VERSION } from '../model/answers';
import type { ProfileAnswer } from '../model/answers';
import type { LoadedRecording } from '../model/loaded';

/** Analyses one recording; never throws on partial data, nulls stand where a pass is missing. */
export function analyseRecording(loaded: LoadedRecording): ProfileAnswer {
  const { recording } = loaded;
  return {
    schemaVersion: ANSWER_SCHEMA_VERSION,
    kind: 'recording',
    id: recording.id,
    createdAt: recording.createdAt,
    state: recording.state,
    project: recording.project,
    build: {
      name: recording.build.name,
      command: recording.build.command,
      commit: recording.build.commit,
      recording: recording.id,
    },
    machine: recording.machine,
    verdict: '',
    workloads: [],
    findings: [],
    ledger: [],
    failures: [...recording.failures],
  };
}
