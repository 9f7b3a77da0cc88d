/** A process that runs already → a recording of what it did while Touchstone was attached. */
import { basename, join } from 'node:path';
import { FailureError, type Failure } from '../../core/model/failure';
import { RECORDING_SCHEMA_VERSION, type Recording } from '../../core/model/recording';
import type { RunOutcome } from '../../core/model/run-request';
import type { AttachInstrument } from '../capture/attach/attach-request';
import { attachToProcess } from '../capture/attach/attach-to-process';
import { findProcess } from '../capture/attach/find-process';
import { readMachineInfo } from '../capture/read-machine-info';
import type { Store } from '../store/store';

/** The one workload of such a recording: whatever the process had to do. */
const WORKLOAD = 'attached';
const FOLDER = 'captures/attached';

/** What is wanted of a running process. */
export interface AttachOptions {
  pid: number;
  /** Of each pass but the snapshot. */
  seconds: number;
  instruments: readonly AttachInstrument[];
}

/** Attaches, leaves the process running, and stores a recording. Nothing is stored where nothing could be captured. */
export async function recordAttached(
  store: Store,
  { pid, seconds, instruments }: AttachOptions,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const id = store.makeId();
  try {
    const process = await findProcess(pid);
    const machine = await readMachineInfo();
    const directory = join(store.recordingFolder(id), FOLDER);
    const passes = await attachToProcess({ process, seconds, instruments, directory }, signal);
    const failures = passes.flatMap(({ failure }): Failure[] =>
      failure === null ? [] : [failure],
    );
    if (passes.every(({ files }) => files.length === 0) && failures[0] !== undefined) {
      throw new FailureError(failures[0]);
    }
    for (const pass of passes) {
      const files = pass.files.map((file) => ({ ...file, file: `${FOLDER}/${file.file}` }));
      pass.files = await store.packCaptures(id, files);
    }
    const name = `process ${pid}`;
    const recording: Recording = {
      schemaVersion: RECORDING_SCHEMA_VERSION,
      id,
      name,
      createdAt: new Date().toISOString(),
      state: signal.aborted ? 'interrupted' : 'complete',
      pinned: false,
      machine,
      project: { name: basename(process.cwd), path: process.cwd },
      build: {
        name,
        command: process.command,
        cwd: process.cwd,
        target: process.isNode ? 'node' : 'native',
        commit: null,
      },
      workloads: [
        {
          name: WORKLOAD,
          args: [],
          output: 'ignore',
          budgets: {},
          sizes: [{ n: 1, operations: 1, runs: [], passes, output: null, failure: null }],
        },
      ],
      failures: [],
    };
    await store.saveRecording(recording);
    return {
      state: signal.aborted ? 'interrupted' : 'complete',
      subject: { kind: 'recording', id },
      failures,
    };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { state: 'failed', subject: null, failures: [error.failure] };
  }
}
