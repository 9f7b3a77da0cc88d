/** A build as the answers name it. */
import type { AnswerBuild } from '../../model/answers';
import type { Failure } from '../../model/failure';
import type { LoadedRecording } from '../../model/loaded';

/** Name, command and recording of a build. */
export function describeBuild({ recording }: LoadedRecording): AnswerBuild {
  const { preparation, notes } = recording.build;
  return {
    name: recording.build.name,
    command: recording.build.command,
    commit: recording.build.commit,
    recording: recording.id,
    ...(preparation === undefined ? {} : { preparation }),
    ...(notes === undefined ? {} : { notes }),
    ...(recording.imported === undefined ? {} : { imported: recording.imported }),
  };
}

/** Every failure of a recording: of itself and of its sizes and passes; each once. */
export function listFailures({ recording }: LoadedRecording): Failure[] {
  const all = [
    ...recording.failures,
    ...recording.workloads.flatMap(({ sizes }) =>
      sizes.flatMap((size) => [
        ...(size.failure === null ? [] : [size.failure]),
        ...size.passes.flatMap(({ failure }) => (failure === null ? [] : [failure])),
      ]),
    ),
  ];
  return uniqueFailures(all);
}

/** Drops failures that say the same thing. */
export function uniqueFailures(failures: readonly Failure[]): Failure[] {
  const seen = new Set<string>();
  return failures.filter(({ kind, message }) => {
    const text = `${kind}\u0000${message}`;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
