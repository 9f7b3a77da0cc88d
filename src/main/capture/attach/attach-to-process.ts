import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError, type Failure } from '../../../core/model/failure';
import type { Instrument } from '../../../core/model/instrument';
import type { CaptureFile, PassRecord } from '../../../core/model/recording';
import { CPU_INTERVAL_MS } from '../../../core/model/run-request';
import { DEFAULT_ALLOC_INTERVAL_BYTES } from '../run-node-agent';
import { attachByPerf } from './attach-by-perf';
import { ATTACH_INSTRUMENTS, type AttachInstrument, type AttachRequest } from './attach-request';
import type { RunningProcess } from './find-process';
import { InspectorClient } from './inspector-client';

/**
 * Captures a running process and leaves it running: Node by its inspector, any other by perf. Passes in the order of
 * the request; an abort ends the one under way, whose capture is kept, and those after it are not made. Throws
 * FailureError where nothing could be captured.
 */
export async function attachToProcess(
  request: AttachRequest,
  signal: AbortSignal,
): Promise<PassRecord[]> {
  await mkdir(request.directory, { recursive: true });
  if (!request.process.isNode) return [await attachByPerf(request, signal)];
  const client = await InspectorClient.open(request.process.pid, signal);
  try {
    const passes: PassRecord[] = [];
    for (const instrument of request.instruments) {
      if (signal.aborted && passes.length > 0) break;
      passes.push(await makePass(client, request, instrument, signal));
    }
    return passes;
  } finally {
    await client.close();
  }
}

async function makePass(
  client: InspectorClient,
  { process: target, seconds, directory }: AttachRequest,
  instrument: AttachInstrument,
  signal: AbortSignal,
): Promise<PassRecord> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  let captured: Captured | null = null;
  let failure: Failure | null = null;
  try {
    captured = await CAPTURES[instrument](client, join(directory, instrument), seconds, signal);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    failure = error.failure;
  }
  const wallMs = performance.now() - started;
  const notes = [
    `Attached to process ${target.pid} for ${(wallMs / 1000).toFixed(1)} s${instrument === 'heap' ? ', in which it stood still' : ''}; its workers and children are not in it.`,
  ];
  if (client.opened) {
    notes.push(
      'Its inspector was opened by SIGUSR1 and closed again; Node tells so on its stderr.',
    );
  }
  return {
    ledger: {
      instrument,
      startedAt,
      command: target.command,
      cwd: target.cwd,
      environment: {},
      mechanism: `inspector of the running process, ${MECHANISMS[instrument]}`,
      toolVersion: null,
      samples: captured?.samples ?? null,
      lostSamples: null,
      wallMs,
      overhead: null,
      notes,
    },
    files: captured === null ? [] : [await describeFile(target, captured, directory)],
    exit: null,
    failure,
  };
}

interface Captured {
  file: string;
  format: CaptureFile['format'];
  samples: number | null;
}

const MECHANISMS: Record<AttachInstrument, string> = {
  cpu: `Profiler.start, ${CPU_INTERVAL_MS.usual} ms`,
  alloc: `HeapProfiler.startSampling with collected objects, ${DEFAULT_ALLOC_INTERVAL_BYTES / 1024} KiB`,
  heap: 'HeapProfiler.takeHeapSnapshot',
};

const CAPTURES: Record<
  AttachInstrument,
  (client: InspectorClient, path: string, seconds: number, signal: AbortSignal) => Promise<Captured>
> = {
  async cpu(client, path, seconds, signal) {
    await outsideOptimisedLoops(client, async () => {
      const interval = CPU_INTERVAL_MS.usual * 1000;
      await client.post('Profiler.enable');
      await client.post('Profiler.setSamplingInterval', { interval });
      await client.post('Profiler.start');
    });
    await waitFor(seconds, signal);
    const { profile } = (await client.post('Profiler.stop')) as { profile: { samples: number[] } };
    await client.post('Profiler.disable');
    await writeFile(`${path}.cpuprofile`, JSON.stringify(profile));
    return { file: `${path}.cpuprofile`, format: 'cpuprofile', samples: profile.samples.length };
  },
  async alloc(client, path, seconds, signal) {
    await client.post('HeapProfiler.enable');
    await client.post('HeapProfiler.startSampling', {
      samplingInterval: DEFAULT_ALLOC_INTERVAL_BYTES,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    await waitFor(seconds, signal);
    const { profile } = (await client.post('HeapProfiler.stopSampling')) as {
      profile: { samples: unknown[] };
    };
    await client.post('HeapProfiler.disable');
    const body = { samplingInterval: DEFAULT_ALLOC_INTERVAL_BYTES, ...profile };
    await writeFile(`${path}.heapprofile`, JSON.stringify(body));
    return { file: `${path}.heapprofile`, format: 'heapprofile', samples: profile.samples.length };
  },
  async heap(client, path) {
    const stream = createWriteStream(`${path}.heapsnapshot`);
    client.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => stream.write(chunk));
    try {
      await client.post('HeapProfiler.enable');
      await client.post('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
      await client.post('HeapProfiler.disable');
    } finally {
      stream.end();
      await once(stream, 'close');
    }
    return { file: `${path}.heapsnapshot`, format: 'heapsnapshot', samples: null };
  },
};

/** Longer than a turn of a loop takes on a busy machine; an idle process does not stop at all. */
const STEP_LIMIT_MS = 1000;

/**
 * A loop that V8 optimised while it ran has no name for a profiler that starts later: all of its samples would be nameless. One
 * step of the debugger throws such code away; the profiler starts before the process goes on, so that V8 makes it again in its sight.
 */
async function outsideOptimisedLoops(
  client: InspectorClient,
  start: () => Promise<void>,
): Promise<void> {
  const nextPause = (): Promise<boolean> =>
    Promise.race([
      new Promise<boolean>((resolve) => client.on('Debugger.paused', () => resolve(true))),
      sleep(STEP_LIMIT_MS, false),
    ]);
  await client.post('Debugger.enable');
  try {
    const paused = nextPause();
    await client.post('Debugger.pause');
    if (await paused) {
      const stepped = nextPause();
      await client.post('Debugger.stepInto');
      await stepped;
    }
    await start();
  } finally {
    // Goes on where it stopped, and takes back a pause that has not come.
    await client.post('Debugger.disable');
  }
}

async function waitFor(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
}

async function describeFile(
  { pid, command }: RunningProcess,
  { file, format }: Captured,
  directory: string,
): Promise<CaptureFile> {
  return {
    file: basename(file),
    format,
    bytes: (await stat(join(directory, basename(file)))).size,
    pid,
    label: 'main',
    process: command
      .slice(0, 2)
      .map((word) => basename(word))
      .join(' '),
  };
}

/** The instruments that a list of passes names; null where one of them cannot be attached. */
export function chooseAttachInstruments(
  passes: readonly Instrument[],
): readonly AttachInstrument[] | null {
  const known = passes.flatMap((pass) => ATTACH_INSTRUMENTS.find((each) => each === pass) ?? []);
  return known.length === passes.length ? known : null;
}
