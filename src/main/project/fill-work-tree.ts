/** What a checkout of a commit alone leaves out: submodules and large files kept by Git LFS. */
import { constants } from 'node:fs';
import { access, copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GitError, runGit, runGitRaw } from './run-git';

const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

/** A pointer file has some 130 bytes. */
const LARGEST_POINTER_BYTES = 1024;

/** Deeper than this a submodule holds itself. */
const DEEPEST_SUBMODULE = 8;

/**
 * Fills a fresh checkout of `commit` from what the user's repository at `top` has: nothing is fetched. Gives a note for
 * each thing that is missing there. Throws GitError where a submodule lacks the commit that is asked for.
 */
export async function fillWorkTree(
  top: string,
  tree: string,
  commit: string,
  signal: AbortSignal,
): Promise<string[]> {
  const notes: string[] = [];
  const open = [{ top, tree, commit, path: '', depth: 0 }];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    notes.push(...(await fillLargeFiles(each.top, each.tree, each.commit, each.path, signal)));
    for (const { path, commit: wanted } of await listSubmodules(each.top, each.commit, signal)) {
      const from = join(each.top, path);
      const shown = each.path === '' ? path : `${each.path}/${path}`;
      if (!(await exists(join(from, '.git')))) {
        notes.push(
          `The submodule ${shown} is empty in the work tree, because ${each.top} has not checked it out. If it is needed: git -C ${each.top} submodule update --init ${path}`,
        );
      } else if (each.depth < DEEPEST_SUBMODULE) {
        const to = join(each.tree, path);
        await checkOutSubmodule(from, to, shown, wanted, signal);
        open.push({ top: from, tree: to, commit: wanted, path: shown, depth: each.depth + 1 });
      }
    }
  }
  return notes;
}

async function checkOutSubmodule(
  from: string,
  to: string,
  path: string,
  commit: string,
  signal: AbortSignal,
): Promise<void> {
  await runGit(from, ['cat-file', '-e', `${commit}^{commit}`], signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new GitError(
      `its submodule ${path} has no commit ${commit.slice(0, 12)}`,
      `Fetch it: git -C ${from} fetch origin ${commit}`,
    );
  });
  await runGit(from, ['clone', '--quiet', '--no-checkout', '--shared', '--', from, to], signal);
  await runGit(to, ['checkout', '--quiet', '--detach', commit], signal);
}

async function listSubmodules(
  top: string,
  commit: string,
  signal: AbortSignal,
): Promise<{ path: string; commit: string }[]> {
  if (!(await hasFile(top, commit, '.gitmodules', signal))) return [];
  const text = await runGitRaw(top, ['ls-tree', '-r', '-z', commit], signal);
  return text.split('\0').flatMap((line) => {
    const match = /^160000 commit ([0-9a-f]+)\t(.+)$/s.exec(line);
    return match === null ? [] : [{ commit: match[1]!, path: match[2]! }];
  });
}

/** Puts the contents in place of pointers; gives a note where the repository does not have them. */
async function fillLargeFiles(
  top: string,
  tree: string,
  commit: string,
  path: string,
  signal: AbortSignal,
): Promise<string[]> {
  const search = ['grep', '-l', '-z', '-I', '-e', `^${LFS_POINTER}`, commit];
  const attributes = ['grep', '-l', '-e', 'filter=lfs', commit, '--', '.gitattributes'];
  // Both end with 1 where nothing is found.
  const uses = await runGit(top, [...attributes, '**/.gitattributes'], signal).catch(() => '');
  if (uses === '') return [];
  const found = await runGitRaw(top, search, signal).catch(() => '');
  const store = resolve(top, await runGit(top, ['rev-parse', '--git-common-dir'], signal), 'lfs');
  const missing: string[] = [];
  for (const entry of found.split('\0')) {
    if (entry === '') continue;
    const file = entry.slice(commit.length + 1);
    const target = join(tree, file);
    const id = await readPointer(target);
    if (id === null) continue;
    const content = join(store, 'objects', id.slice(0, 2), id.slice(2, 4), id);
    try {
      await copyFile(content, target, constants.COPYFILE_FICLONE);
    } catch {
      missing.push(path === '' ? file : `${path}/${file}`);
    }
  }
  const [first] = missing;
  if (first === undefined) return [];
  const which = missing.length === 1 ? first : `${first} and ${missing.length - 1} more`;
  return [
    `Git LFS content is missing: ${which} ${missing.length === 1 ? 'is a pointer' : 'are pointers'} in the work tree instead of the file. If needed: git -C ${top} lfs fetch origin ${commit}, then touchstone builds --remove ${commit.slice(0, 12)}`,
  ];
}

async function readPointer(file: string): Promise<string | null> {
  const text = await readFile(file, 'latin1').catch(() => '');
  if (text.length > LARGEST_POINTER_BYTES) return null;
  return /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1] ?? null;
}

async function hasFile(
  top: string,
  commit: string,
  file: string,
  signal: AbortSignal,
): Promise<boolean> {
  return runGit(top, ['cat-file', '-e', `${commit}:${file}`], signal).then(
    () => true,
    (error: unknown) => {
      if (signal.aborted) throw error;
      return false;
    },
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
