/** Recordings written by hand, for tests: a size is its figures, everything else has a plain default. */
import type { LoadedRecording, LoadedSize, LoadedWorkload } from '../../model/loaded';
import type { CallCounts, Profile } from '../../model/profile';
import { FRAME_KINDS } from '../../model/profile';
import type { Budgets, OutputMode } from '../../model/project';
import type { Comparison, PassRecord, TimeRun } from '../../model/recording';
import type { SyscallTrace } from '../../model/syscalls';

/** Figures of one size. What is left out was not measured. */
export interface SizeSketch {
  n: number;
  operations?: number;
  wallMs?: readonly number[];
  cpuMs?: readonly number[];
  peakRssBytes?: number;
  cpu?: Profile;
  alloc?: Profile;
  syncStacks?: Profile;
  /** Calls by function, as `name file:line`. */
  calls?: Readonly<Record<string, number>>;
  /** Syncs as [path, how many, ms each]. */
  syncs?: readonly (readonly [string, number, number])[];
  /** Files opened as [path, how often]. */
  opens?: readonly (readonly [string, number])[];
  output?: string;
  exitCode?: number;
  /** One run was ended at this time limit, in ms. */
  timeLimitMs?: number;
}

/** A recording of one build. */
export function buildRecording(
  build: string,
  workloads: Readonly<Record<string, readonly SizeSketch[]>>,
  options: { output?: OutputMode; budgets?: Budgets } = {},
): LoadedRecording {
  const loaded = Object.entries(workloads).map(([name, sketches]): LoadedWorkload => {
    const sizes = sketches.map((sketch) => buildSize(sketch));
    return {
      record: {
        name,
        args: [name, '{n}'],
        output: options.output ?? 'exact',
        budgets: options.budgets ?? {},
        sizes: sizes.map(({ record }) => record),
      },
      sizes,
    };
  });
  return {
    recording: {
      schemaVersion: 1,
      id: `recording-${build}`,
      name: build,
      createdAt: '2026-01-01T00:00:00.000Z',
      state: 'complete',
      pinned: false,
      machine: {
        cpu: 'test',
        cores: 2,
        memoryBytes: 8e9,
        os: 'Linux',
        kernel: '6',
        node: 'v20.18.0',
        hostname: 'test',
      },
      project: { name: 'project', path: '/project' },
      build: {
        name: build,
        command: ['node', `${build}/bench.js`],
        cwd: '/project',
        target: 'node',
        commit: null,
      },
      workloads: loaded.map(({ record }) => record),
      failures: [],
    },
    workloads: loaded,
  };
}

/** The comparison record of two recordings. */
export function buildComparison(
  candidate: LoadedRecording,
  reference: LoadedRecording,
): Comparison {
  return {
    schemaVersion: 1,
    id: 'comparison',
    name: 'comparison',
    createdAt: '2026-01-01T00:00:00.000Z',
    state: 'complete',
    pinned: false,
    project: candidate.recording.project,
    candidate: candidate.recording.id,
    reference: reference.recording.id,
    failures: [],
  };
}

function buildSize(sketch: SizeSketch): LoadedSize {
  const limit = sketch.timeLimitMs;
  const walls = sketch.wallMs ?? (limit === undefined ? [] : [limit]);
  const runs = walls.map((wallMs, index): TimeRun => ({
    startedAt: '2026-01-01T00:00:00.000Z',
    wallMs,
    cpuMs: sketch.cpuMs?.[index] ?? wallMs,
    peakRssBytes: sketch.peakRssBytes ?? 5e7,
    voluntarySwitches: null,
    warmUp: false,
    exitCode: limit === undefined ? (sketch.exitCode ?? 0) : null,
    stdoutSha256: sketch.output ?? '',
  }));
  const text = sketch.output;
  return {
    record: {
      n: sketch.n,
      operations: sketch.operations ?? 1,
      runs,
      passes: sketch.syncs === undefined ? [] : [syscallsPass(walls[0] ?? 100)],
      output:
        text === undefined ? null : { text, bytes: text.length, sha256: text, truncated: false },
      failure:
        limit === undefined
          ? null
          : { kind: 'target-timeout', message: `ended after ${limit} ms`, remedy: 'smaller' },
    },
    cpu: sketch.cpu ?? null,
    calls: sketch.calls === undefined ? null : buildCalls(sketch.calls),
    alloc: sketch.alloc ?? null,
    syscalls: sketch.syncs === undefined ? null : buildTrace(sketch.syncs, sketch.opens ?? []),
    syncStacks: sketch.syncStacks ?? null,
  };
}

function syscallsPass(wallMs: number): PassRecord {
  return {
    ledger: {
      instrument: 'syscalls',
      startedAt: '2026-01-01T00:00:00.000Z',
      command: ['node'],
      cwd: '/project',
      environment: {},
      mechanism: 'strace',
      toolVersion: null,
      samples: null,
      lostSamples: null,
      wallMs,
      overhead: null,
      notes: [],
    },
    files: [],
    exit: null,
    failure: null,
  };
}

/** Exact counts from `name file:line` to calls. */
export function buildCalls(calls: Readonly<Record<string, number>>): CallCounts {
  const rows = Object.keys(calls).map((text) => {
    const match = /^(.+?)(?:\s+(\S+):(\d+))?$/.exec(text)!;
    return { name: match[1]!, file: match[2] ?? null, line: Number(match[3] ?? 0) };
  });
  return {
    frames: {
      length: rows.length,
      name: rows.map(({ name }) => name),
      file: rows.map(({ file }) => file),
      line: Int32Array.from(rows, ({ line }) => line),
      column: new Int32Array(rows.length),
      kind: Uint8Array.from(rows, ({ file }) =>
        FRAME_KINDS.indexOf(file?.startsWith('node:') === true ? 'runtime' : 'own'),
      ),
    },
    calls: Float64Array.from(Object.values(calls)),
    notes: [],
  };
}

function buildTrace(
  syncs: readonly (readonly [string, number, number])[],
  opens: readonly (readonly [string, number])[],
): SyscallTrace {
  const names = ['fsync', 'openat'];
  const paths = [''];
  const rows: { name: number; path: number; duration: number }[] = [];
  const pathOf = (path: string) => {
    const known = paths.indexOf(path);
    return known >= 0 ? known : paths.push(path) - 1;
  };
  for (const [path, count, duration] of syncs) {
    for (let i = 0; i < count; i += 1) rows.push({ name: 0, path: pathOf(path), duration });
  }
  for (const [path, count] of opens) {
    for (let i = 0; i < count; i += 1) rows.push({ name: 1, path: pathOf(path), duration: 0.01 });
  }
  return {
    source: { format: 'strace', tool: null },
    names,
    paths,
    events: {
      length: rows.length,
      name: Uint16Array.from(rows, ({ name }) => name),
      tid: new Int32Array(rows.length).fill(1),
      time: Float64Array.from(rows, (_, index) => index),
      duration: Float64Array.from(rows, ({ duration }) => duration),
      path: Int32Array.from(rows, ({ path }) => path),
      result: new Float64Array(rows.length),
    },
    traced: ['fsync', 'fdatasync', 'openat'],
    io: null,
    notes: [],
  };
}
