/** A recording and its raw captures → the parsed recording. */
import type { LoadedRecording } from '../../core/model/loaded';
import type { Recording } from '../../core/model/recording';

/** Parses all captures of a recording that lies in `folder`. */
export function loadRecording(recording: Recording, folder: string): Promise<LoadedRecording> {
  void folder;
  return Promise.resolve({
    recording,
    workloads: recording.workloads.map((record) => ({
      record,
      sizes: record.sizes.map((size) => ({
        record: size,
        cpu: null,
        calls: null,
        alloc: null,
        syscalls: null,
        syncStacks: null,
      })),
    })),
  });
}
