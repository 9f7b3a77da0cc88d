import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeProfiles } from '../../core/parse/merge-profiles';
import { parseCpuProfile } from '../../core/parse/parse-cpu-profile';
import type { PassOutcome } from './capture-pass';
import { makeNodeFolder, totalOf, type NodeFolder } from './testing/node-pass';

let folder: NodeFolder;

beforeAll(() => {
  folder = makeNodeFolder();
  const scripts = { bench: 'node known-shares.cjs' };
  writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ name: 'demo', scripts }));
  const tool = join(folder.path, 'node_modules/shares');
  mkdirSync(join(folder.path, 'node_modules/.bin'), { recursive: true });
  mkdirSync(tool);
  const file = join(folder.path, 'node_modules/.bin/shares');
  writeFileSync(file, '#!/usr/bin/env node\nrequire("../../known-shares.cjs")\n', { mode: 0o755 });
  const script = '#!/bin/sh\n# In the background, too.\nnode known-shares.cjs &\nwait\n';
  writeFileSync(join(folder.path, 'run.sh'), script, { mode: 0o755 });
});
afterAll(() => folder.remove());

/** Process and thread of each capture, in no order. */
function namesOf(outcome: PassOutcome): string[] {
  return outcome.files.map((file) => `${file.process}: ${file.label}`).sort();
}

describe('the processes and workers of a target', () => {
  it('are all captured, and named', async () => {
    const outcome = await folder.run('cpu', ['node', 'family.cjs']);
    expect(outcome.failure).toBeNull();
    expect(namesOf(outcome)).toEqual([
      'mailer: main',
      'node family.cjs (cluster worker 1): main',
      'node family.cjs (cluster worker 2): main',
      'node family.cjs: main',
      'node family.cjs: worker 1 (thumbnails)',
      'node family.cjs: worker 2 (family.cjs)',
    ]);
    const profile = mergeProfiles(folder.parse(outcome, parseCpuProfile));
    expect(
      profile.threads.map(({ processName, name }) => `${processName}: ${name}`).sort(),
    ).toEqual(namesOf(outcome));
    for (const thread of profile.threads) {
      expect(totalOf({ ...profile, threads: [thread] }, 'work')).toBeGreaterThan(30);
    }
  });

  it.each([
    ['npm run', ['npm', 'run', '--silent', 'bench']],
    ['npx', ['npx', '--no-install', 'shares']],
    ['a script of the shell', ['./run.sh']],
    ['sh -c', ['sh', '-c', 'cd . && node known-shares.cjs | cat']],
  ])('are found behind %s', async (name, command) => {
    const outcome = await folder.run('cpu', command);
    expect(outcome.failure).toBeNull();
    const wanted = name === 'npx' ? 'node shares: main' : 'node known-shares.cjs: main';
    expect(namesOf(outcome)).toContain(wanted);
    const profile = mergeProfiles(folder.parse(outcome, parseCpuProfile));
    expect(totalOf(profile, 'heavy')).toBeGreaterThan(50);
  });

  it('run on where the target loads a module of its own before', async () => {
    const text = 'globalThis.before = /^(a+)+$/; before.test("aab");';
    writeFileSync(join(folder.path, 'preload.cjs'), text);
    const program = 'console.log(before.test("aaa"), before.test("aab"))';
    const outcome = await folder.run('cpu', ['node', '-e', program], {
      environment: { NODE_OPTIONS: '--require ./preload.cjs' },
    });
    expect(outcome.failure).toBeNull();
    expect(outcome.exit?.stdout.text).toBe('true false\n');
  });
});
