import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProject } from './open-project';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-project-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const BUILDS = '"builds":{"candidate":{"command":["node","a.js"]}}';
const withWorkload = (workload: string): string =>
  `{\n${BUILDS},\n"workloads":{"lookup":${workload}}\n}`;

async function failureOf(text: string) {
  await writeFile(join(folder, 'touchstone.json'), text);
  const opened = await openProject(folder);
  if (opened.ok) throw new Error('the project was opened');
  expect(opened.failure.kind).toBe('project-invalid');
  expect(opened.failure.message).toContain(join(folder, 'touchstone.json'));
  return opened.failure;
}

describe('a wrong project file names the place, the value and what was expected', () => {
  test.each([
    [
      'a negative size',
      withWorkload('{"sizes":[100,-5]}'),
      'workloads.lookup.sizes[1]',
      '-5',
      'a number above 0',
      3,
    ],
    [
      'a size in quotes',
      withWorkload('{"sizes":["100"]}'),
      'workloads.lookup.sizes[0]',
      '"100"',
      'expected a number',
      3,
    ],
    [
      'no sizes',
      withWorkload('{"sizes":[]}'),
      'workloads.lookup.sizes',
      '[]',
      'at least one size',
      3,
    ],
    [
      'a size twice',
      withWorkload('{"sizes":[5,5]}'),
      'workloads.lookup.sizes[1]',
      '5',
      'each size once',
      3,
    ],
    [
      'a misspelt key',
      withWorkload('{"sizes":[5],"operation":3}'),
      'workloads.lookup.operation',
      'not known',
      '"operations"',
      3,
    ],
    [
      'operations that are code',
      withWorkload('{"sizes":[5],"operations":"process.exit()"}'),
      'workloads.lookup.operations',
      '"process.exit()"',
      'arithmetic template',
      3,
    ],
    [
      'operations that give nothing',
      withWorkload('{"sizes":[5],"operations":"{n}-5"}'),
      'workloads.lookup.operations',
      '"{n}-5"',
      'n = 5',
      3,
    ],
    [
      'an unknown way to judge output',
      withWorkload('{"sizes":[5],"output":"same"}'),
      'workloads.lookup.output',
      '"same"',
      '"exact"',
      3,
    ],
    [
      'a command that is a text',
      '{"builds":{"a":{"command":"node a.js"}},"workloads":{"w":{"sizes":[1]}}}',
      'builds.a.command',
      '"node a.js"',
      'a list',
      1,
    ],
    [
      'no builds',
      '{"builds":{},"workloads":{"w":{"sizes":[1]}}}',
      'builds',
      '{}',
      'at least one build',
      1,
    ],
    [
      'two candidates',
      '{"builds":{"a":{"command":["x"],"role":"candidate"},\n"b":{"command":["x"],"role":"candidate"}},"workloads":{"w":{"sizes":[1]}}}',
      'builds.b.role',
      '"candidate"',
      'at most one',
      2,
    ],
    [
      'a build named as a path',
      '{"builds":{"../a":{"command":["x"]}},"workloads":{"w":{"sizes":[1]}}}',
      'builds["../a"]',
      '"../a"',
      'a name of letters',
      1,
    ],
    [
      'runs that are no whole number',
      `{${BUILDS},"workloads":{"w":{"sizes":[1]}},"runs":2.5}`,
      'runs',
      '2.5',
      'whole number',
      1,
    ],
    ['a list instead of an object', '[1]', '', '[1]', 'an object', 1],
  ])('%s', async (_what, text, where, value, expected, line) => {
    const failure = await failureOf(text);
    expect(failure.where).toBe(where);
    expect(failure.message).toContain(value);
    expect(failure.message).toContain(expected);
    expect(failure.message).toContain(`(line ${line})`);
  });
});

test('all problems are listed, not only the first', async () => {
  const failure = await failureOf(withWorkload('{"sizes":[-1,"x"],"output":"same","oops":1}'));
  expect(failure.detail?.split('\n')).toHaveLength(4);
  expect(failure.message).toContain('3 more problems');
});

describe('broken JSON is told with line and column', () => {
  test.each([
    ['a comma too many', '{\n  "builds": {},\n}', 3, 1, 'a comma stands before'],
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or }'],
    ['a comment', '{\n  // why\n}', 2, 3, 'a name in double quotes'],
    ['single quotes', "{'a': 1}", 1, 2, 'a name in double quotes'],
    ['a text that ends early', '{"a": [1, 2', 1, 12, 'the text ends'],
    ['nothing at all', '', 1, 1, 'the text ends'],
    ['an open string', '{"a": "b', 1, 7, 'a string is not closed'],
    ['something after the end', '{} {}', 1, 4, 'after the end'],
    ['a name written twice', '{"a": 1,\n "a": 2}', 2, 2, 'written twice'],
    ['a number that is none', '{"a": 01}', 1, 8, 'a comma or }'],
    ['brackets without end', '['.repeat(100_000), 1, 65, '64 deep'],
  ])('%s', async (_what, text, line, column, problem) => {
    const failure = await failureOf(text);
    expect(failure.where).toBe(`line ${line}, column ${column}`);
    expect(failure.message).toContain(problem);
  });
});

test('a right file is opened by its folder and by its path, with defaults and ascending sizes', async () => {
  await writeFile(join(folder, 'touchstone.json'), `\uFEFF${withWorkload('{"sizes":[200,100]}')}`);
  for (const path of [folder, join(folder, 'touchstone.json')]) {
    const opened = await openProject(path);
    expect(opened).toMatchObject({
      ok: true,
      value: { saved: true, file: { timeoutSeconds: 60 } },
    });
    expect(opened.ok && opened.value.file.workloads['lookup']).toMatchObject({
      sizes: [100, 200],
      operations: 1,
      output: 'exact',
    });
  }
});

test('the bundled sample is a valid project', async () => {
  const sample = resolve(import.meta.dirname, '../../../resources/samples/plausible-db');
  expect(await openProject(sample)).toMatchObject({ ok: true });
});

test('a manifest stands for its folder, and a program is told apart from a project file', async () => {
  await writeFile(join(folder, 'package.json'), '{"scripts":{"bench":"node bench.js"}}');
  await writeFile(join(folder, 'bench.js'), '');
  const opened = await openProject(join(folder, 'package.json'));
  expect(opened.ok && opened.value.file.builds['candidate']?.command).toEqual(['node', 'bench.js']);
  const program = await openProject(join(folder, 'bench.js'));
  expect(program).toMatchObject({ ok: false, failure: { kind: 'project-invalid' } });
  expect(!program.ok && program.failure.remedy).toContain(`-- node ${join(folder, 'bench.js')}`);
});

test('without a project file one is suggested; what is not there is told with a remedy', async () => {
  await writeFile(join(folder, 'package.json'), '{"scripts":{"bench":"node bench.js"}}');
  const opened = await openProject(folder);
  expect(opened.ok && opened.value.saved).toBe(false);
  await rm(join(folder, 'package.json'));
  for (const path of [folder, join(folder, 'gone')]) {
    const failed = await openProject(path);
    expect(failed).toMatchObject({ ok: false, failure: { kind: 'project-not-found' } });
  }
});
