/** What each capture of a native program costs, over the same program run bare, interleaved. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Instrument } from '../src/core/model/instrument';
import { capturePass } from '../src/main/capture/capture-pass';

const ROUNDS = Number(process.argv[2] ?? 5);

const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
const programs = resolve(process.cwd(), 'fixtures/native-programs');

function compile(source: string, name: string): string {
  const program = join(folder, name);
  const compiler = source.endsWith('.cpp') ? 'g++' : 'gcc';
  execFileSync(compiler, ['-O2', '-g', '-pthread', '-o', program, join(programs, source)]);
  return program;
}

/** Wall time of the target in its pass, and of the whole pass with what comes before and after. */
async function run(
  instrument: Instrument,
  command: string[],
): Promise<{ target: number; pass: number }> {
  const plan = {
    command,
    cwd: folder,
    environment: {},
    stdin: null,
    timeoutMs: 120_000,
    outputLimitBytes: 100_000,
  };
  const started = performance.now();
  const request = {
    instrument,
    target: 'native',
    directory: join(folder, 'out'),
    prefix: 'p',
    options: {},
    plan,
  } as const;
  const outcome = await capturePass(request, new AbortController().signal);
  if (outcome.failure !== null) throw new Error(outcome.failure.message);
  return { target: outcome.exit!.wallMs, pass: performance.now() - started };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

try {
  const cases: [Instrument, string[]][] = [
    ['cpu', [compile('sorts.cpp', 'sorts'), '150']],
    ['cpu', [compile('leaves.c', 'leaves'), '100000']],
    ['stacks', [compile('syncs.c', 'syncs'), join(folder, 'data'), 'plain', '300']],
    ['alloc', [compile('allocate.c', 'allocate')]],
    ['calls', [join(folder, 'leaves'), '3000']],
  ];
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; median of ${ROUNDS} rounds`,
  );
  for (const [instrument, command] of cases) {
    const bare: number[] = [];
    const traced: number[] = [];
    const whole: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push((await run('time', command)).target);
      const seen = await run(instrument, command);
      traced.push(seen.target);
      whole.push(seen.pass);
    }
    const name = `${instrument} of ${command[0]!.split('/').pop() ?? ''}`.padEnd(20);
    const ratio = (median(traced) / median(bare)).toFixed(2);
    console.log(
      `${name} bare ${median(bare).toFixed(0)} ms, traced ${median(traced).toFixed(0)} ms: ${ratio}x; the pass in all ${median(whole).toFixed(0)} ms`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
