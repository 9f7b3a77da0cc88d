import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaunchPlan } from '../../../core/model/launch';
import type { ReadyBuild } from '../../../core/model/ready-build';
import { toRange } from './choose-node';
import { readNodeWish } from './read-node-wish';
import { useProjectNode } from './use-project-node';

let root: string;
let home: string;

/** Version managers lay out folders; a Node of a version that this machine lacks is a script that says its number. */
function install(...parts: string[]): string {
  const path = join(home, ...parts);
  mkdirSync(dirname(path), { recursive: true });
  const version = parts.find((part) => /^v?\d/.test(part)) ?? '';
  writeFileSync(path, `#!/bin/sh\necho v${version.replace('v', '')}\n`);
  chmodSync(path, 0o755);
  return path;
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'touchstone-wish-'));
  home = mkdtempSync(join(tmpdir(), 'touchstone-home-'));
  install('.nvm', 'versions', 'node', 'v18.20.8', 'bin', 'node');
  install('.nvm', 'versions', 'node', 'v22.3.0', 'bin', 'node');
  install('.local', 'share', 'fnm', 'node-versions', 'v22.10.0', 'installation', 'bin', 'node');
  install('.volta', 'tools', 'image', 'node', '16.20.0', 'bin', 'node');
  install('path', '20.5.0', 'node');
  write('package.json', '{ "engines": { "node": ">=18.0.0" } }');
  write('nvm/.nvmrc', '# as the server has it\nv18\n');
  write('nvm/deep/er/a.js', '');
  write('named/.nvmrc', 'lts/jod\n');
  write('both/.node-version', '16\n');
  write('both/package.json', '{ "volta": { "node": "18.20.8" } }');
  write('asdf/.tool-versions', 'python 3.11\nnodejs 22.3.0\n');
  write('missing/.nvmrc', '19.1\n');
  write('range/package.json', '{ "engines": { "node": "^30" } }');
  write('odd/.nvmrc', 'system\n');
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

function buildIn(folder: string, environment: Record<string, string> = {}): ReadyBuild {
  const cwd = join(root, folder);
  const plan = (): LaunchPlan => ({
    command: ['node', 'a.js'],
    cwd,
    environment,
    stdin: null,
    timeoutMs: 1000,
    outputLimitBytes: 1000,
  });
  return {
    name: 'candidate',
    command: ['node', 'a.js'],
    cwd,
    commit: null,
    notes: ['a note'],
    prepare: () => Promise.resolve(null),
    planRun: plan,
    planData: () => null,
  };
}

async function chosenIn(
  folder: string,
  own: Record<string, string> = {},
): Promise<{ path: string | undefined; notes: readonly string[] }> {
  const environment = { HOME: home, PATH: `${join(home, 'path', '20.5.0')}:/bin:/usr/bin` };
  const build = await useProjectNode(buildIn(folder, own), root, environment);
  return {
    path: build.planRun('w', 1, '').environment['PATH']?.split(':')[0]?.replace(home, ''),
    notes: build.notes.slice(1).map((note) => note.replace(home, '')),
  };
}

describe('useProjectNode', () => {
  it('leaves the Node of PATH alone where it will do', async () => {
    expect(await chosenIn('.')).toEqual({ path: undefined, notes: [] });
  });

  it.each([
    [
      'nvm',
      '/.nvm/versions/node/v18.20.8/bin',
      'nvm/.nvmrc asks for Node v18: run with Node 18.20.8, ',
    ],
    ['nvm/deep/er', '/.nvm/versions/node/v18.20.8/bin', 'nvm/.nvmrc asks for'],
    ['named', '/.local/share/fnm/node-versions/v22.10.0/installation/bin', 'run with Node 22.10.0'],
    ['both', '/.volta/tools/image/node/16.20.0/bin', 'both/.node-version asks for Node 16'],
    ['asdf', '/.nvm/versions/node/v22.3.0/bin', 'asdf/.tool-versions asks for Node 22.3.0'],
  ])('takes the installed one that is asked for in %s', async (folder, path, note) => {
    const chosen = await chosenIn(folder);
    expect(chosen.path).toBe(path);
    expect(chosen.notes.join()).toContain(note);
  });

  it.each([
    [
      'missing',
      'missing/.nvmrc asks for Node 19.1, which is not installed: run with Node 20.5.0. Install it: nvm install 19.1.',
    ],
    [
      'range',
      'range/package.json asks for Node ^30, which is not installed: run with Node 20.5.0.',
    ],
    ['odd', 'odd/.nvmrc asks for Node system, which is no version: run with the Node of PATH.'],
  ])('runs with the Node of PATH, and says so: %s', async (folder, note) => {
    const chosen = await chosenIn(folder);
    expect(chosen.path).toBeUndefined();
    expect(chosen.notes.join()).toContain(note);
  });

  it('leaves a PATH that the build sets', async () => {
    expect((await chosenIn('nvm', { PATH: '/own' })).path).toBe('/own');
  });
});

describe('readNodeWish', () => {
  it('does not look above the project', async () => {
    expect(await readNodeWish(join(root, 'nvm/deep'), join(root, 'nvm/deep'))).toBeNull();
  });
});

describe('toRange', () => {
  it.each([
    ['lts/iron', '20.x'],
    ['hydrogen', '18.x'],
    ['node', '*'],
    ['v20.11.0', 'v20.11.0'],
    ['>=18 <21 || ^22', '>=18 <21 || ^22'],
    ['system', null],
  ])('reads %s', (text, range) => {
    expect(toRange({ text, file: '', isRange: false })).toBe(range);
  });
});
