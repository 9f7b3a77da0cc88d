import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectSchema, type Project } from '../../core/model/project';
import { findBuild } from './find-build';

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

test('a git ref is checked out once, in a tree of its own, and prepared once', async () => {
  const project = await makeProject('v1');
  const first = await findBuild(project, 'old', data, signal);
  if (!first.ok) throw new Error(first.failure.message);
  expect(first.value.commit).toBe(git('rev-parse', 'v1'));
  expect(await readFile(join(first.value.cwd, 'bench.js'), 'utf8')).toBe('old');
  expect(first.value.preparation?.command).toEqual(['true']);
  await first.value.confirmPrepared();
  await writeFile(join(first.value.cwd, 'built'), 'kept');

  const second = await findBuild(project, 'old', data, signal);
  if (!second.ok) throw new Error(second.failure.message);
  expect(second.value.preparation).toBeNull();
  expect(await readFile(join(second.value.cwd, 'built'), 'utf8')).toBe('kept');
  // The user's own checkout and repository stay as they were.
  expect(await readFile(join(folder, 'tool/bench.js'), 'utf8')).toBe('not committed');
  expect(git('worktree', 'list').split('\n')).toHaveLength(1);
});

test('a checkout that was cut off is made anew', async () => {
  const project = await makeProject('v1');
  const first = await findBuild(project, 'old', data, signal);
  if (!first.ok) throw new Error(first.failure.message);
  const tree = join(first.value.cwd, '..');
  await rm(`${tree}.complete`);
  await rm(join(first.value.cwd, 'bench.js'));
  const second = await findBuild(project, 'old', data, signal);
  if (!second.ok) throw new Error(second.failure.message);
  expect(await readFile(join(second.value.cwd, 'bench.js'), 'utf8')).toBe('old');
});

test.each(['v9', '--upload-pack=touch x', '-h'])('the ref %s is told as unknown', async (ref) => {
  const project = await makeProject(ref);
  const found = await findBuild(project, 'old', data, signal);
  expect(found).toMatchObject({ ok: false, failure: { kind: 'target-not-started' } });
  expect(!found.ok && found.failure.message).toContain(`no commit "${ref}"`);
});

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
