import { expect, test } from 'vitest';
import type { SyscallTrace } from '../../model/syscalls';
import { hideProcessIds } from './hide-process-ids';

function traceOf(paths: string[], tids: number[]): SyscallTrace {
  const length = tids.length;
  return {
    source: { format: 'strace', tool: null },
    names: ['openat'],
    paths: ['', ...paths],
    events: {
      length,
      name: new Uint16Array(length),
      tid: Int32Array.from(tids),
      time: new Float64Array(length),
      duration: new Float64Array(length),
      path: new Int32Array(length),
      result: new Float64Array(length),
    },
    traced: ['openat'],
    io: null,
    notes: [],
  };
}

test('ids of the traced processes are hidden, other numbers are kept', () => {
  const trace = traceOf(
    ['/tmp/notes-5763.log', '/proc/42/maps', '/lib/libc.so.42', '/data/2026/57630', '/tmp/9999'],
    [5763, 42],
  );
  expect(hideProcessIds(trace).slice(1)).toEqual([
    '/tmp/notes-{pid}.log',
    '/proc/{pid}/maps',
    '/lib/libc.so.42',
    '/data/2026/57630',
    '/tmp/9999',
  ]);
});
