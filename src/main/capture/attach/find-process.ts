import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { FailureError } from '../../../core/model/failure';

/** A running process that is to be attached to. */
export interface RunningProcess {
  pid: number;
  /** Program and arguments, as far as the system tells. */
  command: string[];
  cwd: string;
  /** Whether it is a Node that opens its inspector at SIGUSR1. */
  isNode: boolean;
}

const SIGUSR1 = 10;

/** Looks a process up. Throws FailureError where there is none, it is another user's, or a debugger holds it. */
export async function findProcess(pid: number): Promise<RunningProcess> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const isOthers = (error as NodeJS.ErrnoException).code === 'EPERM';
    throw new FailureError({
      kind: isOthers ? 'instrument-unavailable' : 'not-found',
      message: isOthers
        ? `The process ${pid} belongs to another user.`
        : `There is no process ${pid}.`,
      remedy: isOthers
        ? 'Run Touchstone as that user or as root.'
        : 'Look its number up: pgrep -af node.',
    });
  }
  const root = `/proc/${pid}`;
  const status = await readFile(`${root}/status`, 'utf8').catch(() => '');
  if (/^State:\s+Z/m.test(status)) {
    throw new FailureError({
      kind: 'not-found',
      message: `The process ${pid} has ended already.`,
      remedy: 'Look up a running one: pgrep -af node.',
    });
  }
  if (status === '') {
    throw new FailureError({
      kind: 'instrument-unavailable',
      message:
        'A running process can be attached to on Linux only: its inspector is found by /proc.',
      remedy: 'Start the program by Touchstone instead: touchstone profile -- COMMAND.',
    });
  }
  const tracer = Number(/^TracerPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  if (tracer !== 0) {
    throw new FailureError({
      kind: 'instrument-unavailable',
      message: `The process ${pid} is held by a debugger or tracer, process ${tracer}, which would take the signal.`,
      remedy: 'Detach the debugger first.',
    });
  }
  const exe = await readlink(`${root}/exe`).catch(() => '');
  const words = (await readFile(`${root}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const caught = BigInt(`0x${/^SigCgt:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  // A program that does not catch the signal would be ended by it.
  const catches = ((caught >> BigInt(SIGUSR1 - 1)) & 1n) === 1n;
  const name = basename(exe.replace(/ \(deleted\)$/, ''));
  return {
    pid,
    command: words.filter((word, at) => word !== '' || at < words.length - 1),
    cwd: await readlink(`${root}/cwd`).catch(() => '/'),
    isNode: catches && /^(node|nodejs)[\d.]*$/.test(name),
  };
}

/** Ports on which a process listens on this machine, by its open sockets. */
export async function listListeningPorts(pid: number): Promise<number[]> {
  const inodes = new Set<string>();
  for (const name of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
    const target = await readlink(`/proc/${pid}/fd/${name}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined) inodes.add(inode);
  }
  const ports: number[] = [];
  for (const table of ['tcp', 'tcp6']) {
    const text = await readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const words = line.trim().split(/\s+/);
      const [, local, , state] = words;
      if (state !== '0A' || !inodes.has(words[9] ?? '')) continue;
      ports.push(Number.parseInt(local?.split(':')[1] ?? '', 16));
    }
  }
  return ports;
}
