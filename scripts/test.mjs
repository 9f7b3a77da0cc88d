import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript, setUp } from './setup.mjs';
import { countCheck, formatCounts, sumCounts } from './test/count-results.mjs';
import { TEST_STEPS } from './test/test-steps.mjs';

/** Sets up, runs the steps named on the command line (all when none), and sums up. */
async function test() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !TEST_STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = TEST_STEPS.map(({ name }) => name).join(', ');
    console.error(`There is no step "${unknown[0]}". The steps are: ${known}.`);
    return 2;
  }
  await setUp();
  const steps = TEST_STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const scratch = await mkdtemp(join(tmpdir(), 'touchstone-test-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  // The terminal sends Ctrl+C to the running step as well.
  process.on('SIGINT', () => process.exit(130));
  const rows = [];
  for (const step of steps) rows.push(await runStep(step, rows, scratch));
  return printSummary(rows);
}

async function runStep({ name, title, needs, run }, before, scratch) {
  console.log(`\n== ${title} (${name})`);
  const started = Date.now();
  const cause = before.find((row) => row.name === needs && row.counts.failed > 0);
  let counts;
  if (cause !== undefined) {
    console.log(`Not run, because the step "${needs}" failed.`);
    counts = { passed: 0, failed: 0, skipped: 1, failures: [] };
  } else {
    try {
      counts = await run(scratch);
    } catch (error) {
      console.error(error);
      counts = countCheck(false, title);
    }
  }
  const seconds = (Date.now() - started) / 1000;
  console.log(`-- ${name}: ${formatCounts(counts)} in ${seconds.toFixed(1)} s`);
  return { name, counts, seconds };
}

function printSummary(rows) {
  console.log('\nstep       passed  failed  skipped    time');
  for (const { name, counts, seconds } of rows) {
    const cells = [counts.passed, counts.failed, counts.skipped].map((count, column) =>
      String(count).padStart([6, 6, 7][column]),
    );
    console.log(`${name.padEnd(9)}  ${cells.join('  ')}  ${seconds.toFixed(1).padStart(6)} s`);
  }
  const sum = sumCounts(rows.map(({ counts }) => counts));
  // Once more at the very end: the place where they happened is thousands of lines up in a CI log.
  if (sum.failures.length > 0) console.log(`\nFailed:\n  ${sum.failures.join('\n  ')}`);
  console.log(`\n${formatCounts(sum)}`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

await runScript(test);
