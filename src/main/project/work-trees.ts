/** The checked-out git refs under the data folder: where they lie, what is known of each, their size and removal. */
import { randomUUID } from 'node:crypto';
import { lstat, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { PreparationRecord, WorkTreeInfo } from '../../core/model/preparation';
import { fail, succeed, type Result } from '../../core/model/result';
import { isLocked } from './hold-lock';

/** What is written beside a tree when it is complete, and again when it was prepared. */
export interface WorkTreeRecord {
  repository: string;
  ref: string;
  commit: string;
  createdAt: string;
  usedAt: string;
  /** What the checkout had to leave out. */
  notes: string[];
  /** Null until the prepare command has succeeded. */
  preparation: PreparationRecord | null;
}

/** Folder of all trees, one folder below for each repository. */
export function workTreesFolder(dataFolder: string): string {
  return join(dataFolder, 'worktrees');
}

/** The lock that is held while a tree is made, prepared or removed. */
export function lockOf(tree: string): string {
  return `${tree}.lock`;
}

/** Null where the tree is not complete. */
export async function readWorkTreeRecord(tree: string): Promise<WorkTreeRecord | null> {
  try {
    const record = JSON.parse(await readFile(`${tree}.json`, 'utf8')) as WorkTreeRecord;
    return (await isFolder(tree)) && Array.isArray(record.notes) ? record : null;
  } catch {
    return null;
  }
}

/** Replaces the record in one step. */
export async function writeWorkTreeRecord(tree: string, record: WorkTreeRecord): Promise<void> {
  const temporary = `${tree}.json.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(record, null, 2)}\n`);
  await rename(temporary, `${tree}.json`);
}

/** All trees, last used first; of one repository where its folder is given. Reads every file's size. */
export async function listWorkTrees(
  dataFolder: string,
  repository: string | null = null,
): Promise<WorkTreeInfo[]> {
  const root = workTreesFolder(dataFolder);
  const infos: WorkTreeInfo[] = [];
  for (const parent of await listFolders(root)) {
    for (const folder of await listFolders(parent)) {
      const record = await readWorkTreeRecord(folder);
      if (repository !== null && record?.repository !== repository) continue;
      const { mtime } = await stat(folder);
      infos.push({
        id: relative(root, folder).split(sep).join('/'),
        folder,
        repository: record?.repository ?? null,
        ref: record?.ref ?? null,
        commit: record?.commit ?? null,
        prepare: record?.preparation?.command ?? null,
        createdAt: record?.createdAt ?? mtime.toISOString(),
        usedAt: record?.usedAt ?? mtime.toISOString(),
        bytes: await sizeOnDisk(folder),
      });
    }
  }
  return infos.sort((a, b) => (a.usedAt < b.usedAt ? 1 : -1));
}

/**
 * Removes one tree by its id; it is made anew when it is needed. Fails with `not-found`, with `usage` where it is being
 * made or prepared, and with `storage` where its files cannot be removed.
 */
export async function removeWorkTree(
  dataFolder: string,
  id: string,
): Promise<Result<null, Failure>> {
  const root = workTreesFolder(dataFolder);
  const folder = join(root, ...id.split('/'));
  if (!/^[\w-]+\/[\w-]+$/.test(id) || !(await isFolder(folder))) {
    return fail({
      kind: 'not-found',
      message: `There is no work tree ${JSON.stringify(id)}.`,
      remedy: 'touchstone builds lists those that there are.',
    });
  }
  if (await isLocked(lockOf(folder))) {
    return fail({
      kind: 'usage',
      message: `The work tree ${folder} is being prepared by a run.`,
      remedy: 'Wait for the end of the run or stop it, then remove the work tree.',
    });
  }
  try {
    // The record goes first: what is left of a removal that was cut off is never taken for complete.
    await rm(`${folder}.json`, { force: true });
    await rm(folder, { recursive: true, force: true });
    await rm(lockOf(folder), { force: true });
    // Written by earlier versions.
    const parent = join(folder, '..');
    for (const name of await readdir(parent)) {
      const path = join(parent, name);
      if (path === `${folder}.complete` || path.startsWith(`${folder}.prepared-`)) {
        await rm(path, { force: true });
      }
    }
    return succeed(null);
  } catch (error) {
    return fail({
      kind: 'storage',
      message: `The work tree ${folder} could not be removed: ${error instanceof Error ? error.message : String(error)}.`,
      remedy:
        'Check the rights on its files, e.g. of ones that a prepare command made as another user.',
    });
  }
}

async function listFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
}

/** What the files take on disk; links are not followed, and files with several names count for each. */
async function sizeOnDisk(folder: string): Promise<number> {
  let bytes = 0;
  const open = [folder];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) open.push(child);
      else {
        const { blocks, size } = await lstat(child).catch(() => ({ blocks: 0, size: 0 }));
        bytes += process.platform === 'win32' ? size : blocks * 512;
      }
    }
  }
  return bytes;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
