import { describe, expect, test } from 'vitest';
import type { ProjectState } from '../../ipc/contract';
import { requestOf, suggestChoice, useRunStore } from './run-store';

function project(builds: [name: string, role: 'candidate' | 'reference' | null][]): ProjectState {
  return {
    name: 'db',
    path: '/db',
    trusted: true,
    saved: true,
    builds: builds.map(([name, role]) => ({ name, role, command: 'node a.js', git: null })),
    workloads: [],
    runs: 10,
  };
}

describe('the suggested builds', () => {
  test.each([
    [
      'by their roles',
      [
        ['old', 'reference'],
        ['new', 'candidate'],
      ],
      'new',
      'old',
    ],
    [
      'else the first two',
      [
        ['a', null],
        ['b', null],
        ['c', null],
      ],
      'a',
      'b',
    ],
    ['one alone has no reference', [['a', null]], 'a', null],
    [
      'never the same twice',
      [
        ['a', 'reference'],
        ['b', null],
      ],
      'a',
      'b',
    ],
  ] as const)('%s', (_, builds, candidate, reference) => {
    expect(suggestChoice(project(builds.map(([name, role]) => [name, role])))).toMatchObject({
      candidate,
      reference,
    });
  });
});

test('a comparison needs two builds, a profile one', () => {
  const choice = suggestChoice(project([['a', null]]));
  expect(requestOf('compare', choice)).toBeNull();
  expect(requestOf('profile', choice)).toMatchObject({ kind: 'profile', build: 'a' });
  expect(requestOf('profile', suggestChoice(null))).toBeNull();
});

test('what a prepare command writes is shown as a terminal would, until it ends', () => {
  const { receivePreparation } = useRunStore.getState();
  receivePreparation({ kind: 'started', build: 'old', command: ['npm', 'ci'], cwd: '/x' });
  receivePreparation({ kind: 'output', build: 'old', text: 'one\n 10 %\r 90' });
  receivePreparation({ kind: 'output', build: 'old', text: ' %\r\u001b[32mdone\u001b[0m\r\n' });
  expect(useRunStore.getState().preparation).toMatchObject({
    command: 'npm ci',
    output: 'one\ndone\n',
  });
  receivePreparation({ kind: 'ended', build: 'old', failed: false, wallMs: 5 });
  expect(useRunStore.getState().preparation).toBeNull();
});
