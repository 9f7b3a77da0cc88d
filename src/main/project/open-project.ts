/** A folder, or the path of a touchstone.json → a checked project. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { Project } from '../../core/model/project';
import { fail, succeed, type Result } from '../../core/model/result';
import { checkProjectFile } from './check-project-file';
import { expandSecondSizes } from './expand-second-size';
import { suggestProject } from './suggest-project';

/** Name of the file at a project's root. */
export const PROJECT_FILE = 'touchstone.json';

// Real files have a few kilobytes; a capture dropped by mistake must not be read whole.
const LARGEST_PROJECT_FILE_BYTES = 1024 * 1024;

/**
 * Opens a project. A folder without touchstone.json is opened with what package.json, Cargo.toml, go.mod,
 * pyproject.toml or a Makefile suggest (`saved` is false then). Runs nothing.
 */
export async function openProject(path: string): Promise<Result<Project, Failure>> {
  const absolute = resolve(path);
  const kind = await findKind(absolute);
  if (kind === null) {
    return fail({
      kind: 'project-not-found',
      message: `${absolute} does not exist.`,
      remedy: `Give a folder that holds ${PROJECT_FILE}, or the path of such a file.`,
    });
  }
  if (kind === 'file' && MANIFESTS.has(basename(absolute))) return openProject(dirname(absolute));
  if (kind === 'file' && !/\.jsonc?$/i.test(absolute)) return fail(describeOtherFile(path));
  const folder = await realpath(kind === 'folder' ? absolute : dirname(absolute));
  const file = kind === 'folder' ? join(folder, PROJECT_FILE) : absolute;
  if (kind === 'folder' && (await findKind(file)) === null) return suggestProject(folder);
  const text = await readProjectText(file);
  if (!text.ok) return text;
  const checked = checkProjectFile(text.value, file);
  if (!checked.ok) return checked;
  return succeed({
    name: checked.value.name ?? basename(folder),
    path: folder,
    file: expandSecondSizes(sortSizes(checked.value)),
    saved: true,
  });
}

/** Who names one of these means the project that it describes. */
const MANIFESTS = new Set([
  ...['package.json', 'Cargo.toml', 'go.mod', 'pyproject.toml'],
  ...['Makefile', 'makefile', 'GNUmakefile'],
]);

const STARTERS: Record<string, string> = {
  '.js': 'node ',
  '.mjs': 'node ',
  '.cjs': 'node ',
  '.ts': 'npx tsx ',
  '.py': 'python3 ',
  '.sh': 'sh ',
};

function describeOtherFile(path: string): Failure {
  const start = STARTERS[extname(path)] ?? (/[\\/]/.test(path) ? '' : './');
  const word = /\s/.test(path) ? `'${path}'` : path;
  return {
    kind: 'project-invalid',
    message: `${path} is not a project file, which is JSON.`,
    remedy: `To profile that file itself: touchstone profile -- ${start}${word}`,
  };
}

async function findKind(path: string): Promise<'folder' | 'file' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return null;
  }
}

async function readProjectText(file: string): Promise<Result<string, Failure>> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST_PROJECT_FILE_BYTES) {
      return fail({
        kind: 'project-invalid',
        message: `${file} has ${size} bytes, too many for a project file.`,
        remedy: `Give the ${PROJECT_FILE} of a project; it has at most ${LARGEST_PROJECT_FILE_BYTES} bytes.`,
      });
    }
    return succeed(await readFile(file, 'utf8'));
  } catch (error) {
    return fail({
      kind: 'project-invalid',
      message: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Check that it is a file and that you may read it.',
    });
  }
}

/** Everything downstream takes sizes as ascending. */
function sortSizes(file: Project['file']): Project['file'] {
  const workloads = Object.fromEntries(
    Object.entries(file.workloads).map(([name, workload]) => [
      name,
      { ...workload, sizes: workload.sizes.toSorted((a, b) => a - b) },
    ]),
  );
  return { ...file, workloads };
}
