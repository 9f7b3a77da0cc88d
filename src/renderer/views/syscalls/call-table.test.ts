import { expect, test } from 'vitest';
import { joinRows } from './call-table';

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
