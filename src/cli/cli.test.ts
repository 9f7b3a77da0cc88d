import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ComparisonAnswer, ProfileAnswer } from '../core/model/answers';
import type { Failure } from '../core/model/failure';
import { openStore } from '../main/store/store';
import { buildCli, type BuiltCli } from './testing/run-cli';

let cli: BuiltCli;
let folder = '';
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.dispose());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface FailureDocument {
  schemaVersion: number;
  failure: Failure;
}

/** Throws where standard output is anything but one JSON document. */
function parse(stdout: string): unknown {
  return JSON.parse(stdout);
}

async function writeProject(script: string, more: object = {}): Promise<void> {
  await writeFile(join(folder, 'bench.js'), script);
  const project = {
    builds: { candidate: { command: ['node', 'bench.js'] } },
    workloads: { work: { args: ['{n}'], sizes: [1, 2], ...more } },
    runs: 1,
    timeoutSeconds: 30,
  };
  await writeFile(join(folder, 'touchstone.json'), JSON.stringify(project));
}

const QUICK = ['--runs', '1', '--passes', 'time'];

describe('wrong use ends with 2 and runs nothing', () => {
  test.each<[string, string[], string]>([
    ['an unknown command', ['comparee', 'x'], 'Did you mean compare?'],
    ['an unknown option', ['compare', '--rns', '3'], 'Did you mean --runs?'],
    ['runs that are no number', ['compare', '--runs', 'many'], 'whole number'],
    ['a size below 0', ['profile', '--size', '-5'], 'not a number above 0'],
    ['an unknown pass', ['profile', '--passes', 'cpu,gpu'], 'gpu is no pass'],
    ['an unknown severity', ['compare', '--fail-on', 'always'], 'high, medium, low or never'],
    ['a folder without a project', ['profile', '.'], 'holds no touchstone.json'],
    ['one command of two', ['compare', '--candidate-command', 'x'], 'only one of'],
    [
      'sizes without a place for them',
      ['profile', '--sizes', '1,2', '--', 'node'],
      '{n} stands in no',
    ],
    [
      'a second size without a first',
      ['profile', '--m', '1,2', '--', 'node', '{n}', '{m}'],
      '--m is given without --sizes',
    ],
    [
      'a second size without a place for it',
      ['profile', '--sizes', '1,2', '--m', '3', '--', 'node', '{n}'],
      '{m} stands in no command',
    ],
    [
      'operations that are code',
      ['profile', '--operations', 'exit()', '--', 'node'],
      'no number above 0',
    ],
    ['no command behind --', ['profile', '--'], 'no program is given'],
    ['a report of nothing', ['report', 'latest'], ''],
    ['a report as PDF', ['report', 'latest', '-o', 'out.pdf'], 'Report, PDF, Export report'],
    ['a PDF of a run', ['profile', '--report', 'out.pdf', '--', 'true'], 'cannot print a PDF'],
  ])('%s', async (_what, args, said) => {
    const plain = await cli.run(args, folder);
    const json = await cli.run([...args.slice(0, 1), '--json', ...args.slice(1)], folder);
    expect([plain.code, json.code]).toEqual([2, 2]);
    expect(plain.stdout).toBe('');
    expect(plain.stderr).toContain(said);
    expect(parse(json.stdout)).toMatchObject({ schemaVersion: 1, failure: {} });
  });
});

test('a wrong project file ends with 2 and names the place', async () => {
  await writeProject('', { sizes: [1, -2] });
  const { code, stdout } = await cli.run(['profile', folder, '--json']);
  expect(code).toBe(2);
  expect((parse(stdout) as FailureDocument).failure).toMatchObject({
    kind: 'project-invalid',
    where: 'workloads.work.sizes[1]',
  });
});

test('a build, a workload and a second build that are not there end with 2', async () => {
  await writeProject('');
  for (const [args, said] of [
    [['profile', folder, '--build', 'other'], 'no build "other"'],
    [['profile', folder, '--workload', 'other'], 'no workload "other"'],
    [['compare', folder], 'has no reference'],
  ] as const) {
    const { code, stderr } = await cli.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  }
});

test('a program that is not there ends with 3 and a remedy', async () => {
  const { code, stdout } = await cli.run([
    'profile',
    '--json',
    ...QUICK,
    '--',
    './no-such-program',
  ]);
  expect(code).toBe(3);
  const answer = parse(stdout) as ProfileAnswer;
  expect(answer.state).toBe('failed');
  expect(JSON.stringify(answer)).toContain('target-not-started');
});

