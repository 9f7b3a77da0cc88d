import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { readCommand, repositoryRoot, runCommand } from '../setup/run-command.mjs';
import { countVitest } from './count-results.mjs';

/**
 * Runs the unit tests with the rights and tools of other machines: as root, as an ordinary user, and without each tool in
 * turn. A row tells what passed, failed and was skipped; the titles of what was skipped follow, with their reasons.
 *
 * node scripts/test/check-rights.mjs [--whole] [CASE…] [PATH…]; --whole runs all unit tests in the first two cases, else
 * those of capturing. Paths below src limit each case to the tests there.
 */
const CAPTURE_TESTS = ['src/main/launch', 'src/main/capture', 'src/main/record'];
const TOOLS = ['strace', 'perf', 'heaptrack', 'valgrind'];
/** `nobody` on every Linux; it owns nothing and is in no group. */
const ORDINARY = 65534;

const words = process.argv.slice(2);
const whole = words.includes('--whole');
const wanted = words.filter((word) => !/^--|\//.test(word));
const files = words.filter((word) => word.includes('/'));
const scratch = mkdtempSync(join(tmpdir(), 'touchstone-rights-'));
const isRoot = process.getuid?.() === 0;

const cases = [
  { name: 'root', runs: () => (isRoot ? null : 'this is not root'), prepare: () => ({}) },
  { name: 'user', runs: () => null, prepare: prepareUser },
  ...TOOLS.map((tool) => ({
    name: `no-${tool}`,
    runs: () =>
      readCommand([tool, tool === 'strace' ? '-V' : '--version']) === undefined
        ? `${tool} is not installed anyway`
        : null,
    prepare: () => ({ env: { PATH: makePathWithout(tool) }, tests: CAPTURE_TESTS }),
  })),
];

/** A clone that an ordinary user owns, with a home of its own. Where this is not root, this user is the ordinary one. */
function prepareUser() {
  if (!isRoot) return {};
  const home = join(scratch, 'home');
  const clone = join(scratch, 'clone');
  mkdirSync(home);
  execFileSync('git', ['clone', '-q', repositoryRoot, clone]);
  // The tests write into node_modules: a folder of this user's, with links to what is in ours.
  mkdirSync(join(clone, 'node_modules'));
  for (const name of readdirSync(join(repositoryRoot, 'node_modules'))) {
    if (name.startsWith('.') && name !== '.bin') continue;
    symlinkSync(join(repositoryRoot, 'node_modules', name), join(clone, 'node_modules', name));
  }
  chownSync(scratch, ORDINARY, ORDINARY);
  for (const folder of [home, clone]) {
    chownSync(folder, ORDINARY, ORDINARY);
    for (const name of readdirSync(folder, { recursive: true }))
      lchownSync(join(folder, name), ORDINARY, ORDINARY);
  }
  const numbers = [`--reuid=${ORDINARY}`, `--regid=${ORDINARY}`, '--clear-groups'];
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    TMPDIR: home,
    npm_config_cache: join(home, '.npm'),
  };
  return { prefix: ['setpriv', ...numbers, '--inh-caps=-all', '--'], cwd: clone, env };
}

/** A folder of links to every program on PATH but one. */
function makePathWithout(tool) {
  const folder = join(scratch, `without-${tool}`);
  mkdirSync(folder);
  for (const entry of (process.env.PATH ?? '').split(delimiter)) {
    if (!existsSync(entry)) continue;
    for (const name of readdirSync(entry)) {
      if (name.replace(/_[\d.]+$/, '') === tool || existsSync(join(folder, name))) continue;
      try {
        symlinkSync(join(entry, name), join(folder, name));
      } catch {
        // A link of that name that leads nowhere is there already.
      }
    }
  }
  return folder;
}

async function runCase({ name, runs, prepare }) {
  const reason = runs();
  if (reason !== null) return { name, reason };
  const {
    prefix = [],
    cwd = repositoryRoot,
    env = {},
    tests = whole ? [] : CAPTURE_TESTS,
  } = prepare();
  const report = join(scratch, `${name}.json`);
  const vitest = [
    join(cwd, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...(files.length > 0 ? files : tests),
  ];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const started = Date.now();
  const command = [...prefix, process.execPath, ...vitest, ...reporters];
  await runCommand(command, { cwd, env: { ...process.env, ...env }, show: true });
  const seconds = (Date.now() - started) / 1000;
  if (!existsSync(report))
    return {
      name,
      reason: null,
      counts: { passed: 0, failed: 1, skipped: 0 },
      seconds,
      skipped: [],
    };
  const json = await readFile(report, 'utf8');
  const skipped = JSON.parse(json).testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'skipped' || status === 'pending')
      .map(({ fullName }) => fullName),
  );
  return { name, reason: null, counts: countVitest(json), seconds, skipped };
}

const rows = [];
try {
  for (const one of cases) {
    if (wanted.length > 0 && !wanted.includes(one.name)) continue;
    console.log(`\n== ${one.name}`);
    rows.push(await runCase(one));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`\ntracefs: ${existsSync('/sys/kernel/tracing/events') ? 'mounted' : 'not mounted'}`);
console.log('case           passed  failed  skipped    time');
for (const { name, reason, counts, seconds } of rows) {
  console.log(
    reason === null
      ? `${name.padEnd(13)}  ${String(counts.passed).padStart(6)}  ${String(counts.failed).padStart(6)}  ${String(counts.skipped).padStart(7)}  ${seconds.toFixed(1).padStart(6)} s`
      : `${name.padEnd(13)}  not run: ${reason}`,
  );
}
for (const { name, skipped = [] } of rows) {
  for (const title of skipped) console.log(`skipped in ${name}: ${title}`);
}
process.exitCode =
  rows.length === 0 || rows.some(({ counts }) => (counts?.failed ?? 0) > 0) ? 1 : 0;
