/**
 * How many checks of a suite passed, failed and were skipped, and the names of those that failed.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts
 */

/**
 * Counts of one check that either holds or does not, such as a type check.
 *
 * @param {boolean} holds
 * @param {string} name
 * @returns {Counts}
 */
export function countCheck(holds, name) {
  return {
    passed: holds ? 1 : 0,
    failed: holds ? 0 : 1,
    skipped: 0,
    failures: holds ? [] : [name],
  };
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
  const failures = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(
        ({ fullName, failureMessages }) => `${name}: ${fullName}: ${firstLine(failureMessages)}`,
      ),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failures, ...unloaded.map(({ name, message }) => `${name}: ${message}`)],
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
  const { stats, errors, suites = [] } = JSON.parse(json);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: [
      ...suites.flatMap(listFailedSpecs),
      ...errors.map(({ message }) => firstLine([message])),
    ],
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
    failures: [...tap.matchAll(/^ *not ok \d+ - (?!.* # (?:TODO|SKIP))(.*)$/gm)].map(
      ([, name]) => name,
    ),
  };
}

/**
 * The sum of several counts.
 *
 * @param {Counts[]} all
 * @returns {Counts}
 */
export function sumCounts(all) {
  const sum = (key) => all.reduce((total, counts) => total + counts[key], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failures: all.flatMap(({ failures }) => failures),
  };
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

function listFailedSpecs({ specs = [], suites = [] }) {
  const failed = specs
    .filter(({ tests }) => tests.some(({ status }) => ['unexpected', 'flaky'].includes(status)))
    .map(({ file, title }) => `${file}: ${title}`);
  return [...failed, ...suites.flatMap(listFailedSpecs)];
}

function firstLine([message = '']) {
  return message.split('\n', 1)[0];
}
