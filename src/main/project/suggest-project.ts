/** A project suggested from the files that a language's own tools keep; nothing is written or run. */
import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { projectSchema, type Project } from '../../core/model/project';
import { fail, succeed, type Result } from '../../core/model/result';
import { splitCommand } from './split-command';

/** A command and how to build it. */
interface Suggestion {
  command: string[];
  prepare?: string[];
}

const SUGGESTERS: readonly ((folder: string) => Promise<Suggestion | null>)[] = [
  suggestFromPackageJson,
  suggestFromCargo,
  suggestFromGo,
  suggestFromPyproject,
  suggestFromMakefile,
];

/** A project of one build and one workload, or `project-not-found` when no known file is there. */
export async function suggestProject(folder: string): Promise<Result<Project, Failure>> {
  for (const suggest of SUGGESTERS) {
    const build = await suggest(folder);
    if (build === null) continue;
    const file = projectSchema.parse({
      builds: { candidate: { ...build, role: 'candidate' } },
      workloads: { run: { sizes: [1] } },
    });
    return succeed({ name: basename(folder), path: folder, file, saved: false });
  }
  return fail({
    kind: 'project-not-found',
    message: `${folder} holds no touchstone.json, and no package.json, Cargo.toml, go.mod, pyproject.toml or Makefile to suggest one from.`,
    remedy:
      'Write a touchstone.json with builds and workloads, or profile a command: touchstone profile -- COMMAND ARG…',
  });
}

async function readText(folder: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch {
    return null;
  }
}

async function exists(folder: string, name: string): Promise<boolean> {
  try {
    await access(join(folder, name));
    return true;
  } catch {
    return false;
  }
}

async function suggestFromPackageJson(folder: string): Promise<Suggestion | null> {
  const text = await readText(folder, 'package.json');
  if (text === null) return null;
  let manifest: { main?: unknown; bin?: unknown; scripts?: unknown };
  try {
    manifest = (JSON.parse(text) ?? {}) as typeof manifest;
  } catch {
    return null;
  }
  const scripts = (manifest.scripts ?? {}) as Record<string, unknown>;
  for (const name of ['bench', 'benchmark', 'start']) {
    const script = scripts[name];
    if (typeof script === 'string') return { command: commandOfScript(name, script) };
  }
  const bin =
    typeof manifest.bin === 'string'
      ? manifest.bin
      : Object.values((manifest.bin ?? {}) as Record<string, unknown>)[0];
  for (const entry of [bin, manifest.main, 'index.js', 'index.mjs']) {
    if (typeof entry === 'string' && (await exists(folder, entry))) {
      return { command: ['node', entry] };
    }
  }
  return null;
}

/** A plain `node x.js` is started as it is, so that npm's own work is not measured with it. */
function commandOfScript(name: string, script: string): string[] {
  const words = splitCommand(script);
  const plain =
    words.ok &&
    /^(node|python3?|tsx|bun|deno)$/.test(words.value[0]!) &&
    !/[&|;<>$`*]/.test(script);
  return plain ? words.value : ['npm', 'run', '--silent', name, '--'];
}

async function suggestFromCargo(folder: string): Promise<Suggestion | null> {
  const text = await readText(folder, 'Cargo.toml');
  const name = text === null ? null : /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms.exec(text)?.[1];
  if (name === null || name === undefined) return null;
  const program = process.platform === 'win32' ? `${name}.exe` : name;
  return {
    prepare: ['cargo', 'build', '--release'],
    command: [`target/release/${program}`],
  };
}

async function suggestFromGo(folder: string): Promise<Suggestion | null> {
  if (!(await exists(folder, 'go.mod'))) return null;
  const program = process.platform === 'win32' ? 'touchstone-build.exe' : 'touchstone-build';
  return { prepare: ['go', 'build', '-o', program, '.'], command: [`./${program}`] };
}

async function suggestFromPyproject(folder: string): Promise<Suggestion | null> {
  const text = await readText(folder, 'pyproject.toml');
  if (text === null) return null;
  const python = process.platform === 'win32' ? 'python' : 'python3';
  for (const name of ['bench.py', 'benchmark.py', 'main.py', '__main__.py']) {
    if (await exists(folder, name)) return { command: [python, name] };
  }
  const target = /^\[project\.scripts\][^[]*?=\s*"([\w.]+):/ms.exec(text)?.[1];
  return target === undefined ? null : { command: [python, '-m', target] };
}

async function suggestFromMakefile(folder: string): Promise<Suggestion | null> {
  const text = (await readText(folder, 'Makefile')) ?? (await readText(folder, 'makefile'));
  if (text === null) return null;
  const target = ['bench', 'benchmark', 'run'].find((name) =>
    new RegExp(`^${name}\\s*:(?!=)`, 'm').test(text),
  );
  return target === undefined ? null : { command: ['make', '--silent', target] };
}
