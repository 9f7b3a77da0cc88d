/** Folders whose commands the user allowed to run; kept in the data folder. */
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'trusted-folders.json';

/** True when the user has trusted exactly this folder. An unreadable list trusts nothing. */
export async function isTrusted(folder: string, dataFolder: string): Promise<boolean> {
  return (await readTrusted(dataFolder)).includes(await realpath(folder));
}

/** Remembers that this folder's commands may run. */
export async function trustFolder(folder: string, dataFolder: string): Promise<void> {
  const real = await realpath(folder);
  const trusted = await readTrusted(dataFolder);
  if (trusted.includes(real)) return;
  await mkdir(dataFolder, { recursive: true });
  const temporary = join(dataFolder, `${FILE}.${process.pid}.tmp`);
  await writeFile(temporary, JSON.stringify([...trusted, real], null, 2));
  await rename(temporary, join(dataFolder, FILE));
}

async function readTrusted(dataFolder: string): Promise<string[]> {
  try {
    const list: unknown = JSON.parse(await readFile(join(dataFolder, FILE), 'utf8'));
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
