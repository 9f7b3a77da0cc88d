import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findElectron } from '../setup/install-electron.mjs';
import { hasProgram } from '../setup/install-system-packages.mjs';
import { repositoryRoot, runCommand } from '../setup/run-command.mjs';
import { buildApp, isBuilt } from '../start/build-app.mjs';
import { hasDisplay } from '../start/choose-launch.mjs';
import { countCheck, countPlaywright, countTap, countVitest, sumCounts } from './count-results.mjs';

const SAMPLES = join(repositoryRoot, 'resources/samples');
const NO_TESTS = { passed: 0, failed: 0, skipped: 0, failures: [] };

/**
 * What `npm test` does, in this order. `run` prints its own output and returns counts; `scratch` is
 * a folder that is deleted at the end. A step is skipped when the one in `needs` failed.
 *
 * @type {{ name: string, title: string, needs?: string, run: (scratch: string) => Promise<import('./count-results.mjs').Counts> }[]}
 */
export const TEST_STEPS = [
  { name: 'types', title: 'Type checks', run: checkTypes },
  { name: 'lint', title: 'ESLint and Prettier', run: checkStyle },
  { name: 'map', title: 'Import map', run: checkImportMap },
  { name: 'unit', title: 'Unit tests', run: runUnitTests },
  { name: 'sample', title: "The sample projects' own tests", run: runSampleTests },
  { name: 'build', title: 'Build', run: checkBuild },
  { name: 'e2e', title: 'The app, driven by Playwright', needs: 'build', run: runAppTests },
];

async function checkTypes() {
  const projects = readdirSync(repositoryRoot)
    .filter((name) => /^tsconfig\.\w+\.json$/.test(name) && name !== 'tsconfig.base.json')
    .sort();
  return runChecks(projects.map((project) => [tool('typescript/bin/tsc'), '-p', project]));
}

function checkStyle() {
  return runChecks([
    [tool('eslint/bin/eslint.js'), '.'],
    [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  ]);
}

function checkImportMap() {
  const depcruise = tool('dependency-cruiser/bin/dependency-cruise.mjs');
  return runChecks([[depcruise, '--config', '.dependency-cruiser.cjs', 'src']]);
}

async function checkBuild() {
  const { code } = await buildApp({ show: true });
  return countCheck(code === 0, 'build');
}

async function runUnitTests(scratch) {
  const report = join(scratch, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const result = await runNode([tool('vitest/vitest.mjs'), 'run', ...reporters]);
  return countReported(result, report, countVitest);
}

async function runSampleTests(scratch) {
  const all = [];
  for (const { sample, tests } of findSampleTests()) {
    const report = join(scratch, `${sample}.tap`);
    const reporters = [
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=tap', `--test-reporter-destination=${report}`],
    ];
    console.log(`${sample}:`);
    const result = await runNode(['--test', ...reporters, ...tests], join(SAMPLES, sample));
    all.push(await countReported(result, report, countTap));
  }
  return sumCounts(all);
}

async function runAppTests(scratch) {
  if (!hasSpecs()) {
    console.log('There are no e2e/*.spec.ts files.');
    return NO_TESTS;
  }
  if (findElectron() === undefined) {
    console.log('Electron could not be installed (see above), so the app cannot be tested.');
    return countCheck(false, 'Electron is missing');
  }
  const needsXvfb = !hasDisplay(process.platform, process.env);
  if (needsXvfb && !hasProgram('xvfb-run')) {
    console.log('There is no display. Install one in memory: sudo apt-get install xvfb xauth');
    return countCheck(false, 'there is no display');
  }
  // Only when this step was asked for alone: else the build step has just done it.
  if (!(await isBuilt()) && (await buildApp({ show: true })).code !== 0) {
    return countCheck(false, 'build');
  }
  const config = join(scratch, 'config');
  const home = join(scratch, 'home');
  await Promise.all([mkdir(config), mkdir(home)]);
  const report = join(scratch, 'playwright.json');
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: config,
    TOUCHSTONE_HOME: home,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  };
  const xvfb = needsXvfb ? ['xvfb-run', '-a', '-s', '-screen 0 1440x900x24'] : [];
  const playwright = [process.execPath, tool('playwright/cli.js'), 'test', '--reporter=list,json'];
  const result = await runCommand([...xvfb, ...playwright], { show: true, env });
  return countReported(result, report, countPlaywright);
}

/** Runs each command as one check. */
async function runChecks(commands) {
  const all = [];
  for (const [script, ...args] of commands) {
    const { code } = await runNode([script, ...args]);
    const name = [script.split(/[\\/]/).at(-1).replace(/\..*$/, ''), ...args].join(' ');
    console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name}`);
    all.push(countCheck(code === 0, name));
  }
  return sumCounts(all);
}

/**
 * Counts of a run from its report. A run that failed as a whole (no report, or nothing in it that
 * failed) has one failure, so that it can never look as if it had passed.
 */
async function countReported({ code }, report, count) {
  const asOne = `the run as a whole ended with code ${code}`;
  if (!existsSync(report)) return countCheck(false, asOne);
  const counts = count(await readFile(report, 'utf8'));
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1, failures: [asOne] } : counts;
}

function runNode(args, cwd = repositoryRoot) {
  return runCommand([process.execPath, ...args], { show: true, cwd });
}

function tool(path) {
  return join(repositoryRoot, 'node_modules', path);
}

function findSampleTests() {
  if (!existsSync(SAMPLES)) return [];
  return readdirSync(SAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: sample }) => ({
      sample,
      tests: readdirSync(join(SAMPLES, sample), { recursive: true })
        .filter((path) => /\.test\.[cm]?js$/.test(path) && !path.includes('node_modules'))
        .sort(),
    }))
    .filter(({ tests }) => tests.length > 0);
}

function hasSpecs() {
  const folder = join(repositoryRoot, 'e2e');
  return readdirSync(folder, { recursive: true }).some((path) => path.endsWith('.spec.ts'));
}
