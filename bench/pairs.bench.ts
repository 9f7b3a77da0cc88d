/** Published complexity fixes of npm packages: the slow version against the fixed one, and the fixed one against itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { PAIRS, STEADY_PAIRS } from './pairs/pair-list';
import type { Pair } from './pairs/pair';

const root = resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'touchstone-pairs-'));
const RUNS = '5';
/** The guilty function or expression has to stand this high among the frames. */
const RANK = 2;

interface Frame {
  function: string;
  file: string | null;
}

interface Answer {
  workloads: {
    sizes: { ratio: { cpu: { value: number } | null } }[];
    growth: { candidate: { cpu?: { exponent: number } } };
  }[];
  findings: { id: string; title: string; frames: Frame[] }[];
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  codes: readonly number[],
): string {
  const done = spawnSync(command, args, {
    cwd,
    env: { ...process.env, TOUCHSTONE_HOME: join(scratch, 'home') },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (done.error) throw done.error;
  if (done.status === null || !codes.includes(done.status)) {
    throw new Error(`${command} ${args.join(' ')}\n${done.stderr.slice(-2000)}`);
  }
  return done.stdout;
}

/** Both versions of every package, by npm alias, without their install scripts: old ones have known holes. */
function installPairs(): string {
  const folder = cacheFolder('touchstone-pairs');
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries(
    [...PAIRS, ...STEADY_PAIRS].flatMap((pair) => [
      [`${pair.package}-slow`, `npm:${pair.package}@${pair.slow}`],
      [`${pair.package}-fixed`, `npm:${pair.package}@${pair.fixed}`],
    ]),
  );
  const wanted = JSON.stringify({ private: true, dependencies }, null, 2);
  const file = join(folder, 'package.json');
  const modules = join(folder, 'node_modules');
  const complete = Object.keys(dependencies).every((name) => existsSync(join(modules, name)));
  if (!complete || readFileSync(file, 'utf8') !== wanted) {
    console.log(
      `Installing ${PAIRS.length + STEADY_PAIRS.length} packages in two versions into ${folder}.`,
    );
    writeFileSync(file, wanted);
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], folder, [0]);
  }
  return modules;
}

function compare(
  pair: Pick<Pair, 'package' | 'sizes'>,
  modules: string,
  candidate: string,
  reference: string,
  folder = 'bench/pairs',
): Answer {
  const command = (version: string) =>
    `node ${folder}/${pair.package}.cjs '${join(modules, `${pair.package}-${version}`)}' {n}`;
  const text = run(
    process.execPath,
    [
      join(root, 'bin/touchstone.mjs'),
      'compare',
      '--candidate-command',
      command(candidate),
      '--reference-command',
      command(reference),
      '--sizes',
      pair.sizes.join(','),
      '--runs',
      RUNS,
      '--json',
    ],
    root,
    [0, 1],
  );
  return JSON.parse(text) as Answer;
}

function isGuilty({ guilty }: Pair, frame: Frame): boolean {
  if (frame.file === null) {
    return (
      guilty.expression !== undefined && frame.function.startsWith(`RegExp: ${guilty.expression}`)
    );
  }
  return (
    frame.file.replaceAll('\\', '/').endsWith(`/${guilty.file}`) &&
    guilty.functions.includes(frame.function)
  );
}

interface Outcome {
  pair: Pair;
  /** 1 is the first frame; 0 where the guilty one is not among them. */
  rank: number;
  fired: boolean;
  exponent: number;
  ratio: number;
  named: string;
  falseFindings: string[];
}

function judge(pair: Pair, modules: string): Outcome {
  const answer = compare(pair, modules, 'slow', 'fixed');
  const finding = answer.findings.find(({ id }) => id === 'grows-faster-than-reference');
  const workload = answer.workloads[0]!;
  const same = compare(pair, modules, 'fixed', 'fixed');
  return {
    pair,
    rank: (finding?.frames.findIndex((frame) => isGuilty(pair, frame)) ?? -1) + 1,
    fired: finding !== undefined,
    exponent: workload.growth.candidate.cpu?.exponent ?? NaN,
    ratio: workload.sizes.at(-1)?.ratio.cpu?.value ?? NaN,
    named: (finding?.frames ?? [])
      .slice(0, RANK)
      .map((frame) => frame.function)
      .join(', '),
    falseFindings: same.findings.map(({ id }) => id),
  };
}

function isRight({ fired, rank, falseFindings }: Outcome): boolean {
  return fired && rank >= 1 && rank <= RANK && falseFindings.length === 0;
}

function printRow(outcome: Outcome): void {
  const { pair } = outcome;
  const cells = [
    pair.package.padEnd(21),
    `${pair.slow} / ${pair.fixed}`.padEnd(17),
    `${outcome.ratio.toFixed(1)}x`.padStart(7),
    outcome.exponent.toFixed(2).padStart(6),
    (outcome.fired ? 'fires' : 'SILENT').padEnd(7),
    (outcome.rank === 0 ? 'not named' : `rank ${outcome.rank}`).padEnd(10),
    (outcome.falseFindings.join(', ') || 'none').padEnd(8),
    outcome.named.slice(0, 60),
  ];
  console.log(cells.join(' '));
}

const wanted = process.argv.slice(2);
const known = [...PAIRS, ...STEADY_PAIRS].map((pair) => pair.package);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`There is no pair ${unknown.join(', ')}.`);
try {
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ${RUNS} runs`,
  );
  const modules = installPairs();
  console.log(
    'CPU time slow / fixed at the largest size, exponent of the slow version; grows-faster-than-reference: does it\n' +
      'fire, where stands the guilty function or expression; findings of the fixed version against itself\n',
  );
  const outcomes: Outcome[] = [];
  for (const pair of PAIRS) {
    if (wanted.length > 0 && !wanted.includes(pair.package)) continue;
    const outcome = judge(pair, modules);
    printRow(outcome);
    outcomes.push(outcome);
  }
  const right = outcomes.filter(isRight).length;
  console.log(`\n${right} of ${outcomes.length} pairs are right in all three.`);
  console.log('\nTwo versions without a change of complexity: the older against the newer one\n');
  let loud = 0;
  for (const pair of STEADY_PAIRS) {
    if (wanted.length > 0 && !wanted.includes(pair.package)) continue;
    const { findings } = compare(pair, modules, 'slow', 'fixed', 'bench/pairs/steady');
    const claims = findings.filter(({ id }) => id !== 'output-differs').map(({ id }) => id);
    if (claims.length > 0) loud += 1;
    const versions = `${pair.slow} / ${pair.fixed}`;
    console.log(
      `${pair.package.padEnd(21)} ${versions.padEnd(17)} ${claims.join(', ') || 'nothing'}`,
    );
  }
  if (right < outcomes.length || loud > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
