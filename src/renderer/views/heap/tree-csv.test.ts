import { expect, test } from 'vitest';
import { succeed } from '../../../core/model/result';
import { emptyTree, joinPage, setExpanded } from './row-tree';
import { readTree } from './tree-csv';

const names = Array.from({ length: 1500 }, (_, row) => `class ${row}`);
const columns = [{ head: 'class', cell: (name: string) => name }];
const source = {
  key: 'list',
  fetch: (_: string | null, { from, to }: { from: number; to: number }) =>
    Promise.resolve(
      succeed({ total: names.length, from, rows: names.slice(from, Math.min(to, from + 1000)) }),
    ),
};

/** The first 200 rows are there; two objects of three are there under the second class, which is unfolded. */
function shownTree() {
  const first = joinPage(emptyTree<string>('list'), '', {
    ...{ total: names.length, from: 0 },
    rows: names.slice(0, 200),
  });
  const under = joinPage(first, '/1', { total: 3, from: 0, rows: ['object 7', 'object 8'] });
  return setExpanded(under, '/1', true);
}

test('all rows of the list leave, with what is unfolded under them', async () => {
  const table = await readTree(shownTree(), source, columns, true);
  if (!table.ok) throw new Error(table.failure.message);
  const { text, rows, total } = table.value;
  const lines = text.split('\r\n');
  expect(lines.slice(0, 6)).toEqual([
    'level,class',
    '1,class 0',
    '1,class 1',
    '2,object 7',
    '2,object 8',
    '1,class 2',
  ]);
  expect(lines.at(-2)).toBe('1,class 1499');
  expect([rows, total]).toEqual([1502, 1502]);
});

test('a list without levels has no column of them', async () => {
  const table = await readTree(emptyTree<string>('list'), source, columns, false);
  expect(table.ok && table.value.text.slice(0, 16)).toBe('class\r\nclass 0\r\n');
});
