import { expect, test } from 'vitest';
import type { Recording } from '../../core/model/recording';
import { listOwnFolders } from './own-folders';

function foldersOf(command: string[], more: Partial<Recording> = {}): string[] {
  return listOwnFolders({
    project: { name: 'p', path: '/home/me/notes' },
    build: { name: 'b', command, cwd: '/home/me/notes', target: 'node', commit: null },
    ...more,
  });
}

test('the folder of a script that the command names is own, wherever it is run from', () => {
  expect(foldersOf(['node', '/srv/app/slow.cjs', '{n}'])).toEqual(['/home/me/notes', '/srv/app']);
  expect(foldersOf(['/usr/bin/python3', '../tool/run.py'])).toEqual([
    '/home/me/notes',
    '/home/me/tool',
  ]);
  expect(foldersOf(['/srv/build/records', 'slow'])).toEqual(['/home/me/notes', '/srv/build']);
});

test('packages, interpreters and installed programs are not', () => {
  for (const command of [
    ['node', '/srv/app/node_modules/typescript/bin/tsc.js'],
    ['/srv/env/bin/python3.12', '-m', 'app'],
    ['/opt/tool/run', 'x.txt'],
    ['records', '{n}'],
  ]) {
    expect(foldersOf(command)).toEqual(['/home/me/notes']);
  }
});
