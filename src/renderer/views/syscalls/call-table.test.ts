import { expect, test } from 'vitest';
import { joinRows, writeCalls } from './call-table';

const row = (name: string, path: string | null, totalMs: number) => ({
  ...{ name, path, totalMs },
  count: 1,
  maxMs: totalMs,
});

test('the same call on the same path of two builds stands in one line, most time first', () => {
  const joined = joinRows([
    [row('fsync', '/db', 5), row('write', '/db', 9)],
    [row('fsync', '/db', 20), row('read', '/db', 1)],
  ]);
  expect(joined.map((line) => [line.name, line.rows.map((side) => side?.totalMs)])).toEqual([
    ['fsync', [5, 20]],
    ['write', [9, undefined]],
    ['read', [undefined, 1]],
  ]);
});

test('all calls leave with plain numbers under the names of the builds', () => {
  const side = (build: string, byName: ReturnType<typeof row>[]) => ({
    ...{ build, syncs: 0, syncsPerOperation: 0, syncMs: 0, byPath: [], byThread: [] },
    ...{ byName, latency: { fromMs: 1, counts: [] }, traced: [], io: null, outside: null },
    notes: [],
  });
  const table = writeCalls(
    [
      { role: 'candidate', of: side('fast', [row('write', null, 1234.5)]) },
      { role: 'reference', of: side('slow', [row('read', null, 2)]) },
    ],
    'byName',
  );
  expect(table.text.split('\r\n')).toEqual([
    'call,fast calls (syscalls pass),fast ms,fast longest ms,slow calls (syscalls pass),slow ms,slow longest ms',
    'write,1,1234.5,1234.5,0,,',
    'read,0,,,1,2,2',
    '',
  ]);
});
