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
    expect(countTap(tap)).toEqual({ passed: 1, failed: 1, skipped: 2 });
    expect(() => countTap('TAP version 13\n')).toThrow('# pass');
  });

  it('of Vitest hold a file that does not load as a failure', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    };
    expect(countVitest(JSON.stringify(report))).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it('of Playwright hold flaky tests and errors outside of tests as failures', () => {
    const report = {
      stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 },
      errors: [{ message: 'SyntaxError' }],
    };
    expect(countPlaywright(JSON.stringify(report))).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });

  it('are summed and written the same way', () => {
    expect(formatCounts(sumCounts([countCheck(true), countCheck(true)]))).toBe(
      '2 passed, 0 failed',
    );
    expect(formatCounts(sumCounts([countCheck(false), { ...countCheck(true), skipped: 4 }]))).toBe(
      '1 passed, 1 failed, 4 skipped',
    );
  });
});
