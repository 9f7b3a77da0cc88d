import { describe, expect, it } from 'vitest';
import {
  countCheck,
  countPlaywright,
  countTap,
  countVitest,
  formatCounts,
  sumCounts,
} from './count-results.mjs';

describe('counts', () => {
  it('come from the summary of a TAP report, not from what a test prints', () => {
    // The end of a real report of Node 20; the first line is a test's console.log('pass 99').
    const tap = `TAP version 13
# pass 99
ok 1 - adds
not ok 2 - subtracts
ok 3 - divides # SKIP
not ok 4 - multiplies # TODO
1..4
# tests 4
# suites 0
# pass 1
# fail 1
# cancelled 0
# skipped 1
# todo 1
# duration_ms 111.520655
`;
    expect(countTap(tap)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 2,
      failures: ['subtracts'],
    });
    expect(() => countTap('TAP version 13\n')).toThrow('# pass');
  });

  it('of Vitest hold a file that does not load as a failure', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          assertionResults: [
            { status: 'failed', fullName: 'sums', failureMessages: ['expected 1 to be 2\n  at a'] },
          ],
        },
        { name: 'b.test.ts', status: 'failed', message: 'no such file', assertionResults: [] },
        { name: 'c.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    };
    expect(countVitest(JSON.stringify(report))).toEqual({
      passed: 3,
      failed: 2,
      skipped: 2,
      failures: ['a.test.ts: sums: expected 1 to be 2', 'b.test.ts: no such file'],
    });
  });

  it('of Playwright hold flaky tests and errors outside of tests as failures', () => {
    const report = {
      stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 },
      errors: [{ message: 'SyntaxError' }],
      suites: [
        {
          specs: [{ file: 'a.spec.ts', title: 'opens', tests: [{ status: 'expected' }] }],
          suites: [
            {
              specs: [
                { file: 'a.spec.ts', title: 'closes', tests: [{ status: 'unexpected' }] },
                { file: 'a.spec.ts', title: 'waits', tests: [{ status: 'flaky' }] },
              ],
            },
          ],
        },
      ],
    };
    expect(countPlaywright(JSON.stringify(report))).toEqual({
      passed: 5,
      failed: 3,
      skipped: 2,
      failures: ['a.spec.ts: closes', 'a.spec.ts: waits', 'SyntaxError'],
    });
  });

  it('are summed and written the same way', () => {
    const [held, broken] = [countCheck(true, 'types'), countCheck(false, 'lint')];
    expect(formatCounts(sumCounts([held, held]))).toBe('2 passed, 0 failed');
    const sum = sumCounts([broken, { ...held, skipped: 4 }]);
    expect(formatCounts(sum)).toBe('1 passed, 1 failed, 4 skipped');
    expect(sum.failures).toEqual(['lint']);
  });
});
