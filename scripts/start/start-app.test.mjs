import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestFiles } from './build-app.mjs';
import { chooseArguments, hasDisplay, SAMPLE_PROJECT } from './choose-launch.mjs';

let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-start-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('digestFiles', () => {
  const digest = () => digestFiles(folder, ['src', 'config.ts', 'absent']);
  const write = (path, text) => writeFile(join(folder, path), text);

  it('changes with contents and names of sources, not with tests or times', async () => {
    await mkdir(join(folder, 'src/deep'), { recursive: true });
    await write('src/deep/a.ts', '1');
    await write('config.ts', '1');
    const before = await digest();
    await write('src/deep/a.test.ts', 'a test');
    await write('src/deep/a.ts', '1');
    expect(await digest()).toBe(before);
    await write('src/deep/a.ts', '2');
    const changed = await digest();
    expect(changed).not.toBe(before);
    await write('config.ts', '2');
    expect(await digest()).not.toBe(changed);
    await write('config.ts', '1');
    await write('src/deep/b.ts', '');
    expect(await digest()).not.toBe(changed);
  });
});

describe('chooseArguments', () => {
  const root = resolve('/repository');
  const here = resolve('/home/somebody');

  it('opens the sample unless a project is given', () => {
    expect(chooseArguments([], root, here)).toEqual([join(root, SAMPLE_PROJECT)]);
  });

  it('takes a path from where the user stood, and leaves options alone', () => {
    expect(chooseArguments(['mine', '--runs', '3'], root, here)).toEqual([
      join(here, 'mine'),
      '--runs',
      '3',
    ]);
    expect(chooseArguments(['--inspect'], root, here)).toEqual(['--inspect']);
  });
});

it('needs a display on Linux only', () => {
  expect(hasDisplay('linux', {})).toBe(false);
  expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false);
  expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
  expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  expect(hasDisplay('darwin', {})).toBe(true);
});

describe.runIf(process.platform !== 'win32')('runInForeground', () => {
  const run = async (child, signal) => {
    const module = pathToFileURL(join(import.meta.dirname, 'run-in-foreground.mjs')).href;
    await writeFile(join(folder, 'child.mjs'), child);
    await writeFile(
      join(folder, 'parent.mjs'),
      `import { runInForeground } from ${JSON.stringify(module)};
      process.exitCode = await runInForeground([process.execPath, ${JSON.stringify(join(folder, 'child.mjs'))}]);`,
    );
    const parent = spawn(process.execPath, [join(folder, 'parent.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, so that the signal can reach all of it as a terminal's would.
      detached: true,
    });
    let output = '';
    parent.stdout.on('data', (text) => {
      output += text;
      if (signal && output === 'ready\n') process.kill(-parent.pid, signal);
    });
    const code = await new Promise((done) => parent.on('close', done));
    return { code, output };
  };

  it('hands back the exit code', async () => {
    expect(await run('process.exitCode = 7;')).toEqual({ code: 7, output: '' });
  });

  it('passes Ctrl+C on once, waits for the child and exits 130', async () => {
    const child = `
      let signals = 0;
      process.on('SIGINT', () => signals++);
      const wait = setInterval(() => {
        if (signals === 0) return;
        clearInterval(wait);
        // Time for a second signal to come in, if there were one.
        setTimeout(() => console.log('saved after ' + signals), 200);
      }, 10);
      console.log('ready');`;
    expect(await run(child, 'SIGINT')).toEqual({ code: 130, output: 'ready\nsaved after 1\n' });
  });
});
