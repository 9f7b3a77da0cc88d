import { expect, test } from 'vitest';
import { analyseComparison } from '../../../core/analyse/analyse-comparison';
import { analyseRecording } from '../../../core/analyse/analyse-recording';
import { buildComparison, buildRecording } from '../../../core/analyse/testing/build-recording';
import { writeHottest, writeLedger, writeNumbers } from './numbers-csv';

const answer = analyseRecording(
  buildRecording('candidate', {
    work: [
      { n: 10, wallMs: [60, 60, 60], cpuMs: [50, 50, 50] },
      { n: 1000, wallMs: [2000, 2000, 2000], cpuMs: [1500, 1500, 1500] },
    ],
  }),
);

/** Cells by their headings; no text in these tables has a comma. */
function readRows(text: string): Record<string, string>[] {
  const [heads, ...rows] = text.trimEnd().split('\r\n');
  const names = heads!.split(',');
  return rows.map((row) =>
    Object.fromEntries(row.split(',').map((cell, column) => [names[column]!, cell] as const)),
  );
}

test('all sizes leave with plain numbers under the name of the build', () => {
  const table = writeNumbers(answer);
  expect(table.rows).toBe(2);
  const rows = readRows(table.text);
  const large = rows.find(({ n }) => n === '1000');
  expect(rows.map(({ workload }) => workload)).toEqual(['work', 'work']);
  expect(large).toMatchObject({
    'candidate wall ms (time pass; median)': '2000',
    'candidate wall 95 % low ms': String(answer.workloads[0]!.sizes[1]!.numbers.wallMs!.ci95[0]),
    'candidate runs': '3',
    'candidate CPU ms (time pass; median)': '1500',
    'candidate calls/op (calls pass)': '',
  });
  expect(Object.keys(large!).filter((head) => head.startsWith('wall ratio'))).toEqual([]);
});

test('two builds leave side by side with their ratio', () => {
  const sizes = (ms: number) => ({ work: [{ n: 10, wallMs: [ms, ms, ms], cpuMs: [ms, ms, ms] }] });
  const [ours, theirs] = [buildRecording('fast', sizes(50)), buildRecording('slow', sizes(200))];
  const compared = analyseComparison(buildComparison(ours, theirs), ours, theirs);
  const { ratio } = compared.workloads[0]!.sizes[0]!;
  expect(readRows(writeNumbers(compared).text)).toMatchObject([
    {
      'fast wall ms (time pass; median)': '50',
      'slow wall ms (time pass; median)': '200',
      'wall ratio fast / slow': String(ratio.wall!.value),
      'wall ratio 95 % high': String(ratio.wall!.ci95[1]),
      'within the noise': 'no',
    },
  ]);
});

test('the hottest functions and the ledger leave', () => {
  const hot = { function: 'f', file: '/a.js', line: 3, selfMs: 1, totalMs: 2 };
  expect(writeHottest([{ ...hot, selfShare: 0.25, totalShare: 0.5 }], 'new').text).toBe(
    'function,file,line,new self ms (cpu pass),new self share,new total ms (cpu pass),new total share\r\nf,/a.js,3,1,0.25,2,0.5\r\n',
  );
  const entry = {
    ...{ build: '@new', workload: 'work', n: 10, instrument: 'cpu' as const, cwd: '/p' },
    ...{ startedAt: '2026-01-01T00:00:00.000Z', command: ['./work', '10'], environment: {} },
    ...{ mechanism: 'perf', toolVersion: null, samples: 5, lostSamples: 0, wallMs: 60.5 },
    ...{ overhead: null, notes: [], failure: null },
  };
  expect(readRows(writeLedger([entry]).text)).toMatchObject([
    { build: `"'@new"`, n: '10', pass: 'cpu', 'wall ms': '60.5', command: './work 10' },
  ]);
});
