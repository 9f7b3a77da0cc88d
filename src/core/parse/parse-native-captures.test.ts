import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../model/failure';
import { FRAME_KINDS, type Profile } from '../model/profile';
import type { Result } from '../model/result';
import { parseCallgrind, recognisesCallgrind } from './parse-callgrind';
import { parseCollapsed, recognisesCollapsed } from './parse-collapsed';
import type { ParseContext } from './parse-context';
import { parseDhat, recognisesDhat } from './parse-dhat';
import { parseHeaptrack, recognisesHeaptrack } from './parse-heaptrack';
import { parseMassif, recognisesMassif } from './parse-massif';
import { parsePerfScript } from './parse-perf-script';
import { recognisesPerfScript } from './perf-script-lines';
import { parseStraceStacks } from './parse-strace-stacks';
import { shortenFunctionName } from './native-symbols';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures');
const CONTEXT: ParseContext = {
  pid: 7,
  tid: 7,
  threadName: 'main',
  processName: 'program',
  ownFolders: ['/opt/native-programs'],
};

function read(name: string): string {
  return readFileSync(resolve(FIXTURES, name), 'utf8');
}

function valueOf<Value>(parsed: Result<Value, Failure>): Value {
  if (!parsed.ok) throw new Error(`${parsed.failure.message} ${parsed.failure.where ?? ''}`);
  return parsed.value;
}

/** Each stack up to `main`, innermost first, with its values summed. */
function drawStacks(profile: Profile): Record<string, number[]> {
  const drawn: Record<string, number[]> = {};
  for (const { samples } of profile.threads) {
    for (let row = 0; row < samples.length; row++) {
      const names: string[] = [];
      for (let at = samples.stack[row]!; at >= 0; at = profile.stacks.parent[at]!) {
        names.push(profile.frames.name[profile.stacks.frame[at]!]!);
        if (names.at(-1) === 'main') break;
      }
      const sums = (drawn[names.join(' < ')] ??= samples.values.map(() => 0));
      for (const [column, values] of samples.values.entries()) sums[column]! += values[row]!;
    }
  }
  return drawn;
}

/** Share of the first value under a function, 0 to 100. */
function shareOf(profile: Profile, name: string): number {
  let under = 0;
  let sum = 0;
  for (const [stack, values] of Object.entries(drawStacks(profile))) {
    sum += values[0]!;
    if (stack.split(' < ').includes(name)) under += values[0]!;
  }
  return (100 * under) / sum;
}

function checkIntegrity(profile: Profile): void {
  for (let at = 0; at < profile.stacks.length; at++) {
    expect(profile.stacks.parent[at]).toBeLessThan(at);
    expect(profile.stacks.frame[at]).toBeLessThan(profile.frames.length);
  }
  for (const { samples } of profile.threads) {
    expect(samples.values).toHaveLength(profile.valueTypes.length);
    for (let row = 0; row < samples.length; row++) {
      expect(samples.stack[row]).toBeGreaterThanOrEqual(0);
      expect(samples.stack[row]).toBeLessThan(profile.stacks.length);
      if (row > 0 && samples.time !== null) {
        expect(samples.time[row]).toBeGreaterThanOrEqual(samples.time[row - 1]!);
      }
    }
  }
}

