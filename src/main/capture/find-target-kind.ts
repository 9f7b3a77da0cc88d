import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { TargetKind } from '../../core/model/instrument';
import { findProgram } from '../launch/find-program';

const NODE_PROGRAMS =
  /^(node|nodejs|npm|npx|yarn|yarnpkg|pnpm|pnpx|tsx|ts-node|vitest|jest|mocha|electron)(\.exe|\.cmd)?$/;
const PYTHON_PROGRAMS = /^(python|pypy|pytest|ipython|uvicorn|gunicorn|flask)([\d.]*)(\.exe)?$/;
/** Programs that run the program named in their arguments. */
const LAUNCHERS =
  /^(env|sh|bash|dash|zsh|nice|time|timeout|nohup|setsid|taskset|stdbuf|xvfb-run|poetry|uv|pipenv)$/;

function kindOfName(word: string): TargetKind | null {
  const name = basename(word);
  if (NODE_PROGRAMS.test(name) || /^\.[cm]?[jt]s$/.test(extname(name))) return 'node';
  if (PYTHON_PROGRAMS.test(name) || extname(name) === '.py') return 'python';
  return null;
}

/** The run time of a command: by its name, its launcher's arguments, or the first line of a script. Unknown is `native`. */
export async function findTargetKind(command: readonly string[], cwd: string): Promise<TargetKind> {
  const program = command[0] ?? '';
  const byName = kindOfName(program);
  if (byName !== null) return byName;
  if (LAUNCHERS.test(basename(program))) {
    for (const word of command.slice(1).flatMap((part) => part.split(/[\s;&|()]+/))) {
      const kind = kindOfName(word.replace(/^["']|["']$/g, ''));
      if (kind !== null) return kind;
    }
  }
  const found = await findProgram(command, cwd, process.env['PATH'] ?? '');
  if (!found.ok) return 'native';
  const firstLine = await readFirstLine(found.value);
  if (!firstLine.startsWith('#!')) return 'native';
  for (const word of firstLine.slice(2).trim().split(/\s+/)) {
    const kind = kindOfName(word);
    if (kind !== null) return kind;
  }
  return 'native';
}

async function readFirstLine(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.toString('latin1', 0, bytesRead).split('\n')[0] ?? '';
  } finally {
    await file.close();
  }
}
