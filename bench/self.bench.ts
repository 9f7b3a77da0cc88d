/** Builds against themselves beside a busy neighbour: every finding is a false one. `--programs a,b --rounds N --quiet` */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ComparisonAnswer } from '../src/core/model/answers';

const root = resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'touchstone-self-'));
const compiled = join(scratch, 'programs');

interface Program {
  name: string;
  command: string;
  sizes: readonly number[];
}

const node = 'node bench/complexity/programs.cjs';
const python = 'python3 bench/complexity/programs.py';

/** Tiny and long runs, calls, garbage, strings, syncs, waits; three languages. */
const PROGRAMS: readonly Program[] = [
  { name: 'node-map-lookup', command: `${node} map-lookup {n}`, sizes: [1000, 2000, 4000] },
  { name: 'node-merge-sort', command: `${node} merge-sort {n}`, sizes: [10000, 40000, 160000] },
  { name: 'node-dedupe', command: `${node} dedupe {n}`, sizes: [1000, 2000, 4000] },
  { name: 'node-strings', command: `${node} string-rebuild {n}`, sizes: [1000, 2000, 4000] },
  { name: 'node-journal', command: 'node bench/self/journal.cjs {n}', sizes: [100, 200, 400, 800] },
  { name: 'python-heap-sort', command: `${python} heap-sort {n}`, sizes: [2000, 4000, 8000] },
  { name: 'python-membership', command: `${python} membership {n}`, sizes: [200, 400, 800] },
  { name: 'python-waits', command: 'python3 bench/self/waits.py {n}', sizes: [50, 100, 200] },
  { name: 'c-scan', command: `'${compiled}' scan {n}`, sizes: [20000, 40000, 80000] },
  { name: 'c-strings', command: `'${compiled}' string-append {n}`, sizes: [2000, 4000, 8000] },
];

/** Rounds differ in what a user would choose: few runs, the project's default, operations or none. */
const VARIATIONS: readonly (readonly string[])[] = [
  ['--runs', '5', '--operations', '{n}'],
  ['--runs', '10'],
  ['--runs', '3', '--operations', '{n}'],
  ['--operations', '{n}'],
];

function compare({ command, sizes }: Program, variation: readonly string[]): ComparisonAnswer {
  const done = spawnSync(
    process.execPath,
    [
      join(root, 'bin/touchstone.mjs'),
      ...['compare', '--candidate-command', command, '--reference-command', command],
      ...['--sizes', sizes.join(','), ...variation, '--json'],
    ],
    {
      cwd: root,
      env: { ...process.env, TOUCHSTONE_HOME: join(scratch, 'home') },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (done.error) throw done.error;
  if (!done.stdout.startsWith('{')) {
    throw new Error(`ended by ${done.signal ?? done.status}: ${done.stderr.slice(-2000)}`);
  }
  return JSON.parse(done.stdout) as ComparisonAnswer;
}

/** Ratios outside the noise are told too: one interval in twenty should miss 1 by its definition. */
function countRatios(answer: ComparisonAnswer): { outside: number; all: number } {
  const ratios = answer.workloads.flatMap(({ sizes }) =>
    sizes.flatMap(({ ratio }) => (ratio.wall === null ? [] : [ratio.wall])),
  );
  return { outside: ratios.filter(({ insideNoise }) => !insideNoise).length, all: ratios.length };
}

const { values } = parseArgs({
  options: {
    programs: { type: 'string' },
    rounds: { type: 'string', default: '10' },
    quiet: { type: 'boolean', default: false },
  },
});
const wanted = values.programs?.split(',') ?? [];
const rounds = Number(values.rounds);
const neighbour = values.quiet
  ? null
  : spawn(process.execPath, [join(root, 'bench/self/busy-core.mjs')], { stdio: 'ignore' });
try {
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ` +
      (neighbour === null ? 'no neighbour' : 'one core busy for half of the time'),
  );
  const gcc = spawnSync('gcc', ['-O1', '-g', '-o', compiled, 'bench/complexity/programs.c'], {
    cwd: root,
  });
  const hasC = gcc.status === 0;
  if (!hasC) console.log('skipped: the programs in C, for gcc is missing; apt-get install gcc');
  let [made, falseOnes, outside, ratios] = [0, 0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    for (const program of PROGRAMS) {
      if (program.name.startsWith('c-') && !hasC) continue;
      if (wanted.length > 0 && !wanted.some((each) => program.name.includes(each))) continue;
      const variation = VARIATIONS[round % VARIATIONS.length]!;
      const startedAt = performance.now();
      const answer = compare(program, variation);
      const counted = countRatios(answer);
      made += 1;
      falseOnes += answer.findings.length;
      outside += counted.outside;
      ratios += counted.all;
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      const verdict = answer.findings.length === 0 ? 'no finding' : 'FALSE';
      console.log(`${program.name.padEnd(20)} ${verdict.padEnd(11)} ${seconds} s`);
      // A pass that failed on a busy machine is no finding, but has to be seen.
      for (const { message } of answer.failures) console.log(`  failed: ${message}`);
      for (const { id, confidence, title, evidence } of answer.findings) {
        console.log(`  ${id} (${confidence}): ${title}`);
        for (const { text } of evidence) console.log(`    ${text}`);
      }
    }
  }
  console.log(
    `\n${made} comparisons of a build with itself: ${falseOnes} findings; ` +
      `${outside} of ${ratios} ratios of wall times outside of their noise.`,
  );
  if (falseOnes > 0) process.exitCode = 1;
} finally {
  neighbour?.kill();
  rmSync(scratch, { recursive: true, force: true });
}
