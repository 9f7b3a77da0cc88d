/** Settings, kept in the data folder. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CPU_INTERVAL_MS } from '../../core/model/run-request';
import type { Settings } from '../../ipc/contract';
import { SETTINGS_SCHEMA } from '../../ipc/schemas';

const DEFAULTS: Settings = {
  theme: 'system',
  editor: null,
  runs: null,
  cpuIntervalMs: CPU_INTERVAL_MS.usual,
  layout: {},
};

/** Reads and changes settings; changes are written one after the other. */
export class SettingsFile {
  readonly #file: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(dataFolder: string) {
    this.#file = join(dataFolder, 'settings.json');
  }

  /** What was saved, with defaults for what is missing or not understood. */
  async read(): Promise<Settings> {
    try {
      const saved: unknown = JSON.parse(await readFile(this.#file, 'utf8'));
      const parsed = SETTINGS_SCHEMA.safeParse(saved);
      return parsed.success ? { ...DEFAULTS, ...parsed.data } : DEFAULTS;
    } catch {
      return DEFAULTS;
    }
  }

  async change(change: Partial<Settings>): Promise<Settings> {
    const writing = this.#writing.then(async () => {
      const settings = { ...(await this.read()), ...change };
      await mkdir(join(this.#file, '..'), { recursive: true });
      const temporary = `${this.#file}.${process.pid}.tmp`;
      await writeFile(temporary, JSON.stringify(settings, null, 2));
      await rename(temporary, this.#file);
      return settings;
    });
    this.#writing = writing.catch(() => null);
    return writing;
  }
}
