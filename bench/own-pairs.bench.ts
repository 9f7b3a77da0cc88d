/** Small programs with one failure pattern each, against their fixed mode, and the fixed mode against itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ComparisonAnswer } from '../src/core/model/answers';
import { OWN_PAIRS } from './pairs/own/own-list';
import type { OwnPair } from './pairs/own/own-list';
import { STRANGER_PAIRS } from './pairs/own/stranger-list';

const root = resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'touchstone-own-'));
const RUNS = '5';
/** The right finding, and the guilty function in it, have to stand this high. */
const RANK = 2;

function run(command: string, args: readonly string[], codes: readonly number[]): string {
  const done = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, TOUCHSTONE_HOME: join(scratch, 'home') },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.error) throw done.error;
  if (done.status === null || !codes.includes(done.status)) {
    throw new Error(`${command} ${args.join(' ')}\n${done.stderr.slice(-2000)}`);
  }
  return done.stdout;
}

function has(tool: string, install: string): boolean {
  const found = !spawnSync(tool, ['--version']).error;
  if (!found) console.log(`skipped: ${tool} is missing; ${install}`);
  return found;
}

function commandOf({ language, name }: OwnPair): string {
  const source = `bench/pairs/own/${language}/${name}`;
  if (language === 'node') {
    return `node ${source}.${existsSync(join(root, `${source}.cjs`)) ? 'cjs' : 'mjs'}`;
  }
  if (language === 'python') return `python3 ${source}.py`;
  const binary = join(scratch, name);
  const isC = existsSync(join(root, `${source}.c`));
  const [compiler, level, ending] = isC ? ['gcc', '-O1', 'c'] : ['g++', '-O2', 'cpp'];
  run(compiler, [level, '-g', '-pthread', '-o', binary, join(root, `${source}.${ending}`)], [0]);
  return `'${binary}'`;
}

function compare(
  pair: OwnPair,
  command: string,
  candidate: string,
  keep: string | null,
): ComparisonAnswer {
  const text = run(
    process.execPath,
    [
      join(root, 'bin/touchstone.mjs'),
      'compare',
      '--candidate-command',
      `${command} ${candidate} {n}`,
      '--reference-command',
      `${command} fixed {n}`,
      '--sizes',
      pair.sizes.join(','),
      ...(pair.operations === '' ? [] : ['--operations', pair.operations]),
      '--runs',
      RUNS,
      '--json',
    ],
    [0, 1],
  );
  if (keep !== null) {
    mkdirSync(keep, { recursive: true });
    writeFileSync(join(keep, `${pair.language}-${pair.name}-${candidate}.json`), text);
  }
  return JSON.parse(text) as ComparisonAnswer;
}

interface Outcome {
  /** Place of the right finding among all; 0 where it is missing. */
  rank: number;
  /** Place of the guilty function in it. */
  frame: number;
  wrong: string[];
  itself: string[];
}

function judge(pair: OwnPair, keep: string | null): Outcome {
  const command = commandOf(pair);
  const { findings } = compare(pair, command, 'slow', keep);
  const at = findings.findIndex(({ id }) => id === pair.finding);
  return {
    rank: at + 1,
    frame:
      (findings[at]?.frames.findIndex((frame) => pair.guilty.includes(frame.function)) ?? -1) + 1,
    wrong: findings
      .map(({ id }) => id)
      .filter((id) => id !== pair.finding && !pair.also.includes(id)),
    itself: compare(pair, command, 'fixed', keep).findings.map(({ id }) => id),
  };
}

function isRight({ rank, frame, wrong, itself }: Outcome): boolean {
  return (
    rank >= 1 &&
    rank <= RANK &&
    frame >= 1 &&
    frame <= RANK &&
    wrong.length === 0 &&
    itself.length === 0
  );
}

const args = process.argv.slice(2);
const keepAt = args.indexOf('--keep');
const keep = keepAt < 0 ? null : resolve(args.splice(keepAt, 2)[1] ?? 'own-pairs');
const labelOf = ({ language, name }: OwnPair) => `${language} ${name}`;
const wanted = [...OWN_PAIRS, ...STRANGER_PAIRS].filter(
  (pair) => args.length === 0 || args.some((arg) => labelOf(pair).includes(arg)),
);
if (wanted.length === 0) throw new Error(`There is no pair ${args.join(', ')}.`);
try {
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ${RUNS} runs`,
  );
  console.log('\nRank of the right finding and of the guilty function in it; what else is said\n');
  const languages = new Set<OwnPair['language']>(['node']);
  if (has('python3', 'apt-get install python3')) languages.add('python');
  if (has('gcc', 'apt-get install gcc') && has('g++', 'apt-get install g++')) {
    languages.add('native');
  }
  let made = 0;
  let right = 0;
  for (const pair of wanted) {
    if (!languages.has(pair.language)) continue;
    const outcome = judge(pair, keep);
    made += 1;
    if (isRight(outcome)) right += 1;
    const cells = [
      labelOf(pair).padEnd(30),
      pair.finding.padEnd(28),
      (outcome.rank === 0 ? 'MISSING' : `rank ${outcome.rank}`).padEnd(8),
      (outcome.frame === 0 ? 'not named' : `frame ${outcome.frame}`).padEnd(10),
      `wrong: ${outcome.wrong.join(', ') || 'none'}`.padEnd(14),
      `against itself: ${outcome.itself.join(', ') || 'none'}`,
    ];
    console.log(cells.join(' '));
  }
  console.log(`\n${right} of ${made} pairs are right.`);
  if (right < made) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
