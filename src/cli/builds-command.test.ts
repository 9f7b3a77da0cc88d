import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ProfileAnswer } from '../core/model/answers';
import type { Failure } from '../core/model/failure';
import type { WorkTreeInfo } from '../core/model/preparation';
import { buildCli, type BuiltCli } from './testing/run-cli';

let cli: BuiltCli;
let folder = '';
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.dispose());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone builds ü-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const QUICK = ['--runs', '1', '--passes', 'time', '--json'];

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  execFileSync('git', [...identity, ...args], { cwd: folder });
}

/** A repository with one commit whose build `old` is prepared by a script. */
async function writeRepository(prepare: string, workload: object = {}): Promise<void> {
  await writeFile(join(folder, 'bench.js'), 'process.stdin.on("data", (d) => console.log(`${d}`))');
  await writeFile(join(folder, 'prepare.js'), prepare);
  const project = {
    builds: {
      candidate: { command: ['node', 'bench.js'] },
      old: { git: 'v1', prepare: ['node', 'prepare.js'], command: ['node', 'bench.js'] },
    },
    workloads: { run: { sizes: [1], ...workload } },
    timeoutSeconds: 30,
  };
  await writeFile(join(folder, 'touchstone.json'), JSON.stringify(project));
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('tag', 'v1');
}

test('a git build is prepared once, its output is kept, it is listed and removed', async () => {
  await writeRepository('console.log("compiled 3 files"); console.error("1 warning")');
  const first = await cli.run(['profile', folder, '--build', 'old', '--verbose', ...QUICK]);
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('compiled 3 files');
  const answer = JSON.parse(first.stdout) as ProfileAnswer;
  expect(answer.build.preparation).toMatchObject({
    command: ['node', 'prepare.js'],
    reused: false,
  });
  expect(answer.build.preparation?.output).toContain('1 warning');

  const second = await cli.run(['profile', folder, '--build', 'old', ...QUICK]);
  expect(second.stderr).not.toContain('compiled 3 files');
  const again = JSON.parse(second.stdout) as ProfileAnswer;
  expect(again.build.preparation).toMatchObject({ reused: true });
  expect(again.build.preparation?.output).toContain('compiled 3 files');

  const listed = await cli.run(['builds', folder, '--json']);
  const { workTrees } = JSON.parse(listed.stdout) as { workTrees: WorkTreeInfo[] };
  expect(workTrees).toMatchObject([{ ref: 'v1', builds: ['old'], commit: answer.build.commit }]);
  expect((await cli.run(['builds'])).stdout).toContain('1 work tree');
  expect((await cli.run(['builds', folder, '--remove', 'other'])).code).toBe(2);
  expect((await cli.run(['builds', folder, '--remove', 'old'])).code).toBe(0);
  expect((await cli.run(['builds', folder])).stdout).toContain('No work trees');
});

test('a preparation that fails ends with 3, its last lines and nothing measured', async () => {
  await writeRepository(
    'console.log("step one"); console.error("no such header"); process.exit(4)',
  );
  const { code, stdout, stderr } = await cli.run(['profile', folder, '--build', 'old', ...QUICK]);
  expect(code).toBe(3);
  expect(stderr).not.toContain('step one');
  const { failure } = JSON.parse(stdout) as { failure: Failure };
  expect(failure).toMatchObject({ kind: 'target-failed', where: 'builds.old.prepare' });
  expect(failure.detail).toContain('step one');
  expect(failure.detail).toContain('no such header');
});

test('Ctrl+C ends a preparation and everything it started', async () => {
  await writeRepository(
    'require("fs").writeFileSync(process.cwd() + "/../pid", String(process.pid)); setInterval(() => {}, 1000); console.log("begun")',
  );
  const started = cli.start(['profile', folder, '--build', 'old', '--verbose', ...QUICK]);
  await started.says('begun');
  started.child.kill('SIGINT');
  const { code, stdout } = await started.ended;
  expect(code).toBe(130);
  expect((JSON.parse(stdout) as { failure: Failure }).failure.kind).toBe('interrupted');
  const { workTrees } = JSON.parse((await cli.run(['builds', folder, '--json'])).stdout) as {
    workTrees: WorkTreeInfo[];
  };
  const pid = Number(await readFile(join(workTrees[0]!.folder, '../pid'), 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect((await cli.run(['builds', folder, '--remove-all'])).code).toBe(0);
});

test('standard input is a file of the project; one that is missing is told', async () => {
  await writeRepository('', { stdin: { file: 'in-{n}.txt' } });
  await writeFile(join(folder, 'in-1.txt'), 'from the file');
  const good = await cli.run(['profile', folder, '--build', 'old', ...QUICK]);
  expect(good.code).toBe(0);
  const report = await cli.run(['profile', folder, ...QUICK, '--sizes', '2']);
  expect(report.code).toBe(3);
  expect(report.stdout).toContain('in-2.txt, does not exist');
});

test.skipIf(process.platform !== 'linux')('timed runs stay on one processor', async () => {
  await writeRepository('');
  const script =
    "console.log(require('fs').readFileSync('/proc/self/status','utf8').match(/Cpus_allowed_list:.*/)[0])";
  const run = (core: string) =>
    cli.run([
      'profile',
      '--pin-core',
      core,
      '--report',
      join(folder, 'r.json'),
      ...QUICK,
      '--',
      'node',
      '-e',
      script,
    ]);
  const { code, stdout } = await run('auto');
  expect(code).toBe(0);
  const answer = JSON.parse(stdout) as ProfileAnswer;
  expect(answer.ledger[0]?.mechanism).toMatch(/on processor \d+ alone$/);
  const text = await readFile(join(cli.home, 'recordings', answer.id, 'recording.json'), 'utf8');
  const { workloads } = JSON.parse(text) as {
    workloads: { sizes: { output: { text: string } }[] }[];
  };
  expect(workloads[0]!.sizes[0]!.output.text).toMatch(/^Cpus_allowed_list:\s*\d+\n$/);
  const wrong = await run('4000');
  expect(wrong.code).toBe(2);
  expect(wrong.stdout).toContain('this process may use');
});
