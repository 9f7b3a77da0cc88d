/** package.json → the script that looks most like a benchmark, else the program that the package is. */
import { dirname, join, relative } from 'node:path';
import { splitCommand } from '../split-command';
import { exists, isFile, readText, type Suggested, type Suggestion } from './suggestion';

interface Manifest {
  main?: unknown;
  bin?: unknown;
  scripts?: unknown;
  workspaces?: unknown;
}

/** Scripts that are tried, in this order; then any that begins with `bench`. */
const SCRIPT_NAMES = ['bench', 'benchmark', 'perf', 'start'];

/** Where a package is installed in a folder above, as in a workspace. */
const HIGHEST_FOLDERS = 4;

const SHELL_CHARACTERS = /[&|;<>$`*?(){}]/;

/** See the head of this file. */
export async function suggestFromPackageJson(folder: string): Promise<Suggested> {
  const text = await readText(folder, 'package.json');
  if (text === null) return null;
  let manifest: Manifest;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { reason: 'package.json is not an object' };
    }
    manifest = value;
  } catch (error) {
    return {
      reason: `package.json is not valid JSON (${error instanceof Error ? error.message : String(error)})`,
    };
  }
  const scripts = textsOf(manifest.scripts);
  const names = Object.keys(scripts);
  const name =
    SCRIPT_NAMES.slice(0, 3).find((each) => names.includes(each)) ??
    names.find((each) => /^bench/.test(each)) ??
    SCRIPT_NAMES.slice(3).find((each) => names.includes(each));
  if (name !== undefined) return { build: await suggestScript(folder, name, scripts) };
  const entry = await findEntry(folder, manifest);
  if (entry !== null) return { build: { command: ['node', entry] } };
  const packages =
    manifest.workspaces === undefined ? '' : '; open the folder of one of its packages';
  return {
    reason: `package.json has no script bench, benchmark, perf or start, and no "main" or "bin" that is there${packages}`,
  };
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

async function findEntry(folder: string, { bin, main }: Manifest): Promise<string | null> {
  const program = typeof bin === 'string' ? bin : Object.values(textsOf(bin))[0];
  const named = [program, main].filter((each) => typeof each === 'string');
  // The ways in which Node itself completes "main".
  const completed = named.flatMap((each) => [each, `${each}.js`, join(each, 'index.js')]);
  for (const entry of [...completed, 'index.js', 'index.mjs', 'index.cjs']) {
    if (await isFile(folder, entry)) return entry;
  }
  return null;
}

/**
 * A plain `node x.js` is started as it is, so that npm's own work is not measured with it; what comes before its `&&`,
 * and a `pre` script, become the preparation.
 */
async function suggestScript(
  folder: string,
  name: string,
  scripts: Record<string, string>,
): Promise<Suggestion> {
  const whole: Suggestion = { command: npmRun(name, '--') };
  const parts = scripts[name]!.split('&&').map((part) => part.trim());
  const command = await resolveWords(folder, parts.pop() ?? '');
  if (command === null || parts.length > 1) return whole;
  const [first] = parts;
  const pre = scripts[`pre${name}`];
  if (first !== undefined) {
    const before = await resolveWords(folder, first);
    if (before === null || before.environment !== undefined || pre !== undefined) return whole;
    return { ...command, prepare: before.command };
  }
  if (pre !== undefined) return { ...command, prepare: npmRun(`pre${name}`) };
  // What is built first is not there yet in a fresh clone.
  const file = command.command.find((word) => /\.[cm]?js$/.test(word));
  const isBuilt =
    file === undefined || /^(build|dist|lib|out)[\\/]/.test(file.replace(/^\.\//, ''));
  if (file !== undefined && isBuilt && scripts['build'] !== undefined) {
    return { ...command, prepare: npmRun('build') };
  }
  return command;
}

function npmRun(name: string, ...rest: string[]): string[] {
  return ['npm', 'run', '--silent', name, ...rest];
}

/** Words of a command that needs no shell, its program found; null otherwise. */
async function resolveWords(folder: string, line: string): Promise<Suggestion | null> {
  if (SHELL_CHARACTERS.test(line)) return null;
  const split = splitCommand(line);
  if (!split.ok) return null;
  const words = split.value;
  const environment: Record<string, string> = {};
  if (words[0] === 'cross-env') words.shift();
  for (let match; (match = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[0] ?? '')) !== null;) {
    environment[match[1]!] = match[2]!;
    words.shift();
  }
  const [program = ''] = words;
  if (program === '') return null;
  const set = Object.keys(environment).length === 0 ? {} : { environment };
  if (/^(node|npm|python3?|bun|deno)$/.test(program)) return { command: words, ...set };
  if (program === 'npx' && words.length > 1 && !words[1]!.startsWith('-')) words.shift();
  if (program.includes('/')) return { command: words, ...set };
  const local = await findInstalled(folder, words[0]!);
  return local === null ? null : { command: [local, ...words.slice(1)], ...set };
}

/** npm puts these folders on PATH; without npm the program has to be named in full. */
async function findInstalled(folder: string, program: string): Promise<string | null> {
  for (let at = folder, level = 0; level < HIGHEST_FOLDERS; level += 1) {
    const path = join(at, 'node_modules', '.bin', program);
    if (process.platform !== 'win32' && (await exists(path))) return relative(folder, path);
    if (dirname(at) === at) break;
    at = dirname(at);
  }
  return null;
}
