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
    await writeFile(join(this.#folder, id), String(process.pid));
  }

  async unmark(id: string): Promise<void> {
    await rm(join(this.#folder, id), { force: true });
  }

  /** False also when the process that marked it has ended. */
  async isRunning(id: string): Promise<boolean> {
    try {
      return isAlive(Number(await readFile(join(this.#folder, id), 'utf8')));
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