describe('perf script', () => {
  test("with perf's own fields and inlined functions", () => {
    const text = read('perf-6.1/sorts-default.txt');
    expect(recognisesPerfScript(text.slice(0, 4000))).toBe(true);
    const profile = valueOf(parsePerfScript(text, CONTEXT));
    checkIntegrity(profile);
    expect(profile.valueTypes).toEqual([{ name: 'cpu', unit: 'ms' }]);
    expect(shareOf(profile, 'sortRows') + shareOf(profile, 'runHelpers')).toBeGreaterThan(80);
    expect(profile.threads[0]!.processName).toBe('sorts');
    // 499 samples a second of CPU time are 2.004 ms each.
    expect(profile.threads[0]!.samples.values[0]![0]).toBeCloseTo(2.004, 3);
  });

  test('with source lines', () => {
    const profile = valueOf(parsePerfScript(read('perf-6.1/sorts-srcline.txt'), CONTEXT));
    checkIntegrity(profile);
    expect(shareOf(profile, 'sortRows')).toBeGreaterThan(30);
    expect(profile.lines).not.toBeNull();
  });

  test('without a call graph', () => {
    const profile = valueOf(parsePerfScript(read('perf-6.1/leaves-flat.txt'), CONTEXT));
    checkIntegrity(profile);
    expect(Math.abs(shareOf(profile, 'leafFive') - 50)).toBeLessThan(10);
    expect(Math.abs(shareOf(profile, 'leafTwo') - 20)).toBeLessThan(10);
  });

  test('of hardware counters: samples share the time that was sampled', () => {
    const text = [
      '# touchstone {"hz":1000}',
      'a b 12/13 [001] 5.000000: 100 cycles:u:',
      '\tffffffff82203249 clear_page+0x19 ([kernel.kallsyms])',
      '\t 401000 inner+0x0 (/bin/a)',
      '\t 402000 outer+0x1 (/bin/a)',
      '',
      'a b 12/13 [001] 5.001000: 300 cycles:u:',
      '\t 402000 outer+0x1 (/bin/a)',
      '',
      'a b 12/12 5.002000: PERF_RECORD_LOST lost 17',
      '',
    ].join('\n');
    const profile = valueOf(parsePerfScript(text, CONTEXT));
    expect(drawStacks(profile)).toEqual({
      'clear_page < inner < outer': [0.5],
      outer: [1.5],
    });
    expect(profile.threads[0]).toMatchObject({ pid: 12, tid: 13, name: 'a b' });
    const kinds = [...profile.frames.kind].map((kind) => FRAME_KINDS[kind]);
    expect(kinds).toEqual(['native', 'native', 'kernel']);
    expect(profile.durationMs).toBeCloseTo(1, 6);
    expect(profile.notes.join()).toContain('17 samples were lost');
  });

  test('that is something else says where', () => {
    const parsed = parsePerfScript(
      'a 1/1 1.0: 1 cpu-clock:\n\t 1 a (b)\n\nwhat is this\n',
      CONTEXT,
    );
    expect(parsed.ok ? null : parsed.failure.where).toBe('line 4');
  });
});

test('callgrind: exact calls, and instructions 5 : 3 : 2', () => {
  const text = read('callgrind-3.19/leaves.callgrind');
  expect(recognisesCallgrind(text.slice(0, 2000))).toBe(true);
  const { calls, costs } = valueOf(parseCallgrind(text, CONTEXT));
  checkIntegrity(costs);
  const of = (name: string): number => calls.calls[calls.frames.name.indexOf(name)]!;
  expect([of('leafFive'), of('leafThree'), of('leafTwo'), of('callLeaves'), of('main')]).toEqual([
    100, 100, 100, 100, 1,
  ]);
  const cost = drawStacks(costs);
  expect(cost['leafFive']![0]! / cost['leafTwo']![0]!).toBeCloseTo(2.5, 1);
  // The file's own total, in its last lines.
  const total = Number(/^(?:totals|summary): (\d+)/m.exec(text)![1]);
  expect(Object.values(cost).reduce((sum, [value]) => sum + value!, 0)).toBe(total);
});

test('heaptrack: bytes, objects, peak, leaks, temporary ones', () => {
  const text = read('heaptrack-1.4/allocate.heaptrack');
  expect(recognisesHeaptrack(text)).toBe(true);
  const profile = valueOf(parseHeaptrack(text, CONTEXT));
  checkIntegrity(profile);
  expect(drawStacks(profile)).toEqual({
    'keep < main': [100_000, 100, 100_000, 0, 0],
    'churn < main': [20_480_000, 5000, 4096, 0, 5000],
    'makeSmall < main': [1600, 50, 0, 1600, 0],
  });
});

test('dhat: the same without temporary ones', () => {
  const text = read('dhat-3.19/allocate.json');
  expect(recognisesDhat(text)).toBe(true);
  const profile = valueOf(parseDhat(text, CONTEXT));
  checkIntegrity(profile);
  expect(drawStacks(profile)).toEqual({
    'keep < main': [100_000, 100, 100_000, 0],
    'churn < main': [20_480_000, 5000, 4096, 0],
    'makeSmall < main': [1600, 50, 0, 1600],
  });
});

