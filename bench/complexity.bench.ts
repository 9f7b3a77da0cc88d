/** Programs of known complexity in Node, Python and C: is the class that exact counts give the true one? */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { GrowthFit, ProfileAnswer } from '../src/core/model/answers';
import { PROGRAMS } from './complexity/program-list';
import type { Program } from './complexity/program-list';

const root = resolve(import.meta.dirname, '../..');
const sources = join(root, 'bench/complexity');
const scratch = mkdtempSync(join(tmpdir(), 'touchstone-complexity-'));
const compiled = join(scratch, 'programs');

function run(command: string, args: readonly string[]): string {
  const done = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, TOUCHSTONE_HOME: join(scratch, 'home') },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    throw new Error(`${command} ${args.join(' ')}\n${done.stderr.slice(-2000)}`);
  }
  return done.stdout;
}

function has(tool: string, install: string): boolean {
  const found = !spawnSync(tool, ['--version']).error;
  if (!found) console.log(`skipped: ${tool} is missing; ${install}`);
  return found;
}

/** Languages that can be run and counted here. */
function findLanguages(): Set<Program['language']> {
  const languages = new Set<Program['language']>(['node']);
  if (has('python3', 'apt-get install python3')) languages.add('python');
  if (has('gcc', 'apt-get install gcc') && has('valgrind', 'apt-get install valgrind')) {
    run('gcc', ['-O1', '-g', '-o', compiled, join(sources, 'programs.c')]);
    languages.add('c');
  }
  return languages;
}

function count({ language, name, sizes }: Program): GrowthFit | undefined {
  const command = {
    node: [process.execPath, join(sources, 'programs.cjs')],
    python: ['python3', join(sources, 'programs.py')],
    c: [compiled],
  }[language];
  const options = ['--passes', 'calls', '--runs', '1', '--sizes', sizes.join(','), '--json'];
  const text = run(process.execPath, [
    join(root, 'bin/touchstone.mjs'),
    'profile',
    ...options,
    '--',
    ...command,
    name,
    '{n}',
  ]);
  const { growth } = (JSON.parse(text) as ProfileAnswer).workloads[0]!;
  return language === 'c' ? growth.instructions : growth.calls;
}

const wanted = process.argv.slice(2);
try {
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`,
  );
  const languages = findLanguages();
  console.log(
    '\nClass by exact counts: calls for Node and Python, instructions for C\n' +
      'program                        truth        found         exponent  confidence',
  );
  let right = 0;
  let made = 0;
  for (const program of PROGRAMS) {
    const label = `${program.language} ${program.name}`;
    if (!languages.has(program.language)) continue;
    if (wanted.length > 0 && !wanted.some((each) => label.includes(each))) continue;
    const fit = count(program);
    made += 1;
    const isRight = fit?.class === program.growth;
    if (isRight) right += 1;
    console.log(
      [
        label.padEnd(30),
        program.growth.padEnd(12),
        (fit?.class ?? 'none').padEnd(12),
        (fit?.exponent ?? NaN).toFixed(2).padStart(9),
        (fit?.confidence ?? '').padStart(11),
        isRight ? '' : `  WRONG ${(fit?.points ?? []).map((p) => `${p.n}: ${p.value}`).join(', ')}`,
      ].join(' '),
    );
  }
  console.log(`\n${right} of ${made} classes are right.`);
  if (right < made) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
