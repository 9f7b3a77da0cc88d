/** Who is recording now: one small file for each run, so that a crash can be told from a run under way. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Marks and asks for runs under way, in this process or another. */
export class RunningMarks {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'running');
  }

  async mark(id: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(join(this.#folder, id), `${process.pid} ${await readStart(process.pid)}`);
  }

  async unmark(id: string): Promise<void> {
    await rm(join(this.#folder, id), { force: true });
  }

  /** False also when the process that marked it has ended. */
  async isRunning(id: string): Promise<boolean> {
    try {
      const [pid, start] = (await readFile(join(this.#folder, id), 'utf8')).split(' ');
      if (!isAlive(Number(pid))) return false;
      // Numbers are given anew: in a container the next start often has that of the dead one.
      return start === undefined || start === '' || start === (await readStart(Number(pid)));
    } catch {
      return false;
    }
  }

  /** Removes the marks of ended processes and gives their ids. */
  async clearStale(): Promise<string[]> {
    const ids = await readdir(this.#folder).catch(() => []);
    const stale: string[] = [];
    for (const id of ids) {
      if (await this.isRunning(id)) continue;
      await this.unmark(id);
      stale.push(id);
    }
    return stale;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process was started, in ticks since the machine was; empty where the system does not tell. */
async function readStart(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The name may hold spaces and parentheses; the start is the 20th field after it.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
