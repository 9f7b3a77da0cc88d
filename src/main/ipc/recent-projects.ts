/** Projects opened before, latest first; kept in the data folder. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_PROJECTS = 12;

/** One line of the list. */
export interface RecentProject {
  name: string;
  path: string;
}

/** An unreadable list is an empty one: it is a convenience, never a reason to fail. */
export class RecentProjects {
  readonly #file: string;

  constructor(dataFolder: string) {
    this.#file = join(dataFolder, 'recent-projects.json');
  }

  async list(): Promise<RecentProject[]> {
    try {
      const list: unknown = JSON.parse(await readFile(this.#file, 'utf8'));
      return Array.isArray(list) ? list.filter(isProject) : [];
    } catch {
      return [];
    }
  }

  /** Puts a project at the top. */
  async remember(project: RecentProject): Promise<void> {
    const others = (await this.list()).filter(({ path }) => path !== project.path);
    const list = [project, ...others].slice(0, MAX_PROJECTS);
    await mkdir(join(this.#file, '..'), { recursive: true });
    const temporary = `${this.#file}.${process.pid}.tmp`;
    await writeFile(temporary, JSON.stringify(list, null, 2));
    await rename(temporary, this.#file);
  }
}

function isProject(value: unknown): value is RecentProject {
  if (typeof value !== 'object' || value === null) return false;
  const { name, path } = value as Record<string, unknown>;
  return typeof name === 'string' && typeof path === 'string';
}
