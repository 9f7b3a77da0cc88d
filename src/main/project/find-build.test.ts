import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LaunchPlan } from '../../core/model/launch';
import type { PreparationRecord, WorkTreeInfo } from '../../core/model/preparation';
import { projectSchema, type Project } from '../../core/model/project';
import type { ReadyBuild } from '../../core/model/ready-build';
import { findBuild } from './find-build';
import { chooseNearestRefs } from './nearest-refs';
import { listWorkTrees, removeWorkTree } from './work-trees';

let folder = '';
let data = '';
const signal = new AbortController().signal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-git-'));
  data = await mkdtemp(join(tmpdir(), 'touchstone-data-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(data, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

/** A repository whose project lies in a subfolder, with a tag behind its head. */
async function makeProject(git_: string): Promise<Project> {
  await mkdir(join(folder, 'tool'));
  await writeFile(join(folder, 'tool/bench.js'), 'old');
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'old');
  git('tag', 'v1');
  await writeFile(join(folder, 'tool/bench.js'), 'new');
  git('commit', '-qam', 'new');
  await writeFile(join(folder, 'tool/bench.js'), 'not committed');
  const file = projectSchema.parse({
    builds: {
      old: { git: git_, command: ['node', 'bench.js'], prepare: ['true'] },
      here: { command: ['node', 'bench.js', '{n}'], environment: { SIZE: '{n}' } },
    },
    workloads: { run: { sizes: [1], args: ['x{n}'], stdin: 'in {n}', prepare: ['make', '{n}'] } },
  });
  return { name: 'tool', path: join(folder, 'tool'), file, saved: true };
}

function record(command: readonly string[], cwd: string): PreparationRecord {
  const startedAt = new Date().toISOString();
  const numbers = { wallMs: 1, output: 'built', outputBytes: 5 };
  return { command, cwd, environment: {}, startedAt, ...numbers, reused: false };
}

async function find(project: Project, name = 'old'): Promise<ReadyBuild<AbortSignal>> {
  const found = await findBuild(project, name, data, signal);
  if (!found.ok) throw new Error(found.failure.message);
  return found.value;
}

test('a git ref is checked out once, in a tree of its own, and prepared once', async () => {
  const project = await makeProject('v1');
  const first = await find(project);
  expect(first.commit).toBe(git('rev-parse', 'v1'));
  expect(await readFile(join(first.cwd, 'bench.js'), 'utf8')).toBe('old');
  const done = await first.prepare(async ({ command, cwd }) => {
    await writeFile(join(cwd, 'built'), 'kept');
    return record(command, cwd);
  }, signal);
  expect(done).toMatchObject({ command: ['true'], reused: false });

  const second = await find(project);
  const again = await second.prepare(() => Promise.reject(new Error('prepared twice')), signal);
  expect(again).toMatchObject({ command: ['true'], output: 'built', reused: true });
  expect(await readFile(join(second.cwd, 'built'), 'utf8')).toBe('kept');
  // The user's own checkout and repository stay as they were.
  expect(await readFile(join(folder, 'tool/bench.js'), 'utf8')).toBe('not committed');
  expect(git('worktree', 'list').split('\n')).toHaveLength(1);
});

test('a preparation that failed is run again, and another command gets a tree of its own', async () => {
  const project = await makeProject('v1');
  const first = await find(project);
  const broken = first.prepare(() => Promise.reject(new Error('no compiler')), signal);
  await expect(broken).rejects.toThrow('no compiler');
  const second = await find(project);
  expect(
    await second.prepare((plan) => Promise.resolve(record(plan.command, plan.cwd)), signal),
  ).toMatchObject({ reused: false });
  project.file.builds['old']!.prepare = ['make', 'fast'];
  expect((await find(project)).cwd).not.toBe(first.cwd);
});

test('two runs at once prepare a build once; the other waits', async () => {
  const project = await makeProject('v1');
  const builds = await Promise.all([find(project), find(project)]);
  expect(builds[0].cwd).toBe(builds[1].cwd);
  const order: string[] = [];
  let tellWaits = (): void => undefined;
  const waits = new Promise<void>((resolve) => (tellWaits = resolve));
  const run = async ({ command, cwd }: LaunchPlan): Promise<PreparationRecord> => {
    order.push('begins');
    // Ends only when the other has found the lock held, however slow the machine is.
    await waits;
    order.push('prepared');
    return record(command, cwd);
  };
  const onWait = (): void => {
    order.push('waits');
    tellWaits();
  };
  // Which of the two takes the lock is the file system's choice.
  const results = await Promise.all(builds.map((each) => each.prepare(run, signal, onWait)));
  expect(results.map((each) => each?.reused).sort()).toEqual([false, true]);
  expect(order.toSorted()).toEqual(['begins', 'prepared', 'waits']);
  expect(order.at(-1)).toBe('prepared');
});

test('a lock that a dead process left behind is not waited for', async () => {
  const project = await makeProject('v1');
  const [tree] = await listAfter(project);
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  await writeFile(`${tree!.folder}.lock`, `${ended} 1`);
  const build = await find(project);
  expect(build.commit).toBe(git('rev-parse', 'v1'));
});

async function listAfter(project: Project): Promise<WorkTreeInfo[]> {
  await find(project);
  return listWorkTrees(data);
}

test('a checkout that was cut off is made anew', async () => {
  const project = await makeProject('v1');
  const [tree] = await listAfter(project);
  await rm(`${tree!.folder}.json`);
  await rm(join(tree!.folder, 'tool/bench.js'));
  expect(await readFile(join((await find(project)).cwd, 'bench.js'), 'utf8')).toBe('old');
});

test('a branch that has moved gets its new commit', async () => {
  const project = await makeProject('moving');
  git('branch', 'moving', 'v1');
  const first = await find(project);
  git('branch', '-f', 'moving', 'HEAD');
  const second = await find(project);
  expect([first.commit, second.commit]).toEqual([git('rev-parse', 'v1'), git('rev-parse', 'HEAD')]);
  expect(await readFile(join(first.cwd, 'bench.js'), 'utf8')).toBe('old');
  expect(await readFile(join(second.cwd, 'bench.js'), 'utf8')).toBe('new');
});

test('work trees are listed with their size and removed', async () => {
  const project = await makeProject('v1');
  const build = await find(project);
  await build.prepare(async ({ command, cwd }) => {
    await writeFile(join(cwd, 'large'), Buffer.alloc(300_000, 1));
    return record(command, cwd);
  }, signal);
  const trees = await listWorkTrees(data, await realpath(folder));
  expect(trees).toMatchObject([{ ref: 'v1', commit: build.commit, prepare: ['true'] }]);
  expect(trees[0]!.bytes).toBeGreaterThan(300_000);
  expect(await listWorkTrees(data, '/elsewhere')).toEqual([]);

  expect(await removeWorkTree(data, '../worktrees')).toMatchObject({ ok: false });
  expect(await removeWorkTree(data, trees[0]!.id)).toEqual({ ok: true, value: null });
  expect(await listWorkTrees(data)).toEqual([]);
  // What was removed comes back when it is needed.
  expect(await readFile(join((await find(project)).cwd, 'bench.js'), 'utf8')).toBe('old');
});

test('a work tree is not removed under a preparation', async () => {
  const project = await makeProject('v1');
  const build = await find(project);
  const [tree] = await listWorkTrees(data);
  await build.prepare(async ({ command, cwd }) => {
    const removal = await removeWorkTree(data, tree!.id);
    expect(removal).toMatchObject({ ok: false, failure: { kind: 'usage' } });
    return record(command, cwd);
  }, signal);
});

test.each([
  ['v9', 'v1'],
  ['V1', 'v1'],
  ['--upload-pack=touch x', 'v1'],
  ['-h', 'v1'],
])('the ref %s is told as unknown, with the nearest', async (ref, nearest) => {
  const project = await makeProject(ref);
  const found = await findBuild(project, 'old', data, signal);
  const failure = { kind: 'unknown-name', where: 'builds.old.git' };
  expect(found).toMatchObject({ ok: false, failure });
  expect(!found.ok && found.failure.message).toContain(`no commit "${ref}"`);
  expect(!found.ok && found.failure.remedy).toMatch(new RegExp(`Nearest are .*${nearest}`));
});

test.each([
  ['feature', ['main', 'origin/feature', 'v2'], 'origin/feature'],
  ['v1.0', ['main', 'v1.0.1', 'v3'], 'v1.0.1'],
  ['mian', ['release', 'main'], 'main'],
])('of %s the nearest ref is found', (ref, refs, expected) => {
  expect(chooseNearestRefs(ref, refs)[0]).toBe(expected);
});

test('a folder that is in no repository is told so', async () => {
  const project = await makeProject('v1');
  await rm(join(folder, '.git'), { recursive: true });
  const found = await findBuild(project, 'old', data, signal);
  expect(found).toMatchObject({ ok: false, failure: { kind: 'target-not-started' } });
  expect(!found.ok && found.failure.remedy).toContain('git init');
});

test('submodules come from the checkout beside; one that is not there is noted', async () => {
  const library = await mkdtemp(join(tmpdir(), 'touchstone-library-'));
  await writeFile(join(library, 'part.js'), 'part');
  git('-C', library, 'init', '-q');
  git('-C', library, 'add', '.');
  git('-C', library, 'commit', '-qm', 'part');
  const project = await makeProject('HEAD');
  const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '--', library];
  git(...add, 'libs/part');
  git(...add, 'libs/absent');
  git('commit', '-qm', 'submodules');
  await rm(join(folder, 'libs/absent'), { recursive: true });
  await mkdir(join(folder, 'libs/absent'));
  await rm(library, { recursive: true });
  const build = await find(project);
  expect(await readFile(join(build.cwd, '../libs/part/part.js'), 'utf8')).toBe('part');
  expect(build.notes).toHaveLength(1);
  expect(build.notes[0]).toContain('submodule libs/absent is empty');
});

