import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  INSTRUMENTS,
  type DoctorReport,
  type Instrument,
  type InstrumentState,
  type TargetKind,
} from '../../core/model/instrument';
import { capturePass } from './capture-pass';
import { findTool } from './find-tool';
import { findMechanism } from './mechanism-table';
import { readMachineInfo } from './read-machine-info';

/** Small programs that give every instrument something to see; each ends within 0.1 s. */
const PROBES: Record<TargetKind, { file: string; text: string; command: readonly string[] }> = {
  node: {
    file: 'probe.cjs',
    text: `const fs = require('node:fs');
const file = fs.openSync('probe.dat', 'w');
fs.writeSync(file, 'x');
fs.fsyncSync(file);
let kept = 0;
for (const end = Date.now() + 30; Date.now() < end; ) kept += new Array(100).fill(kept).length;
`,
    command: ['node', 'probe.cjs'],
  },
  python: {
    file: 'probe.py',
    text: `import os
with open('probe.dat', 'w') as file:
    file.write('x')
    file.flush()
    os.fsync(file.fileno())
`,
    command: ['python3', 'probe.py'],
  },
  native: {
    file: 'probe.sh',
    // Some 20 ms of work for the sampler; callgrind makes half a second of it.
    text: 'i=0\nwhile [ $i -lt 20000 ]; do i=$((i+1)); done\nsync probe.sh\n',
    command: ['sh', 'probe.sh'],
  },
};

const PROBE_TIMEOUT_MS = 15_000;

/** Finds out what can be captured here by making a tiny capture with each instrument on each kind of target. */
export async function runDoctor(signal: AbortSignal): Promise<DoctorReport> {
  signal.throwIfAborted();
  const directory = await mkdtemp(join(tmpdir(), 'touchstone-doctor-'));
  try {
    const targets = Object.keys(PROBES) as TargetKind[];
    const tries = targets.flatMap((target) =>
      INSTRUMENTS.map((instrument) => ({
        isSlow: target === 'native' || instrument === 'waits',
        run: async () => tryInFolder(instrument, target, directory, signal),
      })),
    );
    // Side by side: the states are what counts here, not the times. Most of a probe is waiting for tools to start and end.
    const instruments = await runSideBySide(tries, 3 * availableParallelism());
    return { machine: await readMachineInfo(), user: userInfo().username, instruments };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Results in the order of the tasks, at most `limit` of which run at a time; the first failure ends all. Those that take
 * seconds (perf, valgrind, heaptrack) start first, so that none of them is left over at the end.
 */
async function runSideBySide<Value>(
  tasks: readonly { isSlow: boolean; run: () => Promise<Value> }[],
  limit: number,
): Promise<Value[]> {
  const results: Value[] = [];
  const waiting = [...tasks.entries()].sort(([, a], [, b]) => Number(b.isSlow) - Number(a.isSlow));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, task] = next;
      results[index] = await task.run();
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
}

/** Each probe has a folder of its own, so that they do not write to one file. */
async function tryInFolder(
  instrument: Instrument,
  target: TargetKind,
  parent: string,
  signal: AbortSignal,
): Promise<InstrumentState> {
  signal.throwIfAborted();
  const probe = PROBES[target];
  const program = probe.command[0]!;
  if (target !== 'native' && (await findTool(program)) === null) {
    return {
      ...describeState(instrument, target),
      reason: `${program} is not on PATH, so nothing could be tried.`,
      remedy: `Install ${program}.`,
    };
  }
  const directory = join(parent, `${target}-${instrument}`);
  await mkdir(directory);
  await writeFile(join(directory, probe.file), probe.text);
  return tryInstrument(instrument, target, directory, signal);
}

function describeState(instrument: Instrument, target: TargetKind): InstrumentState {
  return {
    instrument,
    target,
    state: 'unavailable',
    mechanism: findMechanism(instrument, target)?.name ?? 'none',
    version: null,
    reason: null,
    remedy: null,
  };
}

async function tryInstrument(
  instrument: Instrument,
  target: TargetKind,
  directory: string,
  signal: AbortSignal,
): Promise<InstrumentState> {
  const state = describeState(instrument, target);
  if (findMechanism(instrument, target) === null) {
    return {
      ...state,
      reason: `Touchstone has no ${instrument} instrument for ${target} targets.`,
    };
  }
  const { failure, ledger, exit } = await capturePass(
    {
      instrument,
      target,
      plan: {
        command: PROBES[target].command,
        cwd: directory,
        environment: {},
        stdin: null,
        timeoutMs: PROBE_TIMEOUT_MS,
        outputLimitBytes: 4096,
      },
      directory,
      prefix: `${target}-${instrument}`,
      options: {},
    },
    signal,
  );
  const tried = { ...state, mechanism: ledger.mechanism, version: ledger.toolVersion };
  if (failure !== null) {
    const reason =
      failure.detail === undefined ? failure.message : `${failure.message} ${failure.detail}`;
    return { ...tried, mechanism: state.mechanism, reason, remedy: failure.remedy };
  }
  if (instrument === 'time' && exit?.cpuMs === null) {
    return {
      ...tried,
      state: 'degraded',
      reason: 'Wall time only: CPU time of the tree needs Linux with bash 5 or newer.',
      remedy: process.platform === 'linux' ? 'sudo apt-get install bash' : null,
    };
  }
  return { ...tried, state: 'available' };
}
