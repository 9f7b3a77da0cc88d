import { appendFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FailureError, type Failure } from '../../core/model/failure';
import {
  ACCEPT_CALLS,
  CONNECT_CALLS,
  EXEC_CALLS,
  FORK_CALLS,
  SYNC_CALLS,
} from '../../core/model/syscalls';
import { launchTarget, type LaunchedExit } from '../launch/launch-target';
import { describeFullDisk } from './describe-full-disk';
import type { Mechanism } from './mechanism';
import { lookUpTool } from './native/require-tool';
import { scanTrace, type TraceScan } from './scan-trace';

/** File calls beyond the sync family that findings need; reads and writes come from the kernel's counters instead. */
const FILE_CALLS = [
  'openat',
  'open',
  'openat2',
  'creat',
  'unlink',
  'unlinkat',
  'rename',
  'renameat',
  'renameat2',
  'ftruncate',
];

/** Calls that are traced. `?` lets strace pass over names that the machine's architecture does not have. */
export const TRACED_CALLS: readonly string[] = [
  ...SYNC_CALLS,
  ...FILE_CALLS,
  ...CONNECT_CALLS,
  ...ACCEPT_CALLS,
  ...FORK_CALLS,
  ...EXEC_CALLS,
];

/**
 * Each process is held for 8 ms at its end, and looked at every 4 ms: so the kernel's counters are read once more
 * when it has done all its work. They vanish with the process.
 */
const EXIT_DELAY = 'inject=exit_group:delay_enter=8000';
const LOOK_EVERY_MS = 4;

/** The mechanism that works for any program and any user, at about 1.2x. */
export const captureSyscalls: Mechanism = {
  instrument: 'syscalls',
  targets: ['node', 'python', 'native'],
  name: 'strace -f --seccomp-bpf',
  async capture({ plan, directory, prefix }, signal) {
    const tool = await lookUpTool('strace');
    if (tool === null) throw new FailureError(describeMissing());
    const name = `${prefix}.strace`;
    const path = join(directory, name);
    const trace = `trace=exit_group,?io_uring_setup,${TRACED_CALLS.map((call) => `?${call}`).join(',')}`;
    // -s 0: no contents of buffers; quiet about attaching, loud about exits, which close a thread's open call.
    const options = [
      '-e',
      EXIT_DELAY,
      '-f',
      '--seccomp-bpf',
      '-y',
      '-T',
      '-ttt',
      '-s',
      '0',
      '-o',
      path,
      '-e',
      trace,
    ];
    const asked = plan.environment['UV_USE_IO_URING'] ?? process.env['UV_USE_IO_URING'] ?? '0';
    const environment = /^0*$/.test(asked) ? {} : { UV_USE_IO_URING: '0' };
    const exit = await launchTarget(plan, signal, {
      lookEveryMs: LOOK_EVERY_MS,
      wrap: (command) => [tool.path, ...options, '--', ...command],
      waitsForDaemons: true,
      extraEnvironment: environment,
    });
    const refusal = describeRefusal(exit);
    if (refusal !== null) throw new FailureError(refusal);
    const scan = await scanTrace(path);
    const cut = await describeCut(path, scan, exit);
    const unsaid = await appendTotals(path, scan, exit);
    const bytes = (await stat(path).catch(() => null))?.size ?? 0;
    return {
      files: [{ file: name, format: 'strace', bytes, pid: 0, label: 'all processes' }],
      exit,
      mechanism:
        'strace -f --seccomp-bpf, sync and file calls, connections and children; totals from /proc/PID/io',
      toolVersion: tool.version,
      environment,
      samples: null,
      lostSamples: null,
      notes: [
        ...('UV_USE_IO_URING' in environment
          ? [
              'UV_USE_IO_URING was set to 0 for this pass: no tracer sees the syncs that are made by io_uring. Those of the thread pool, which stands in for it, are the same and were counted.',
            ]
          : []),
        ...(scan.usesRing
          ? [
              'The program uses io_uring, by which it can sync, open and remove files and connect without a system call: the counts of this pass are lower bounds. Have it use plain system calls for exact ones (UV_USE_IO_URING=0 for Node).',
            ]
          : []),
      ],
      failure: unsaid,
      toolFailure: cut,
    };
  },
};

/** Why the trace stops before the target's end although nobody ended the target; null when it does not. */
async function describeCut(
  path: string,
  { complete }: TraceScan,
  exit: LaunchedExit,
): Promise<Failure | null> {
  if (complete || exit.endedBy !== null) return null;
  const full = await describeFullDisk(dirname(path), 'the trace of the syscalls pass');
  if (full !== null || exit.stderr.text.includes('No space left on device')) {
    return full ?? describeNoSpace(path);
  }
  return {
    kind: 'capture-invalid',
    message: `strace was ended${exit.signal === null ? '' : ` by ${exit.signal}`} before the target, so its counts are not complete and are not used.`,
    remedy:
      'Record again; if the kernel ended it for lack of memory (see dmesg), choose a smaller size.',
  };
}

function describeNoSpace(path: string): Failure {
  return {
    kind: 'storage',
    message: `The disk of ${dirname(path)} was full while the trace was written, so its counts are not complete and are not used.`,
    remedy:
      'Free some space there, or set TOUCHSTONE_HOME to a folder on a larger disk, and record again.',
  };
}

/** The trace says for itself what was traced and what the kernel counted, so that it can be read without the ledger. */
async function appendTotals(
  path: string,
  { endsInLine }: TraceScan,
  exit: LaunchedExit,
): Promise<Failure | null> {
  const head = { traced: TRACED_CALLS, io: exit.io };
  try {
    await appendFile(path, `${endsInLine ? '' : '\n'}# touchstone ${JSON.stringify(head)}\n`);
    return null;
  } catch {
    return describeNoSpace(path);
  }
}

function describeMissing(): Failure {
  return {
    kind: 'instrument-unavailable',
    message:
      process.platform === 'linux'
        ? 'strace is not installed, so system calls cannot be counted.'
        : 'System calls can be counted on Linux only.',
    remedy:
      process.platform === 'linux'
        ? 'Install it: sudo apt-get install strace (Debian, Ubuntu) or sudo dnf install strace (Fedora). The syncs of a Node target are counted by the stacks pass without it.'
        : 'Use the stacks pass, which counts the syncs of a Node target on every system.',
  };
}

/** strace that may not trace ends at once with a message of its own; the target never ran. */
function describeRefusal(exit: LaunchedExit): Failure | null {
  const line =
    /^\S*strace: .*(?:PTRACE|ptrace|seccomp|Operation not permitted|invalid option|unrecognized option).*$/m.exec(
      exit.stderr.text,
    );
  if (exit.code !== 1 || line === null) return null;
  return {
    kind: 'instrument-unavailable',
    message: `strace may not trace here: ${line[0]}`,
    remedy:
      'In a container add --cap-add=SYS_PTRACE; do not run under a debugger; use strace 5.3 or newer.',
  };
}
