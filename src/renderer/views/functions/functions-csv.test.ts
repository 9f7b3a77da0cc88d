import { expect, test } from 'vitest';
import type { FunctionCost, FunctionRow } from '../../../core/model/function-answers';
import { writeTable } from '../parts/csv-table';
import { functionColumns, writeNeighbours } from './functions-csv';

const cost = (selfMs: number): FunctionCost => ({
  ...{ selfMs, totalMs: 2 * selfMs, selfShare: 0.25, totalShare: 0.5 },
  ...{ calls: 1_000_000, callsPerOperation: 2.5, allocatedBytes: null, growth: null },
});
const row: FunctionRow = {
  key: { function: '-fast(a, b)', file: null, line: 0 },
  kind: 'own',
  candidate: cost(1500.5),
  reference: null,
  differenceMs: -0.25,
  differenceCi95Ms: [-0.5, 0],
  insideNoise: true,
};

/** The cells of one row by their headings; none of these texts has a comma outside of quotes. */
function readRow(columns: ReturnType<typeof functionColumns>, of: FunctionRow) {
  const [heads, cells] = writeTable(columns, [of]).text.split('\r\n');
  const values = cells!
    .match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)!
    .map((one) => one.replace(/,$/, ''));
  return Object.fromEntries(heads!.split(',').map((head, column) => [head, values[column]]));
}

test('a function of two builds leaves with the names of both, and empty where one does not have it', () => {
  const cells = readRow(functionColumns({ candidate: 'new', reference: 'old' }), row);
  expect(cells).toMatchObject({
    function: `"'-fast(a, b)"`,
    file: '',
    line: '',
    'new self ms (cpu pass)': '1500.5',
    'new calls (calls pass)': '1000000',
    'new allocated bytes (alloc pass)': '',
    'old self ms (cpu pass)': '',
    'self difference ms/op (cpu pass)': '-0.25',
    'difference 95 % low ms/op': '-0.5',
    'within the noise': 'yes',
  });
});

test('a single build has no columns of a difference', () => {
  const heads = functionColumns({ candidate: 'new', reference: null }).map(({ head }) => head);
  expect(heads.slice(0, 6)).toEqual([
    ...['function', 'file', 'line', 'kind'],
    ...['new self ms (cpu pass)', 'new self share'],
  ]);
  expect(heads.filter((head) => /difference|noise|paired/.test(head))).toEqual([]);
});

test('callers leave with the time through each', () => {
  const key = { function: 'main', file: '/a.js', line: 3 };
  expect(writeNeighbours([{ key, ms: 12.5, share: 0.5 }], 'new').text).toBe(
    'function,file,line,new ms (cpu pass),new share\r\nmain,/a.js,3,12.5,0.5\r\n',
  );
});
