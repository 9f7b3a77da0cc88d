import { delimiter, dirname } from 'node:path';
import type { Failure } from '../../../core/model/failure';
import type { Instrument } from '../../../core/model/instrument';
import type { CaptureFile } from '../../../core/model/recording';
import { CPU_INTERVAL_MS } from '../../../core/model/run-request';
import { launchTarget } from '../../launch/launch-target';
import { findAgent } from '../find-resources';
import type { Mechanism, MechanismContext, MechanismOutcome, PassOptions } from '../mechanism';
import { collectPythonLogs, type PythonLogs } from './collect-python-logs';

interface PythonInstrument {
  instrument: Instrument;
  /** Also the agent's mode. */
  mode: 'cpu' | 'calls' | 'alloc' | 'stacks';
  format: CaptureFile['format'];
  name: string;
  /** The agent's interval: microseconds or bytes; 0 for its own choice. */
  interval(options: PassOptions): number;
  describe(options: PassOptions, logs: PythonLogs): string;
}

/** CPU and wall samples of all threads of Python targets. */
export const capturePythonCpu = createPythonMechanism({
  instrument: 'cpu',
  mode: 'cpu',
  format: 'python-samples',
  name: 'sampling thread in process, weighed by thread CPU clocks',
  interval: ({ cpuIntervalMs }) => Math.round((cpuIntervalMs ?? CPU_INTERVAL_MS.usual) * 1000),
  describe: ({ cpuIntervalMs }, { ticksPerSecond }) =>
    `sampling thread in process, weighed by thread CPU clocks, ${cpuIntervalMs ?? CPU_INTERVAL_MS.usual} ms asked, ${
      ticksPerSecond === null ? 'rate unknown' : `${Math.round(ticksPerSecond)} a second had`
    }`,
});

/** Exact calls of Python targets, built-in functions included. */
export const capturePythonCalls = createPythonMechanism({
  instrument: 'calls',
  mode: 'calls',
  format: 'python-calls',
  name: 'the interpreter’s own profiler (_lsprof) in all threads',
  interval: () => 0,
  describe: () => 'the interpreter’s own profiler (_lsprof) in all threads, built-ins included',
});

/** Allocations of Python targets by call path, garbage included. */
export const capturePythonAlloc = createPythonMechanism({
  instrument: 'alloc',
  mode: 'alloc',
  format: 'python-samples',
  name: 'allocator hook in process, sampled stacks',
  interval: ({ allocIntervalBytes }) => allocIntervalBytes ?? 0,
  describe: ({ allocIntervalBytes }) =>
    `allocator hook in process with exact totals, a stack every ${
      allocIntervalBytes === undefined
        ? '8 KiB and up, by total'
        : `${allocIntervalBytes / 1024} KiB`
    }`,
});

/** Python call path of each sync of Python targets. */
export const capturePythonStacks = createPythonMechanism({
  instrument: 'stacks',
  mode: 'stacks',
  format: 'python-samples',
  name: 'hook of os.fsync, fdatasync, sync and of SQLite’s in process',
  interval: () => 0,
  describe: () => 'hook of os.fsync, os.fdatasync, os.sync and of SQLite’s in process',
});

function createPythonMechanism(kind: PythonInstrument): Mechanism {
  return {
    instrument: kind.instrument,
    targets: ['python'],
    name: kind.name,
    capture: async (context, signal) => captureInPython(kind, context, signal),
  };
}

async function captureInPython(
  kind: PythonInstrument,
  context: MechanismContext,
  signal: AbortSignal,
): Promise<MechanismOutcome> {
  const { plan, directory, prefix, options } = context;
  const own = plan.environment['PYTHONPATH'] ?? process.env['PYTHONPATH'] ?? '';
  const agent = dirname(findAgent('python', 'sitecustomize.py'));
  const environment = {
    PYTHONPATH: own === '' ? agent : `${agent}${delimiter}${own}`,
    TOUCHSTONE_PYTHON_MODE: kind.mode,
    TOUCHSTONE_PYTHON_PREFIX: `${directory}/${prefix}`,
    TOUCHSTONE_PYTHON_INTERVAL: String(kind.interval(options)),
  };
  const exit = await launchTarget(plan, signal, { extraEnvironment: environment });
  const logs = await collectPythonLogs(directory, prefix, kind.format);
  return {
    files: logs.files,
    exit,
    mechanism: kind.describe(options, logs),
    toolVersion: logs.version === null ? null : `Python ${logs.version}`,
    environment,
    samples: kind.mode === 'calls' ? null : logs.samples,
    lostSamples: null,
    notes: logs.unavailable.map(
      (one) => `Process ${one.pid} could not be measured: ${one.reason}.`,
    ),
    failure: describeMissing(kind, context, logs),
  };
}

/** Why there is nothing to show although the target ran; null where there is something. */
function describeMissing(
  kind: PythonInstrument,
  { plan }: MechanismContext,
  logs: PythonLogs,
): Failure | null {
  const pass = `The ${kind.instrument} pass of \`${plan.command.join(' ')}\``;
  if (logs.files.length > 0) return null;
  if (logs.tooOld !== null) {
    return {
      kind: 'instrument-unavailable',
      message: `${pass} ran Python ${logs.tooOld}, which is too old to be measured.`,
      remedy: 'Run it with Python 3.8 or later.',
    };
  }
  const unavailable = logs.unavailable[0];
  if (unavailable !== undefined) {
    return {
      kind: 'instrument-unavailable',
      message: `${pass} could not measure: ${unavailable.reason}.`,
      remedy: 'Leave this pass out for this target.',
    };
  }
  return {
    kind: 'capture-invalid',
    message: `${pass} left no capture: no Python process of it loaded the agent.`,
    remedy:
      'Check that the command runs Python 3.8 or later, without -I, -E or -S and without clearing PYTHONPATH.',
  };
}
