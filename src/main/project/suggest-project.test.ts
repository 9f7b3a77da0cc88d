import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BuildSpec } from '../../core/model/project';
import { suggestProject } from './suggest-project';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-suggest-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function suggest(files: Record<string, string>, below = ''): Promise<Partial<BuildSpec>> {
  await write(files);
  const project = await suggestProject(join(folder, below));
  if (!project.ok) throw new Error(project.failure.message);
  return project.value.file.builds['candidate']!;
}

const scripts = (each: Record<string, string>, more: object = {}): string =>
  JSON.stringify({ ...more, scripts: each });

test.each<[string, Record<string, string>, Partial<BuildSpec>]>([
  [
    'a plain script is started without npm',
    { 'package.json': scripts({ start: 'x', bench: 'node --expose-gc bench.js' }) },
    { command: ['node', '--expose-gc', 'bench.js'] },
  ],
  [
    'a script of any other name that begins with bench',
    { 'package.json': scripts({ 'bench:lookup': 'node lookup.js' }) },
    { command: ['node', 'lookup.js'] },
  ],
  [
    'what stands before && prepares',
    {
      'package.json': scripts({
        bench: 'esbuild bench.ts --outfile=out/b.js && node out/b.js 500',
      }),
      'node_modules/.bin/esbuild': '',
    },
    {
      prepare: ['node_modules/.bin/esbuild', 'bench.ts', '--outfile=out/b.js'],
      command: ['node', 'out/b.js', '500'],
    },
  ],
  [
    'a pre script prepares',
    { 'package.json': scripts({ prebench: 'tsc', bench: 'node bench.js' }) },
    { prepare: ['npm', 'run', '--silent', 'prebench'], command: ['node', 'bench.js'] },
  ],
  [
    'a build script prepares what lies in its folder',
    { 'package.json': scripts({ build: 'tsc', start: 'node ./dist/main.js' }) },
    { prepare: ['npm', 'run', '--silent', 'build'], command: ['node', './dist/main.js'] },
  ],
  [
    'an installed program is named in full, variables become the environment',
    { 'package.json': scripts({ bench: 'MODE=fast tsx bench.ts' }), 'node_modules/.bin/tsx': '' },
    { command: ['node_modules/.bin/tsx', 'bench.ts'], environment: { MODE: 'fast' } },
  ],
  [
    'a program that is not installed is left to npm',
    { 'package.json': scripts({ bench: 'tsx bench.ts' }) },
    { command: ['npm', 'run', '--silent', 'bench', '--'] },
  ],
  [
    'a script that needs a shell is left to npm',
    { 'package.json': scripts({ bench: 'node a.js | node b.js' }) },
    { command: ['npm', 'run', '--silent', 'bench', '--'] },
  ],
  [
    'the program of a package that is there',
    { 'package.json': '{"bin":{"x":"bin/x.js"},"main":"gone.js"}', 'bin/x.js': '' },
    { command: ['node', 'bin/x.js'] },
  ],
  [
    'main without its ending',
    { 'package.json': '{"main":"./lib"}', 'lib/index.js': '' },
    { command: ['node', 'lib/index.js'] },
  ],
  [
    'Cargo with src/main.rs, names in single quotes, lines for the profile',
    {
      'Cargo.toml': "[package]\nedition='2021'\nname = 'fast'\n\n[dependencies]\n",
      'src/main.rs': '',
    },
    {
      prepare: ['cargo', 'build', '--release', '--bin', 'fast'],
      command: ['target/release/fast'],
      environment: { CARGO_PROFILE_RELEASE_DEBUG: '1' },
    },
  ],
  [
    'Cargo with a named program',
    { 'Cargo.toml': '[package]\nname = "lib-x"\n[[bin]]\nname = "tool"\npath = "t.rs"\n' },
    { command: ['target/release/tool'] },
  ],
  [
    'Cargo with programs below src/bin',
    { 'Cargo.toml': '[package]\nname = "x"\n', 'src/main.rs': '', 'src/bin/bench_it/main.rs': '' },
    { command: ['target/release/bench_it'] },
  ],
  [
    'Go with a program below cmd',
    { 'go.mod': 'module x\n', 'lib.go': 'package x\n', 'cmd/tool/main.go': '// x\npackage main\n' },
    {
      prepare: ['go', 'build', '-o', 'touchstone-build', './cmd/tool'],
      command: ['./touchstone-build'],
    },
  ],
  [
    'Python: the function of a script is called, from src',
    { 'pyproject.toml': '[project.scripts]\nrun = "tool.cli:main"\n', 'src/tool/__init__.py': '' },
    {
      command: ['python3', '-c', 'import sys; from tool.cli import main; sys.exit(main())'],
      environment: { PYTHONPATH: 'src' },
    },
  ],
  [
    "Python: a package that can be run, with the project's own interpreter",
    { 'pyproject.toml': '', 'src/tool/__main__.py': '', '.venv/bin/python': '' },
    { command: ['.venv/bin/python', '-m', 'tool'], environment: { PYTHONPATH: 'src' } },
  ],
  [
    'make: a plain recipe is started without make, what it needs is made before',
    {
      Makefile:
        '.PHONY: bench\nCFLAGS = -O2\nbench: app\n\t@./app 1000\napp: app.c\n\tcc -o $@ $<\n',
    },
    { prepare: ['make', '--silent', 'app'], command: ['./app', '1000'] },
  ],
  [
    'make: a recipe with variables is left to make',
    { GNUmakefile: 'all run: app ; \n\t./$(APP)\n' },
    { command: ['make', '--silent', 'run'] },
  ],
])('%s', async (_what, files, expected) => {
  expect(await suggest(files)).toMatchObject(expected);
});

test("a member of a Cargo workspace is built into the workspace's folder", async () => {
  const build = await suggest(
    {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
      'crates/fast/Cargo.toml': '[package]\nname = "fast"\n',
      'crates/fast/src/main.rs': '',
    },
    'crates/fast',
  );
  expect(build.command).toEqual(['../../target/release/fast']);
});

test("a package of a workspace finds the workspace's programs", async () => {
  const build = await suggest(
    { 'node_modules/.bin/tsx': '', 'packages/a/package.json': scripts({ bench: 'tsx b.ts' }) },
    'packages/a',
  );
  expect(build.command).toEqual(['../../node_modules/.bin/tsx', 'b.ts']);
});

test.each<[string, Record<string, string>, string]>([
  ['nothing', {}, 'no package.json, Cargo.toml'],
  ['a broken package.json', { 'package.json': '{' }, 'package.json is not valid JSON'],
  ['a workspace', { 'package.json': '{"workspaces":["a"]}' }, 'one of its packages'],
  ['a library', { 'Cargo.toml': '[package]\nname = "x"\n', 'src/lib.rs': '' }, 'x is a library'],
  ['a virtual workspace', { 'Cargo.toml': '[workspace]\n' }, 'one of its members'],
  ['a Go library', { 'go.mod': 'module x\n', 'x.go': 'package x\n' }, 'no package main'],
  ['a Python library', { 'pyproject.toml': '[project]\nname = "x"\n' }, 'no script'],
  ['a Makefile without a benchmark', { Makefile: 'all:\n\ttrue\n' }, 'no target bench'],
])('%s: why nothing is suggested', async (_what, files, reason) => {
  await write(files);
  const project = await suggestProject(folder);
  expect(project).toMatchObject({ ok: false, failure: { kind: 'project-not-found' } });
  expect(!project.ok && project.failure.message).toContain(reason);
});
