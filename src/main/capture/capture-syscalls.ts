import { stat, writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError, type Failure } from '../../core/model/failure';
import {
  ACCEPT_CALLS,
  CONNECT_CALLS,
  EXEC_CALLS,
  FORK_CALLS,
  SYNC_CALLS,
} from '../../core/model/syscalls';
import { launchTarget, type LaunchedExit } from '../launch/launch-target';
import { findTool } from './find-tool';
import type { Mechanism } from './mechanism';

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
    const tool = process.platform === 'linux' ? await findTool('strace', '-V') : null;
    if (tool === null) throw new FailureError(describeMissing());
    const name = `${prefix}.strace`;
    const path = join(directory, name);
    const trace = `trace=exit_group,${TRACED_CALLS.map((call) => `?${call}`).join(',')}`;
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
    const exit = await launchTarget(plan, signal, {
      lookEveryMs: LOOK_EVERY_MS,
      wrap: (command) => ['strace', ...options, '--', ...command],
    });
    const refusal = describeRefusal(exit);
    if (refusal !== null) throw new FailureError(refusal);
    await appendTotals(path, exit);
    const bytes = (await stat(path).catch(() => null))?.size ?? 0;
    return {
      files: [{ file: name, format: 'strace', bytes, pid: 0, label: 'all processes' }],
      exit,
      mechanism:
        'strace -f --seccomp-bpf, sync and file calls, connections and children; totals from /proc/PID/io',
      toolVersion: `strace ${tool.version ?? 'unknown'}`,
      environment: {},
      samples: null,
      lostSamples: null,
      notes:
        plan.environment['UV_USE_IO_URING'] === '1' || process.env['UV_USE_IO_URING'] === '1'
          ? ['UV_USE_IO_URING=1 hides part of the syncs of a Node target from every tracer.']
          : [],
      failure: null,
    };
  },
};

/** The trace says for itself what was traced and what the kernel counted, so that it can be read without the ledger. */
async function appendTotals(path: string, exit: LaunchedExit): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return;
  const cut = text === '' || text.endsWith('\n') ? '' : '\n';
  const head = { traced: TRACED_CALLS, io: exit.io };
  await writeFile(path, `${cut}# touchstone ${JSON.stringify(head)}\n`, { flag: 'a' });
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
    /^strace: .*(?:PTRACE|ptrace|seccomp|Operation not permitted|invalid option|unrecognized option).*$/m.exec(
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
