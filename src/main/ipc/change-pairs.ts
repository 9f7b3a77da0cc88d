/** Pairs of functions drawn in the window: kept in the project's file, or with the comparison where there is none. */
import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { isMeant } from '../../core/model/function-pairing';
import type { FunctionPair } from '../../core/model/project';
import type { Comparison } from '../../core/model/recording';
import { fail, succeed, type Result } from '../../core/model/result';
import type { FrameKey, Subject } from '../../core/model/view-answers';
import type { PairsChanged } from '../../ipc/contract';
import { PROJECT_FILE } from '../project/open-project';
import { listPairs, replacePairs } from '../project/write-pairs';
import type { Store } from '../store/store';

/** A pair to be drawn or taken away. */
export interface PairChange {
  subject: Subject;
  candidate: FrameKey;
  reference: FrameKey;
  paired: boolean;
}

/** The pairs of one comparison, wherever they are kept. */
interface KeptPairs {
  keptIn: PairsChanged['keptIn'];
  pairs: readonly FunctionPair[];
  write: (pairs: readonly FunctionPair[]) => Promise<Result<null, Failure>>;
}

/**
 * Pairs two functions, each of which leaves the pair that it was in, or takes their pair away. The answer holds the pairs as they were.
 * Fails with `usage` for a function without a name, `project-invalid` for a file that is wrong, `storage` where it cannot be written.
 */
export async function changePairs(
  store: Store,
  openProject: string | null,
  { subject, candidate, reference, paired }: PairChange,
): Promise<Result<PairsChanged, Failure>> {
  for (const { function: name } of [candidate, reference]) {
    if (name === '' || /^[(<]/.test(name)) return fail(NAMELESS);
  }
  const comparison = await findComparison(store, subject);
  if (!comparison.ok) return comparison;
  const kept = await findPairs(store, openProject, comparison.value);
  if (!kept.ok) return kept;
  const { pairs: before, keptIn, write } = kept.value;
  const folders = await listFolders(store, comparison.value);
  const pair: FunctionPair = {
    candidate: nameFunction(candidate, folders),
    reference: nameFunction(reference, folders),
  };
  const others = before.filter((each) => {
    const [ours, theirs] = [isMeant(each.candidate, candidate), isMeant(each.reference, reference)];
    return paired ? !ours && !theirs : !(ours && theirs);
  });
  const written = await write(paired ? [...others, pair] : others);
  return written.ok ? succeed({ before: [...before], keptIn }) : written;
}

/** Puts pairs back as they were: Undo. Fails as changePairs does. */
export async function restorePairs(
  store: Store,
  openProject: string | null,
  subject: Subject,
  pairs: readonly FunctionPair[],
): Promise<Result<null, Failure>> {
  const comparison = await findComparison(store, subject);
  if (!comparison.ok) return comparison;
  const kept = await findPairs(store, openProject, comparison.value);
  return kept.ok ? kept.value.write(pairs) : kept;
}

const NAMELESS: Failure = {
  kind: 'usage',
  message: 'A function without a name cannot be paired: nothing tells it from the others.',
  remedy: 'Give the function a name in its source, or pair its caller.',
};

async function findComparison(
  store: Store,
  subject: Subject,
): Promise<Result<Comparison, Failure>> {
  if (subject.kind === 'comparison') return store.readComparison(subject.id);
  return fail({
    kind: 'usage',
    message: 'A recording has one build, so that its functions have no partners.',
    remedy: 'Open a comparison.',
  });
}

/** Only the file of the open project is ever written: a comparison from another machine may name any folder. */
async function findPairs(
  store: Store,
  openProject: string | null,
  comparison: Comparison,
): Promise<Result<KeptPairs, Failure>> {
  const path = join(comparison.project.path, PROJECT_FILE);
  if (openProject !== comparison.project.path || !(await isFile(path))) {
    return succeed({
      keptIn: 'comparison',
      pairs: comparison.pairs ?? [],
      write: async (pairs) => {
        await store.saveComparison({ ...comparison, pairs: [...pairs] });
        return succeed(null);
      },
    });
  }
  const read = await attempt(() => readFile(path, 'utf8'));
  if (!read.ok) return read;
  const text = read.value;
  const pairs = listPairs(text, path);
  if (!pairs.ok) return pairs;
  return succeed({
    keptIn: 'project',
    pairs: pairs.value,
    write: async (next) => {
      const replaced = replacePairs(text, next, path);
      if (!replaced.ok) return replaced;
      // In place: the file keeps its mode, its owner and the link that it may be.
      const written = await attempt(async () => writeFile(await realpath(path), replaced.value));
      return written.ok ? succeed(null) : written;
    },
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function attempt<Value>(act: () => Promise<Value>): Promise<Result<Value, Failure>> {
  try {
    return succeed(await act());
  } catch (error) {
    return fail({
      kind: 'storage',
      message: `The pairs could not be kept: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: `Make ${PROJECT_FILE} writable, then pair again.`,
    });
  }
}

/** Folders that a build's files lie in; the longest first. */
async function listFolders(store: Store, comparison: Comparison): Promise<string[]> {
  const folders = [comparison.project.path];
  for (const id of [comparison.candidate, comparison.reference]) {
    const recording = await store.readRecording(id);
    if (recording.ok) folders.push(recording.value.build.cwd);
  }
  return folders.filter((folder) => folder !== '').sort((a, b) => b.length - a.length);
}

/** The end of the path that is the same on every machine: below the build's folder, else the file's name. */
function nameFunction(
  { function: name, file }: FrameKey,
  folders: readonly string[],
): FunctionPair['candidate'] {
  if (file === null) return { function: name };
  const folder = folders.find((each) => file.startsWith(`${each}/`));
  return {
    function: name,
    file: folder === undefined ? basename(file) : file.slice(folder.length + 1),
  };
}