test('massif: who held the heap at its peak', () => {
  const text = read('massif-3.19/allocate.massif');
  expect(recognisesMassif(text.slice(0, 2000))).toBe(true);
  const profile = valueOf(parseMassif(text, CONTEXT));
  checkIntegrity(profile);
  expect(drawStacks(profile)).toEqual({ 'keep < main': [100_000], 'churn < main': [4096] });
});

test('strace -k: each sync with its caller and thread', () => {
  const profile = valueOf(
    parseStraceStacks(read('strace-6.1-stacks/syncs-thread.strace'), CONTEXT),
  );
  checkIntegrity(profile);
  expect(profile.threads).toHaveLength(3);
  const stacks = Object.entries(drawStacks(profile));
  expect(stacks.every(([stack]) => stack.startsWith('fsync < commit < save < work'))).toBe(true);
  expect(stacks.reduce((sum, [, [count]]) => sum + count!, 0)).toBe(9);
  expect(stacks.every(([, [, ms]]) => ms! > 0)).toBe(true);
});

test('collapsed stacks', () => {
  const text = read('collapsed/sorts.txt');
  expect(recognisesCollapsed(text.slice(0, 4000))).toBe(true);
  const profile = valueOf(parseCollapsed(text, CONTEXT));
  checkIntegrity(profile);
  expect(shareOf(profile, 'sortRows')).toBeGreaterThan(30);
  const bad = parseCollapsed('a;b 1\na;c\n', CONTEXT);
  expect(bad.ok ? null : bad.failure.where).toBe('line 2');
});

test('a stack of 100,000 frames overflows nothing', () => {
  const path = Array.from({ length: 100_000 }, (_, depth) => `f${depth % 7}`).join(';');
  const profile = valueOf(parseCollapsed(`${path} 3\n`, CONTEXT));
  expect(profile.stacks.length).toBe(100_000);
});

test.each([
  ['std::vector<int>::push_back(int const&)', 'std::vector<int>::push_back'],
  ['void std::sort<int*>(int*, int*)', 'std::sort<int*>'],
  ['(anonymous namespace)::run(int)', '(anonymous namespace)::run'],
  ['Row::operator()(int) const', 'Row::operator()'],
  ['operator new(unsigned long)', 'operator new'],
  ['rs::Tree<T>::total::h7e96aab36c1a4b42', 'rs::Tree<T>::total'],
  ['<rs[8802a1ab63e92b98]::Tree<u32>>::total', '<rs::Tree<u32>>::total'],
  ['memcpy@@GLIBC_2.14', 'memcpy'],
  ['parse.part.0', 'parse'],
  ['parse.constprop.0.cold', 'parse'],
  ['main', 'main'],
  ['runtime.(*mheap).alloc', 'runtime.(*mheap).alloc'],
])('%s is shown as %s', (name, short) => {
  expect(shortenFunctionName(name)).toBe(short);
});

describe('damaged captures', () => {
  const parsers: [string, (text: string) => Result<unknown, Failure>][] = [
    ['perf-6.1/sorts-srcline.txt', (text) => parsePerfScript(text, CONTEXT)],
    ['callgrind-3.19/leaves.callgrind', (text) => parseCallgrind(text, CONTEXT)],
    ['heaptrack-1.4/allocate.heaptrack', (text) => parseHeaptrack(text, CONTEXT)],
    ['dhat-3.19/allocate.json', (text) => parseDhat(text, CONTEXT)],
    ['massif-3.19/allocate.massif', (text) => parseMassif(text, CONTEXT)],
    ['strace-6.1-stacks/syncs-thread.strace', (text) => parseStraceStacks(text, CONTEXT)],
    ['collapsed/sorts.txt', (text) => parseCollapsed(text, CONTEXT)],
  ];
  test.each(parsers)(
    '%s: cut or overwritten, a failure with a place or a profile, never an exception',
    (name, parse) => {
      const whole = read(name).slice(0, 30_000);
      fc.assert(
        fc.property(
          fc.nat(whole.length),
          fc.nat(40),
          fc.string({ maxLength: 30 }),
          (at, length, put) => {
            const parsed = parse(whole.slice(0, at) + put + whole.slice(at + length));
            if (!parsed.ok) expect(parsed.failure.message).not.toBe('');
          },
        ),
        { numRuns: 60, seed: 20 },
      );
      expect(() => parse(whole.slice(0, 5000))).not.toThrow();
      expect(() => parse('')).not.toThrow();
    },
  );
});