test('large files of Git LFS come from the store beside; ones that are not there are noted', async () => {
  const project = await makeProject('HEAD');
  const pointer = (text: string): string =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${hashOf(text)}\nsize ${text.length}\n`;
  await writeFile(join(folder, '.gitattributes'), '*.bin filter=lfs diff=lfs merge=lfs -text\n');
  await writeFile(join(folder, 'tool/here.bin'), pointer('content'));
  await writeFile(join(folder, 'tool/gone.bin'), pointer('lost'));
  git('add', '.gitattributes', 'tool/here.bin', 'tool/gone.bin');
  git('commit', '-qm', 'large');
  const id = hashOf('content');
  const store = join(folder, '.git/lfs/objects', id.slice(0, 2), id.slice(2, 4));
  await mkdir(store, { recursive: true });
  await writeFile(join(store, id), 'content');
  const build = await find(project);
  expect(await readFile(join(build.cwd, 'here.bin'), 'utf8')).toBe('content');
  expect(build.notes).toHaveLength(1);
  expect(build.notes[0]).toContain('tool/gone.bin is a pointer');
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test('a stopped checkout is told as interrupted', async () => {
  const project = await makeProject('v1');
  const found = await findBuild(project, 'old', data, AbortSignal.abort());
  expect(found).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
});

test('{n} is replaced in command, arguments, environment and standard input', async () => {
  const project = await makeProject('v1');
  const found = await findBuild(project, 'here', data, signal);
  if (!found.ok) throw new Error(found.failure.message);
  expect(found.value.planRun('run', 1e21, '/scratch')).toMatchObject({
    command: ['node', 'bench.js', '1000000000000000000000', 'x1000000000000000000000'],
    cwd: project.path,
    environment: { SIZE: '1000000000000000000000', TOUCHSTONE_DATA: '/scratch' },
    stdin: 'in 1000000000000000000000',
  });
  expect(found.value.planData('run', 0.5, '/scratch')).toMatchObject({
    command: ['node', 'bench.js', '0.5', 'make', '0.5'],
    stdin: null,
  });
});

test('a file for standard input is that of the project for every build, and {n} names it', async () => {
  const project = await makeProject('v1');
  project.file.workloads['run']!.stdin = { file: 'data/in-{n}.txt' };
  const expected = { stdin: null, stdinFile: join(project.path, 'data/in-7.txt') };
  for (const name of ['old', 'here']) {
    const build = await find(project, name);
    expect(build.planRun('run', 7, '/scratch')).toMatchObject(expected);
    expect(build.planData('run', 7, '/scratch')).not.toHaveProperty('stdinFile');
  }
});
