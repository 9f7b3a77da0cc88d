import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { PreparationEvent } from '../../core/model/preparation';
import { joinOutput } from './join-output';

test('pieces of output are joined; nothing is lost or comes after the end', async () => {
  const heard: PreparationEvent[] = [];
  const tell = joinOutput((event) => heard.push(event));
  tell({ kind: 'started', build: 'old', command: ['make'], cwd: '/x' });
  for (let i = 0; i < 1000; i += 1) tell({ kind: 'output', build: 'old', text: `${i}\n` });
  expect(heard.map(({ kind }) => kind)).toEqual(['started']);
  await sleep(300);
  tell({ kind: 'output', build: 'old', text: 'last' });
  tell({ kind: 'ended', build: 'old', failed: false, wallMs: 1 });
  expect(heard.map(({ kind }) => kind)).toEqual(['started', 'output', 'output', 'ended']);
  const text = heard.map((event) => (event.kind === 'output' ? event.text : '')).join('');
  expect(text).toBe(`${Array.from({ length: 1000 }, (_, i) => `${i}\n`).join('')}last`);
});
