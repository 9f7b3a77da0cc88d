/** A recording in the making: on disk after every step, so that nothing captured can be lost. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { MachineInfo, TargetKind } from '../../core/model/instrument';
import type { StreamCapture, TargetExit } from '../../core/model/launch';
import type { Project } from '../../core/model/project';
import type { ReadyBuild } from '../../core/model/ready-build';
import {
  RECORDING_SCHEMA_VERSION,
  type PassRecord,
  type Recording,
  type RecordingState,
  type SizeRecord,
  type WorkloadRecord,
} from '../../core/model/recording';
import type { Store } from '../store/store';

/** Text of an instrumented run's streams that is kept: the answer itself is kept from the time pass. */
const KEPT_OUTPUT_CHARACTERS = 2000;

/** One build's recording while it is made. */
export class RecordingDraft {
  readonly recording: Recording;
  readonly build: ReadyBuild;
  readonly #store: Store;

  constructor(
    store: Store,
    project: Project,
    build: ReadyBuild,
    target: TargetKind,
    machine: MachineInfo,
  ) {
    this.#store = store;
    this.build = build;
    this.recording = {
      schemaVersion: RECORDING_SCHEMA_VERSION,
      id: store.makeId(),
      name: build.name,
      createdAt: new Date().toISOString(),
      state: 'running',
      pinned: false,
      machine,
      project: { name: project.name, path: project.path },
      build: {
        name: build.name,
        command: build.command,
        cwd: build.cwd,
        target,
        commit: build.commit,
        ...(build.notes.length === 0 ? {} : { notes: [...build.notes] }),
      },
      workloads: [],
      failures: [],
    };
  }

  /** Where captures of a size go, relative to the recording's folder. Workload names may hold anything, so they are numbered. */
  captureFolder(workload: WorkloadRecord, n: number): string {
    return `captures/${this.recording.workloads.indexOf(workload)}-n${n}`;
  }

  /** Absolute form of a folder inside the recording. */
  absolute(relative: string): string {
    return join(this.#store.recordingFolder(this.recording.id), relative);
  }

  /** The scratch folder of one workload and size, made when missing. */
  async dataFolder(workload: WorkloadRecord, n: number): Promise<string> {
    const folder = join(
      this.#store.scratchFolder(this.recording.id),
      `${this.recording.workloads.indexOf(workload)}-n${n}`,
    );
    await mkdir(folder, { recursive: true });
    return folder;
  }

  addWorkload(project: Project, name: string): WorkloadRecord {
    const { args, kind, output, budgets } = project.file.workloads[name]!;
    const workload: WorkloadRecord = {
      name,
      args,
      ...(kind === undefined ? {} : { kind }),
      output,
      budgets,
      sizes: [],
    };
    this.recording.workloads.push(workload);
    return workload;
  }

  /** Adds an instrumented pass with its captures compressed, and saves. */
  async addPass(size: SizeRecord, pass: PassRecord, folder: string): Promise<void> {
    const files = pass.files.map((file) => ({ ...file, file: `${folder}/${file.file}` }));
    const packed = await this.#store.packCaptures(this.recording.id, files);
    size.passes.push({ ...pass, files: packed, exit: pass.exit && shortenOutput(pass.exit) });
    await this.save();
  }

  save(): Promise<void> {
    return this.#store.saveRecording(this.recording);
  }

  /** Removes the scratch data and saves the end state. */
  async finish(state: RecordingState, failures: readonly Failure[]): Promise<void> {
    this.recording.state = state;
    this.recording.failures.push(...failures);
    // First: where the disk is full of what the target wrote, this makes the room to say so.
    await rm(this.#store.scratchFolder(this.recording.id), { recursive: true, force: true });
    await this.save();
  }

  /** True when at least one size was timed without failing. */
  get hasResult(): boolean {
    return this.recording.workloads.some(({ sizes }) =>
      sizes.some(({ runs }) => runs.some((run) => !run.warmUp && run.exitCode === 0)),
    );
  }

  /** What went wrong at any size, in order, the same thing once. */
  get sizeFailures(): Failure[] {
    const seen = new Map<string, Failure>();
    for (const { sizes } of this.recording.workloads) {
      for (const { failure } of sizes) {
        if (failure !== null && !seen.has(failure.message)) seen.set(failure.message, failure);
      }
    }
    return [...seen.values()];
  }
}

function shortenOutput(exit: TargetExit): TargetExit {
  return { ...exit, stdout: shorten(exit.stdout), stderr: shorten(exit.stderr) };
}

function shorten(stream: StreamCapture): StreamCapture {
  if (stream.text.length <= KEPT_OUTPUT_CHARACTERS) return stream;
  return { ...stream, text: stream.text.slice(0, KEPT_OUTPUT_CHARACTERS), truncated: true };
}
