import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Milliseconds } from '../../core/model/units';
import { joinCpuSections, type CpuSection } from './join-cpu-sections';

/** What the agent writes at the start of each file. */
export interface AgentHeader {
  pid: number;
  tid: number;
  thread: string;
  process: string;
  node: string;
  samples?: number | null;
  /** Of a section: its end, on the machine's monotonic clock. */
  until?: Milliseconds;
}

/**
 * Makes one file of the sections that a process left that could not write its whole profile (SIGKILL, the kernel's out-of-memory
 * killer), and removes the sections of all others. Gives a note for each that was made. `endedAt` tells when a process
 * went away, on the monotonic clock; null where it was not seen.
 */
export async function recoverKilled(
  directory: string,
  prefix: string,
  endedAt: (pid: number) => Milliseconds | null,
): Promise<string[]> {
  const names = await readdir(directory);
  const sections = new Map<string, { name: string; number: number }[]>();
  for (const name of names) {
    const match = /^(.+)\.kept-(\d+)(\.part)?$/.exec(name);
    if (match === null || !name.startsWith(`${prefix}-`)) continue;
    const whole = match[1]!;
    if (match[3] !== undefined || names.includes(whole)) {
      await rm(join(directory, name), { force: true });
      continue;
    }
    const list = sections.get(whole) ?? [];
    list.push({ name, number: Number(match[2]) });
    sections.set(whole, list);
  }
  const notes: string[] = [];
  for (const [whole, list] of sections) {
    list.sort((a, b) => a.number - b.number);
    notes.push(await joinFiles(directory, whole, list, endedAt));
    for (const { name } of list) await rm(join(directory, name), { force: true });
  }
  return notes;
}

async function joinFiles(
  directory: string,
  whole: string,
  list: readonly { name: string }[],
  endedAt: (pid: number) => Milliseconds | null,
): Promise<string> {
  const read: (CpuSection & { touchstone: AgentHeader })[] = [];
  for (const { name } of list) {
    const text = await readFile(join(directory, name), 'utf8');
    read.push(JSON.parse(text) as CpuSection & { touchstone: AgentHeader });
  }
  const joined = joinCpuSections(read);
  const last = read.at(-1)!.touchstone;
  const header = { ...last, samples: joined.samples.length };
  await writeFile(join(directory, whole), JSON.stringify({ touchstone: header, ...joined }));
  const covered = (joined.endTime - joined.startTime) / 1e6;
  const end = endedAt(last.pid);
  const missing =
    end === null || last.until === undefined
      ? 'what came after it is lost'
      : `its last ${Math.max(0.1, (end - last.until) / 1000).toFixed(1)} s are lost`;
  const thread = last.thread === 'main' ? '' : `, ${last.thread}`;
  return `${last.process} (process ${last.pid}${thread}) was killed before it could write its profile: its first ${covered.toFixed(1)} s are here, ${missing}.`;
}

/** The header of a file of the agent; null where there is none. */
export async function readAgentHeader(path: string): Promise<AgentHeader | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const match = /^\{"touchstone":(\{[^{}]*\})/.exec(buffer.toString('utf8', 0, bytesRead));
    return match === null ? null : (JSON.parse(match[1]!) as AgentHeader);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
