import { expect, test } from 'vitest';
import { fail, succeed } from '../../../core/model/result';
import { collectRows, nameBuilds, nameFile, writeTable } from './csv-table';

const numbers = Array.from({ length: 25 }, (_, row) => row);

/** A list that answers with at most seven rows, however many are asked for. */
function listOf(rows: readonly number[], asked: [number, number][]) {
  return (from: number, to: number) => {
    asked.push([from, to]);
    const end = Math.min(to, from + 7);
    return Promise.resolve(succeed({ rows: rows.slice(from, end), total: rows.length }));
  };
}

test('all rows of a paged list are asked for, each once', async () => {
  const asked: [number, number][] = [];
  const all = await collectRows(listOf(numbers, asked), { page: 10 });
  expect(all).toEqual(succeed({ rows: numbers, total: 25 }));
  expect(asked).toEqual([
    [0, 10],
    [7, 17],
    [14, 24],
    [21, 31],
  ]);
});

test('a list beyond the limit is cut there and says how long it is', async () => {
  const asked: [number, number][] = [];
  const all = await collectRows(listOf(numbers, asked), { page: 5, limit: 12 });
  expect(all).toEqual(succeed({ rows: numbers.slice(0, 12), total: 25 }));
  expect(asked.at(-1)).toEqual([10, 12]);
});

test('a list that has become shorter ends, an empty one and a failure as well', async () => {
  const shorter = await collectRows(
    (from) => Promise.resolve(succeed({ rows: from === 0 ? [1] : [], total: 9 })),
    { page: 5 },
  );
  expect(shorter).toEqual(succeed({ rows: [1], total: 9 }));
  expect(await collectRows(listOf([], []), { page: 5 })).toEqual(succeed({ rows: [], total: 0 }));
  const failure = { kind: 'usage' as const, message: 'Closed.', remedy: 'Open it.' };
  expect(await collectRows(() => Promise.resolve(fail(failure)), { page: 5 })).toEqual(
    fail(failure),
  );
});

test('a table has its heading even without rows, and tells how many there are', () => {
  const columns = [
    { head: 'function', cell: ([name]: [string, number]) => name },
    { head: 'fast, new self ms', cell: ([, ms]: [string, number]) => ms },
  ];
  expect(writeTable(columns, [['=cmd()', 1234.5]], 3)).toEqual({
    text: `function,"fast, new self ms"\r\n"'=cmd()",1234.5\r\n`,
    rows: 1,
    total: 3,
  });
  expect(writeTable(columns, []).text).toBe('function,"fast, new self ms"\r\n');
});

test('builds of one name are told apart by their roles', () => {
  expect(nameBuilds({ candidate: 'a', reference: 'b' })).toEqual({
    candidate: 'a',
    reference: 'b',
  });
  expect(nameBuilds({ candidate: 'a', reference: 'a' })).toEqual({
    candidate: 'a (candidate)',
    reference: 'a (reference)',
  });
  expect(nameFile('functions', { candidate: 'a', reference: 'b' }, { workload: 'w', n: 5 })).toBe(
    'functions a against b w 5',
  );
});
