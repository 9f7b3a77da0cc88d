/** Failure patterns in real programs, measured by the engine itself: each is found by its own rule, and by no wrong one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OWN_PAIRS } from '../../bench/pairs/own/own-list';
import type { ComparisonAnswer, ProfileAnswer } from '../core/model/answers';
import type { FindingId } from '../core/model/finding';
import { buildCli, type BuiltCli } from './testing/run-cli';

const ROOT = resolve(import.meta.dirname, '../..');
const isLinux = process.platform === 'linux';
/** The right finding, and the guilty function in it, stand this high. */
const RANK = 2;

let cli: BuiltCli;
let folder = '';
beforeAll(async () => {
  cli = await buildCli();
  folder = await mkdtemp(join(tmpdir(), 'touchstone-patterns-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await cli.dispose();
});

async function compare(command: string, sizes: string, passes: string): Promise<ComparisonAnswer> {
  const { stdout, stderr } = await cli.run(
    [
      'compare',
      '--candidate-command',
      `${command} slow {n}`,
      '--reference-command',
      `${command} fixed {n}`,
      ...['--sizes', sizes, '--operations', '{n}', '--runs', '3', '--passes', passes],
      ...['--fail-on', 'never', '--json'],
    ],
    ROOT,
  );
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as ComparisonAnswer;
}

/** Only the passes that the pattern shows in, and as few sizes as it needs. */
const NODE_PAIRS: readonly (readonly [name: string, sizes: string, passes: string])[] = [
  ['unbounded-cache', '2500,20000', 'alloc'],
  ['copy-on-read', '500,1500', 'cpu,calls'],
  ['block-per-visit', '2000,4000', 'alloc'],
  ['short-lived-objects', '250,500', 'cpu,alloc'],
  ...(isLinux ? [['small-writes', '400,800', 'cpu,syscalls'] as const] : []),
];

/** V8 inlines the function into its caller when it likes, and charges the caller: the name is not the rule's to promise. */
const INLINED = ['unbounded-cache'];

/** The collector's share in a reference of 50 ms is the machine's as much as the program's; the bytes behind it are not. */
const AS_RIGHT: Partial<Record<string, FindingId>> = { 'short-lived-objects': 'allocation-churn' };

test.each(NODE_PAIRS)('%s', { timeout: 120_000 }, async (name, sizes, passes) => {
  const pair = OWN_PAIRS.find((each) => each.language === 'node' && each.name === name)!;
  const answer = await compare(`node bench/pairs/own/node/${name}.cjs`, sizes, passes);
  const ids = answer.findings.map(({ id }) => id);
  const rank = ids.findIndex((id) => id === pair.finding || id === AS_RIGHT[name]) + 1;
  expect(rank, JSON.stringify(answer.findings, null, 1)).toBeGreaterThan(0);
  expect(rank).toBeLessThanOrEqual(RANK);
  const finding = answer.findings[rank - 1]!;
  const named = finding.frames.slice(0, RANK).map((frame) => frame.function);
  expect(named).not.toEqual([]);
  expect(
    INLINED.includes(name) || named.some((each) => pair.guilty.includes(each)),
    named.join(', '),
  ).toBe(true);
  expect(ids.filter((id) => id !== pair.finding && !pair.also.includes(id))).toEqual([]);
});

/** Writes and syncs a journal; its tests replace the file by an array. */
const JOURNAL = `
const fs = require('node:fs');
const { join } = require('node:path');
function openJournal(sink) {
  return { add: (entry) => sink(JSON.stringify(entry) + '\\n') };
}
if (process.argv[2] === 'test') {
  const lines = [];
  const journal = openJournal((line) => lines.push(line));
  for (let i = 0; i < 5; i += 1) journal.add({ i });
  if (lines.length !== 5) process.exit(1);
} else {
  const file = fs.openSync(join(process.env.TOUCHSTONE_DATA, 'journal.log'), 'a');
  const journal = openJournal((line) => {
    fs.writeSync(file, line);
    if (process.argv[2] === 'work' || process.argv[2] === 'real-test') fs.fsyncSync(file);
  });
  for (let i = 0; i < 5; i += 1) journal.add({ i });
}
`;

test.runIf(isLinux)('tests that touch nothing real, and tests that do', async () => {
  await writeFile(join(folder, 'journal.cjs'), JOURNAL);
  const workload = (word: string, kind: string) => ({ args: [word], sizes: [1], kind });
  const project = {
    builds: { candidate: { command: ['node', 'journal.cjs'] } },
    workloads: {
      journal: workload('work', 'work'),
      mocked: workload('test', 'tests'),
      real: workload('real-test', 'tests'),
    },
    runs: 1,
  };
  await writeFile(join(folder, 'touchstone.json'), JSON.stringify(project));
  const { stdout, stderr } = await cli.run(
    ['profile', folder, '--passes', 'syscalls', '--fail-on', 'never', '--json'],
    ROOT,
  );
  expect(stdout, stderr).not.toBe('');
  const { findings } = JSON.parse(stdout) as ProfileAnswer;
  const told = findings.filter(({ id }) => id === 'tests-touch-nothing-real');
  expect(told.map(({ workload: name }) => name)).toEqual(['mocked']);
  expect(told[0]!.evidence.map(({ text }) => text).join(' ')).toContain('5 syncs');
});