test('a clean run ends with 0; its result alone is on standard output; it is stored', async () => {
  await writeProject('console.log(process.argv[2])');
  const { code, stdout, stderr } = await cli.run(['profile', folder, '--json', ...QUICK]);
  expect(code).toBe(0);
  const answer = parse(stdout) as ProfileAnswer;
  expect(answer).toMatchObject({ schemaVersion: 1, kind: 'recording', state: 'complete' });
  expect(stderr).toContain(answer.id);
  expect(await readdir(join(cli.home, 'recordings'))).toContain(answer.id);
  // Nothing of the run is left but the recording.
  expect(await readdir(join(cli.home, 'scratch')).catch(() => [])).toEqual([]);
  expect(await readdir(join(cli.home, 'running'))).toEqual([]);
});

test('a target that crashes at one size keeps the others and ends with 3', async () => {
  await writeProject(
    'if (process.argv[2] === "2") throw new Error("out of luck"); console.log("fine")',
  );
  const { code, stdout } = await cli.run(['profile', folder, '--json', ...QUICK]);
  expect(code).toBe(3);
  const answer = parse(stdout) as ProfileAnswer;
  expect(answer.state).toBe('complete');
  const record = await readRecording(answer.id);
  const [first, second] = record.workloads[0]!.sizes;
  expect(first).toMatchObject({ failure: null, output: { text: 'fine\n' } });
  expect(second?.failure).toMatchObject({ kind: 'target-failed' });
  expect(second?.failure?.detail).toContain('out of luck');
});

test('a target that hangs is ended, its larger sizes are not tried, and the exit code is 3', async () => {
  await writeProject('setInterval(() => {}, 1000)', { timeoutSeconds: 1 });
  const { code, stdout } = await cli.run(['profile', folder, '--json', ...QUICK]);
  expect(code).toBe(3);
  const record = await readRecording((parse(stdout) as ProfileAnswer).id);
  expect(record.state).toBe('failed');
  expect(
    record.workloads[0]!.sizes.map(({ failure, runs }) => [failure?.kind, runs.length]),
  ).toEqual([
    ['target-timeout', 1],
    ['target-timeout', 0],
  ]);
});

test('a target that floods standard output is measured, and only a part is kept', async () => {
  await writeProject(
    'process.stdout.write("x".repeat(1000) + "\\n"); for (let i = 0; i < 4000; i += 1) process.stdout.write("y".repeat(999) + "\\n")',
    { sizes: [1] },
  );
  const { code, stdout } = await cli.run(['profile', folder, '--json', ...QUICK]);
  expect(code).toBe(0);
  const record = await readRecording((parse(stdout) as ProfileAnswer).id);
  const output = record.workloads[0]!.sizes[0]!.output!;
  expect(output).toMatchObject({ bytes: 4_001_001, truncated: true });
  expect(output.text.length).toBeLessThanOrEqual(1024 * 1024);
  const { size } = await stat(join(cli.home, 'recordings', record.id, 'recording.json'));
  expect(size).toBeLessThan(2_000_000);
});

