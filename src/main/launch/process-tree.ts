import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '../../core/model/units';

/** Variable that marks every process of a run; children inherit it whatever session or parent they end up with. */
export const RUN_MARKER = 'TOUCHSTONE_RUN';

/** Between SIGTERM and SIGKILL: long enough to write a profile, short enough that Stop feels immediate. */
const GRACE_MS = 1000;
const POLL_MS = 20;

/**
 * Files of /proc tell no size, so that Node reads them into ever new memory: with several files for each process of the machine
 * that held the window's main process up for 40 ms after a run. All are read into the same memory.
 */
let shared = Buffer.allocUnsafe(65_536);

function readOrNull(path: string): string | null {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    for (let length = 0; ;) {
      const read = readSync(file, shared, length, shared.length - length, null);
      length += read;
      if (read === 0) return shared.toString('latin1', 0, length);
      if (length === shared.length) shared = Buffer.concat([shared], 2 * length);
    }
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** State letter, parent, group, session and start time of a process; null when it is gone. */
function readStat(pid: number): {
  state: string;
  parent: number;
  group: number;
  session: number;
} | null {
  const text = readOrNull(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name may hold spaces and parentheses, so the fields start after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    state: fields[0] ?? '',
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
  };
}

/**
 * All living processes of a run, on Linux: those with its marker in their environment, those in the session
 * that it was started in, and all descendants of both. Zombies are left out: nothing of them runs.
 */
export function findRunProcesses(runId: string, leader: number): number[] {
  const marker = `${RUN_MARKER}=${runId}`;
  const parents = new Map<number, number>();
  const members = new Set<number>();
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  for (const name of names) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = readStat(pid);
    if (stat === null || stat.state === 'Z' || stat.state === 'X') continue;
    parents.set(pid, stat.parent);
    if (pid === leader || stat.session === leader) members.add(pid);
    else if (hasVariable(readOrNull(`/proc/${pid}/environ`) ?? '', marker)) members.add(pid);
  }
  // Parents can have higher numbers than children once numbers wrap, so sweep until nothing is added.
  for (let added = true; added;) {
    added = false;
    for (const [pid, parent] of parents) {
      if (!members.has(pid) && members.has(parent)) {
        members.add(pid);
        added = true;
      }
    }
  }
  return [...members];
}

function hasVariable(environment: string, assignment: string): boolean {
  return environment.includes(assignment) && environment.split('\0').includes(assignment);
}

/** Threads of a process; empty when it is gone. */
export function readTasks(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Adds the direct children that one thread of a process has started, where the kernel tells. */
export function pushChildren(pid: number, task: string, children: number[]): void {
  const text = readOrNull(`/proc/${pid}/task/${task}/children`);
  if (text === null || text === '') return;
  for (const child of text.trim().split(' ')) children.push(Number(child));
}

/** Direct children of a process, by way of each of its threads; empty where the kernel does not tell. */
export function readChildren(pid: number): number[] {
  const children: number[] = [];
  for (const task of readTasks(pid)) pushChildren(pid, task, children);
  return children;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself, or belongs to another user; the next look tells which.
  }
}

/**
 * Ends all processes of a run: SIGTERM, a grace of one second, then SIGKILL until none is left. `spared` are
 * tools above the target that still have to report; they end by themselves once it is gone. Returns how many had to be
 * ended.
 */
export async function endRunProcesses(
  runId: string,
  leader: number,
  spared: readonly number[],
  graceMs: Milliseconds = GRACE_MS,
): Promise<number> {
  if (process.platform !== 'linux') return endGroup(leader, graceMs);
  const living = (): number[] =>
    findRunProcesses(runId, leader).filter((pid) => !spared.includes(pid));
  const first = living();
  for (const pid of first) {
    sendSignal(pid, 'SIGTERM');
    // A stopped process sees no SIGTERM until it continues.
    sendSignal(pid, 'SIGCONT');
  }
  for (let waited = 0, left = first.length; left > 0 && waited < graceMs; waited += POLL_MS) {
    await sleep(POLL_MS);
    left = living().length;
  }
  // A process that forks faster than it is killed needs several rounds; 200 are 4 s.
  for (let round = 0; round < 200; round += 1) {
    const left = living();
    if (left.length === 0) break;
    for (const pid of left) sendSignal(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
  return first.length;
}

/** Without /proc only the process group can be ended; a child that left the group stays. */
async function endGroup(leader: number, graceMs: Milliseconds): Promise<number> {
  const alive = (): boolean => {
    try {
      process.kill(process.platform === 'win32' ? leader : -leader, 0);
      return true;
    } catch {
      return false;
    }
  };
  if (!alive()) return 0;
  const target = process.platform === 'win32' ? leader : -leader;
  sendSignal(target, 'SIGTERM');
  for (let waited = 0; waited < graceMs && alive(); waited += POLL_MS) await sleep(POLL_MS);
  if (alive()) sendSignal(target, 'SIGKILL');
  return 1;
}
