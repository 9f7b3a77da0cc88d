import { CPU_INTERVAL_MS } from '../../core/model/run-request';
import type { Mechanism } from './mechanism';
import { DEFAULT_ALLOC_INTERVAL_BYTES, runNodeAgent, type NodeInstrument } from './run-node-agent';

/** CPU samples of Node targets. */
export const captureNodeCpu = createNodeMechanism({
  instrument: 'cpu',
  format: 'cpuprofile',
  extension: 'cpuprofile',
  name: 'inspector in process, Profiler.start',
  describe: ({ options }) =>
    `inspector in process, Profiler.start, ${options.cpuIntervalMs ?? CPU_INTERVAL_MS.usual} ms`,
});

/** Exact calls of Node targets. */
export const captureNodeCalls = createNodeMechanism({
  instrument: 'calls',
  format: 'v8-coverage',
  extension: 'coverage.json',
  name: 'inspector in process, precise coverage with counts',
  describe: () => 'inspector in process, Profiler.startPreciseCoverage, callCount',
});

/** Allocations of Node targets by call path, garbage included. */
export const captureNodeAlloc = createNodeMechanism({
  instrument: 'alloc',
  format: 'heapprofile',
  extension: 'heapprofile',
  name: 'inspector in process, HeapProfiler.startSampling',
  describe: ({ options }) =>
    `inspector in process, HeapProfiler.startSampling with collected objects, ${
      (options.allocIntervalBytes ?? DEFAULT_ALLOC_INTERVAL_BYTES) / 1024
    } KiB`,
  // Ten looks a second at memory that has no stack; see hook-buffers.cjs.
  settings: { moments: true },
});

/** JavaScript call path of each sync of Node targets. */
export const captureNodeStacks = createNodeMechanism({
  instrument: 'stacks',
  format: 'sync-stacks',
  extension: 'syncs.json',
  name: 'hook of fs and fs/promises in process',
  describe: () => 'hook of fs.fsync, fdatasync and FileHandle.sync, datasync in process',
});

function createNodeMechanism(kind: NodeInstrument): Mechanism {
  return {
    instrument: kind.instrument,
    targets: ['node'],
    name: kind.name,
    capture: async (context, signal) => runNodeAgent(kind, context, signal),
  };
}