test('Ctrl+C keeps what was captured, says where, leaves no process and ends with 130', async () => {
  const marker = join(folder, 'pid');
  await writeProject(
    `if (process.argv[2] === "2") { require("node:fs").writeFileSync(${JSON.stringify(marker)}, String(process.pid)); setInterval(() => {}, 1000); }`,
  );
  const started = cli.start(['profile', folder, '--json', ...QUICK]);
  const pid = await waitForNumber(marker);
  started.child.kill('SIGINT');
  const { code, stdout, stderr } = await started.ended;
  expect(code).toBe(130);
  const answer = parse(stdout) as ProfileAnswer;
  expect(answer.state).toBe('interrupted');
  expect(stderr).toContain(`kept as recording ${answer.id}`);
  const record = await readRecording(answer.id);
  expect(record.workloads[0]!.sizes[0]!.runs.length).toBe(2);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('a killed Touchstone leaves a recording that is told as interrupted', async () => {
  const marker = join(folder, 'pid');
  await writeProject(
    `if (process.argv[2] === "2") { require("node:fs").writeFileSync(${JSON.stringify(marker)}, String(process.pid)); setTimeout(() => {}, 20000); }`,
  );
  const started = cli.start(['profile', folder, ...QUICK]);
  await waitForNumber(marker);
  // What it had started is ended by its watchdog.
  started.child.kill('SIGKILL');
  await started.ended;
  const { code, stdout } = await cli.run(['report', 'latest', '--format', 'json']);
  expect(code).toBe(0);
  const answer = parse(stdout) as ProfileAnswer;
  expect(answer.state).toBe('interrupted');
  expect(answer.workloads[0]?.sizes[0]?.numbers.wallMs).not.toBeNull();
});

test('two commands are compared without a project, interleaved, and reported in three forms', async () => {
  await writeFile(
    join(folder, 'bench.js'),
    'let x = 0; for (let i = 0; i < 1000 * process.argv[2]; i += 1) x += i % 7; console.log(x)',
  );
  const { code, stdout } = await cli.run(
    [
      ...['compare', '--json', '--fail-on', 'never', '--runs', '4', '--passes', 'cpu'],
      ...['--candidate-command', "node 'bench.js' {n}", '--reference-command', 'node bench.js {n}'],
      ...['--sizes', '10,20', '--operations', '{n}*2', '--report', join(folder, 'out/a.html')],
    ],
    folder,
  );
  expect(code).toBe(0);
  const answer = parse(stdout) as ComparisonAnswer;
  expect(answer).toMatchObject({ kind: 'comparison', state: 'complete' });
  const candidate = await readRecording(answer.candidate.recording);
  const reference = await readRecording(answer.reference.recording);
  expect(candidate.workloads[0]!.sizes.map(({ n, operations }) => [n, operations])).toEqual([
    [10, 20],
    [20, 40],
  ]);
  const order = [candidate, reference]
    .flatMap((record) =>
      record.workloads[0]!.sizes[0]!.runs.map((run) => ({
        at: run.startedAt,
        name: record === candidate ? 'A' : 'B',
      })),
    )
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ name }) => name);
  expect(order.join('')).toBe('ABABBAABBA');
  expect(await readFile(join(folder, 'out/a.html'), 'utf8')).toContain('</html>');
  for (const [format, expected] of [
    ['html', '<!doctype html>'],
    ['md', '## '],
    ['json', '{\n'],
  ] as const) {
    const report = await cli.run(['report', answer.id.slice(0, -1), '--format', format]);
    expect(report.code).toBe(0);
    expect(report.stdout.startsWith(expected)).toBe(true);
  }
  const mixed = await cli.run(['report', 'latest', '--format', 'html', '--json']);
  expect(mixed.code).toBe(2);
  expect((parse(mixed.stdout) as FailureDocument).failure.kind).toBe('usage');
});

test('commands with two sizes are run by n, by m and by both', async () => {
  await writeFile(join(folder, 'join.js'), 'console.log(process.argv.slice(2).join(" "));');
  const { code, stdout, stderr } = await cli.run(
    [
      'profile',
      ...QUICK,
      '--sizes',
      '4,8',
      '--m',
      '3,5',
      '--operations',
      '{n}*{m}',
      '--json',
    ].concat(['--', 'node', 'join.js', '{n}', '{m}']),
    folder,
  );
  expect(code, stderr).toBe(0);
  const { workloads } = parse(stdout) as ProfileAnswer;
  expect(
    workloads.map(({ name, sizes }) => [
      name,
      ...sizes.map(({ n, operations }) => [n, operations]),
    ]),
  ).toEqual([
    ['run by n', [4, 20], [8, 40]],
    ['run by m', [3, 24], [5, 40]],
    ['run by n and m', [12, 12], [40, 40]],
  ]);
});

test('a finding at or above --fail-on ends with 1, and with 0 below it', async () => {
  const args = [
    ...['compare', '--candidate-command', 'node -p {n}+1', '--reference-command', 'node -p {n}'],
    ...['--sizes', '1', '--json', ...QUICK],
  ];
  const gated = await cli.run(args, folder);
  const open = await cli.run([...args, '--fail-on', 'never'], folder);
  expect([gated.code, open.code]).toEqual([1, 0]);
  const answer = parse(gated.stdout) as ComparisonAnswer;
  expect(answer.findings[0]).toMatchObject({ id: 'output-differs', severity: 'high' });
  expect(answer.workloads[0]?.output).toMatchObject({
    equal: false,
    firstDifference: { n: 1, line: 1, candidate: '2', reference: '1' },
  });
});

test('a reader that goes away early is no error', async () => {
  await writeProject('console.log(1)', { sizes: [1] });
  const first = await cli.run(['profile', folder, ...QUICK]);
  expect(first.code).toBe(0);
  const started = cli.start(['report', 'latest', '--format', 'html']);
  started.child.stdout?.destroy();
  const { stderr } = await started.ended;
  expect(stderr).toBe('');
});

test('help names every command and nothing else', async () => {
  const { code, stdout } = await cli.run(['--help']);
  expect(code).toBe(0);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]);
  expect(commands).toEqual([
    'profile',
    'compare',
    'report',
    'import',
    'convert',
    'heap',
    'builds',
    'doctor',
    'help',
  ]);
});

async function readRecording(id: string) {
  const read = await openStore(cli.home).readRecording(id);
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

async function waitForNumber(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return Number(text);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
