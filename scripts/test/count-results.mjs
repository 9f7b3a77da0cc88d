/**
 * How many checks of a suite passed, failed and were skipped.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * Counts of one check that either holds or does not, such as a type check.
 *
 * @param {boolean} holds
 * @returns {Counts}
 */
export function countCheck(holds) {
  return { passed: holds ? 1 : 0, failed: holds ? 0 : 1, skipped: 0 };
}

/**
 * Counts of a Vitest run from its JSON report. A file that cannot be loaded has no tests to count,
 * so the file itself counts as one failure.
 *
 * @param {string} json
 * @returns {Counts}
 */
export function countVitest(json) {
  const report = JSON.parse(json);
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Counts of a Playwright run from its JSON report. Errors outside of tests (a spec that does not
 * load) count as failures; a test that passed only when tried again counts as failed.
 *
 * @param {string} json
 * @returns {Counts}
 */
export function countPlaywright(json) {
  const { stats, errors } = JSON.parse(json);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * Counts of a `node --test` run from its TAP report's summary.
 *
 * @param {string} tap
 * @returns {Counts}
 * @throws {Error} when the summary is missing: the run was cut short.
 */
export function countTap(tap) {
  const read = (name) => {
    // The last such line: what a test prints comes earlier, and as a comment too.
    const line = [...tap.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))].at(-1);
    if (line === undefined) throw new Error(`The TAP report has no "# ${name}" line.`);
    return Number(line[1]);
  };
  return {
    passed: read('pass'),
    failed: read('fail') + read('cancelled'),
    skipped: read('skipped') + read('todo'),
  };
}

/**
 * The sum of several counts.
 *
 * @param {Counts[]} all
 * @returns {Counts}
 */
export function sumCounts(all) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of all) {
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  return sum;
}

/**
 * Counts as `12 passed, 0 failed`, with `, 1 skipped` when any were.
 *
 * @param {Counts} counts
 * @returns {string}
 */
export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
