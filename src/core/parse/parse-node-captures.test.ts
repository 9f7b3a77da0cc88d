import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRAME_KINDS, NO_STACK, type Profile } from '../model/profile';
import type { Failure } from '../model/failure';
import type { Result } from '../model/result';
import { mergeCallCounts, mergeProfiles } from './merge-profiles';
import { parseCoverage } from './parse-coverage';
import type { ParseContext } from './parse-context';
import { parseCpuProfile } from './parse-cpu-profile';
import { parseHeapProfile } from './parse-heap-profile';
import { parseSyncStacks } from './parse-sync-stacks';

const context: ParseContext = {
  pid: 7,
  tid: 0,
  threadName: 'main',
  processName: 'node demo.js',
  ownFolders: ['/srv/demo'],
};
/** Each mechanism by the oldest and the newest line that is in use. */
const VERSIONS = ['node-20.20', 'node-24.21'];
const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../fixtures', name), 'utf8');

function valueOf<Value>(result: Result<Value, Failure>): Value {
  if (!result.ok) throw new Error(`${result.failure.message} ${result.failure.where ?? ''}`);
  return result.value;
}

function failureOf(result: Result<unknown, Failure>): Failure {
  if (result.ok) throw new Error('no failure');
  return result.failure;
}

/** Cost of each function with and without what it calls; recursion counted once. */
function totals(profile: Profile, column = 0): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { samples } of profile.threads) {
    for (let row = 0; row < samples.length; row += 1) {
      const names = new Set<string>();
      for (
        let stack = samples.stack[row]!;
        stack !== NO_STACK;
        stack = profile.stacks.parent[stack]!
      ) {
        names.add(profile.frames.name[profile.stacks.frame[stack]!]!);
      }
      for (const name of names) {
        sums.set(name, (sums.get(name) ?? 0) + samples.values[column]![row]!);
      }
    }
  }
  return sums;
}

function expectIntegrity(profile: Profile): void {
  const { stacks, frames, threads } = profile;
  for (let stack = 0; stack < stacks.length; stack += 1) {
    expect(stacks.parent[stack]!).toBeLessThan(stack);
    expect(stacks.frame[stack]!).toBeLessThan(frames.length);
  }
  for (const { samples } of threads) {
    expect(samples.values).toHaveLength(profile.valueTypes.length);
    for (let row = 0; row < samples.length; row += 1) {
      expect(samples.stack[row]!).toBeLessThan(stacks.length);
      if (samples.time !== null && row > 0) {
        expect(samples.time[row]!).toBeGreaterThanOrEqual(samples.time[row - 1]!);
      }
      for (const column of samples.values) expect(column[row]!).toBeGreaterThanOrEqual(0);
    }
  }
}

const callFrame = (functionName: string, url = '', lineNumber = -1): object => ({
  functionName,
  scriptId: '1',
  url,
  lineNumber,
  columnNumber: lineNumber < 0 ? -1 : 4,
});

function cpuFile(more: object): string {
  return JSON.stringify({
    nodes: [
      { id: 1, callFrame: callFrame('(root)'), children: [2, 3, 4] },
      { id: 2, callFrame: callFrame('run', 'file:///srv/demo/a%20b.js', 9), children: [5] },
      { id: 3, callFrame: callFrame('(idle)') },
      { id: 4, callFrame: callFrame('(garbage collector)') },
      { id: 5, callFrame: callFrame('run', 'file:///srv/demo/a%20b.js', 9) },
    ],
    startTime: 1000,
    endTime: 11_000,
    samples: [2, 3, 4, 5],
    timeDeltas: [1000, 2000, 3000, 2500],
    ...more,
  });
}

describe('parseCpuProfile', () => {
  it.each(VERSIONS)('reads a real profile: shares, lines and sums, %s', (version) => {
    const profile = valueOf(
      parseCpuProfile(fixture(`${version}/known-shares.cpuprofile`), context),
    );
    expectIntegrity(profile);
    const sums = totals(profile);
    const heavy = sums.get('heavy')!;
    const share = heavy / (heavy + sums.get('recurse')!);
    expect(share).toBeGreaterThan(0.68);
    expect(share).toBeLessThan(0.82);
    expect(sums.get('light')).toBeLessThanOrEqual(sums.get('recurse')!);
    const work = profile.frames.name.indexOf('work');
    const lines = profile.lines!;
    let onLoop = 0;
    let all = 0;
    for (let row = 0; row < lines.length; row += 1) {
      if (lines.frame[row] !== work) continue;
      all += lines.value[row]!;
      // The loop of `work` stands on line 4.
      if (lines.line[row] === 4) onLoop += lines.value[row]!;
    }
    expect(onLoop / all).toBeGreaterThan(0.9);
    expect(all).toBeCloseTo(sums.get('work')!, 6);
    expect(profile.source.tool).toContain(`Node ${version.slice(5)}.`);
    const depth = (stack: number): number => {
      let count = 0;
      for (let at = stack; at !== NO_STACK; at = profile.stacks.parent[at]!) count += 1;
      return count;
    };
    const depths = Array.from({ length: profile.stacks.length }, (_, stack) => depth(stack));
    expect(Math.max(...depths)).toBeGreaterThan(50);
  });

  it('weighs a sample by the time until the next, and idle ones with nothing', () => {
    const profile = valueOf(parseCpuProfile(cpuFile({}), context));
    const { samples } = profile.threads[0]!;
    expect([...samples.time!]).toEqual([1, 3, 6, 8.5]);
    expect([...samples.values[0]!]).toEqual([2, 0, 2.5, 1.5]);
    expect(profile.durationMs).toBe(10);
    expect(profile.startMs).toBe(1);
    const kinds = [...samples.stack].map(
      (stack) => FRAME_KINDS[profile.frames.kind[profile.stacks.frame[stack]!]!],
    );
    expect(kinds).toEqual(['own', 'idle', 'gc', 'own']);
    expect(profile.frames.file[0]).toBe('/srv/demo/a b.js');
    expect([profile.frames.line[0], profile.frames.column[0]]).toEqual([10, 5]);
    expect(totals(profile).get('run')).toBe(3.5);
  });

  it('puts samples with negative deltas in order, and says so', () => {
    const profile = valueOf(
      parseCpuProfile(cpuFile({ timeDeltas: [1000, 4000, -2000, 6000] }), context),
    );
    const { samples } = profile.threads[0]!;
    expect([...samples.time!]).toEqual([1, 3, 5, 9]);
    expect([...samples.values[0]!]).toEqual([2, 2, 0, 1]);
    expect(profile.notes).toEqual([expect.stringContaining('1 of 4 samples were out of order')]);
  });

  it('leaves the agent out of stacks, with what the run time does for it', () => {
    const agent = 'file:///opt/touchstone/resources/agents/node/watch-exit.cjs';
    const profile = valueOf(
      parseCpuProfile(
        cpuFile({
          nodes: [
            { id: 1, callFrame: callFrame('(root)'), children: [2] },
            { id: 2, callFrame: callFrame('emit', agent, 3), children: [3, 4] },
            { id: 3, callFrame: callFrame('own', 'file:///srv/demo/x.js', 1) },
            { id: 4, callFrame: callFrame('post', 'node:inspector', 1), children: [5] },
            { id: 5, callFrame: callFrame('dispatch') },
          ],
          samples: [2, 3, 5],
          timeDeltas: [0, 1000, 1000],
        }),
        context,
      ),
    );
    expect(profile.frames.name).toEqual(['own']);
    expect(profile.threads[0]!.samples.length).toBe(1);
  });

  it('walks 200,000 frames deep without a stack of its own', () => {
    const depth = 200_000;
    const nodes = Array.from({ length: depth }, (_, index) => ({
      id: index + 1,
      callFrame: callFrame(index === 0 ? '(root)' : `f${index}`),
      children: index + 1 < depth ? [index + 2] : [],
    }));
    const profile = valueOf(
      parseCpuProfile(cpuFile({ nodes, samples: [depth], timeDeltas: [0] }), context),
    );
    expect(profile.stacks.length).toBe(depth - 1);
    expectIntegrity({ ...profile, stacks: { ...profile.stacks, length: 0 }, threads: [] });
  });

  it.each([
    ['{"nodes": [', /JSON/, undefined],
    ['[]', /not a JSON object/, undefined],
    ['{}', /no nodes/, 'nodes'],
    [cpuFile({ nodes: [{ id: 1 }] }), /callFrame/, 'nodes[0]'],
    [cpuFile({ samples: 'x' }), /no samples/, 'samples'],
    [cpuFile({ samples: [2, 9, 2, 2] }), /not there/, 'samples[1]'],
    [cpuFile({ timeDeltas: [1] }), /one by one/, 'timeDeltas'],
    [
      cpuFile({
        nodes: [
          { id: 2, callFrame: callFrame('a'), children: [3] },
          { id: 3, callFrame: callFrame('b'), children: [2] },
        ],
        samples: [2],
        timeDeltas: [0],
      }),
      /circle/,
      'nodes',
    ],
  ])('says what is wrong with a broken file %#', (text, message, where) => {
    const failure = failureOf(parseCpuProfile(text, context));
    expect(failure.kind).toBe('capture-invalid');
    expect(failure.message).toMatch(message);
    if (where !== undefined) expect(failure.where).toBe(where);
  });

  it('never throws, wherever the file was cut off', () => {
    const text = fixture('node-20.20/known-shares.cpuprofile');
    for (let end = 0; end < text.length; end += 997) {
      expect(parseCpuProfile(text.slice(0, end), context).ok).toBe(false);
    }
  });
});

describe('parseHeapProfile', () => {
  it.each(VERSIONS)('reads a real profile: bytes and objects of garbage, %s', (version) => {
    const profile = valueOf(parseHeapProfile(fixture(`${version}/garbage.heapprofile`), context));
    expectIntegrity(profile);
    const bytes = totals(profile, 0);
    const mebibyte = 1024 * 1024;
    expect(bytes.get('churn')! / mebibyte).toBeGreaterThan(190);
    expect(bytes.get('churn')! / mebibyte).toBeLessThan(230);
    expect(bytes.get('churn')! / bytes.get('calm')!).toBeGreaterThan(1.8);
    expect(bytes.get('churn')! / bytes.get('calm')!).toBeLessThan(2.2);
    expect(totals(profile, 1).get('churn')!).toBeGreaterThanOrEqual(200);
  });

  it('says what is wrong with a broken file', () => {
    expect(failureOf(parseHeapProfile('{}', context)).where).toBe('head');
    expect(failureOf(parseHeapProfile('{"head":{}}', context)).message).toMatch(/callFrame/);
    expect(failureOf(parseHeapProfile('', context)).kind).toBe('capture-invalid');
  });
});

describe('parseCoverage', () => {
  it.each(VERSIONS)('reads real counts with the lines of the functions, %s', (version) => {
    const counts = valueOf(parseCoverage(fixture(`${version}/exact-calls.coverage.json`), context));
    const own = counts.frames.name.flatMap((name, index) =>
      FRAME_KINDS[counts.frames.kind[index]!] === 'own'
        ? [[name, counts.frames.line[index], counts.calls[index]]]
        : [],
    );
    expect(own).toEqual(
      expect.arrayContaining([
        ['leaf', 2, 30_000],
        ['middle', 5, 300],
        ['outer', 10, 3],
        ['add', 17, 70],
        ['arrow', 21, 500],
      ]),
    );
    const kinds = new Set([...counts.frames.kind].map((kind) => FRAME_KINDS[kind]));
    expect(kinds).toEqual(new Set(['own', 'runtime']));
  });

  it('leaves out what was not called, and adds up closures', () => {
    const ranges = (count: number): object[] => [{ startOffset: 0, endOffset: 9, count }];
    const functions = [
      { functionName: 'a', ranges: ranges(0), lineNumber: 0, columnNumber: 0 },
      { functionName: '', ranges: ranges(2), lineNumber: 1, columnNumber: 5 },
      { functionName: '', ranges: ranges(3), lineNumber: 1, columnNumber: 5 },
    ];
    const text = JSON.stringify({ result: [{ url: 'file:///srv/demo/x.js', functions }] });
    const counts = valueOf(parseCoverage(text, context));
    expect(counts.frames.name).toEqual(['(anonymous)']);
    expect([counts.frames.line[0], counts.frames.column[0]]).toEqual([2, 6]);
    expect([...counts.calls]).toEqual([5]);
    expect([...mergeCallCounts([counts, counts]).calls]).toEqual([10]);
  });

  it('says where a broken file is broken', () => {
    expect(failureOf(parseCoverage('{"result":[{}]}', context)).where).toBe('result[0]');
    const text = '{"result":[{"functions":[{}]}]}';
    expect(failureOf(parseCoverage(text, context)).where).toBe('result[0].functions[0]');
  });
});

describe('parseSyncStacks', () => {
  it.each(VERSIONS)('reads a real record: who asked, and for how long, %s', (version) => {
    const profile = valueOf(
      parseSyncStacks(fixture(`${version}/sync-promises.syncs.json`), context),
    );
    expectIntegrity(profile);
    const counts = totals(profile);
    expect([counts.get('flush'), counts.get('fsync'), counts.get('fdatasync')]).toEqual([
      12, 17, 8,
    ]);
    expect(totals(profile, 1).get('fsync')).toBeGreaterThan(0);
  });

  it('says when syncs were not answered or stacks were cut', () => {
    const file = {
      stacks: [
        [{ functionName: 'f', url: 'file:///srv/demo/x.js', lineNumber: 0, columnNumber: 1 }],
      ],
      calls: ['fsync', 'fsync'],
      stackOfCall: [0, 0],
      startMs: [5, 4],
      durationMs: [1, null],
      truncated: 1,
    };
    const profile = valueOf(parseSyncStacks(JSON.stringify(file), context));
    expect([...profile.threads[0]!.samples.time!]).toEqual([0, 1]);
    expect([...profile.threads[0]!.samples.values[1]!]).toEqual([0, 1]);
    expect(profile.notes).toHaveLength(2);
    const broken = JSON.stringify({ ...file, stackOfCall: [0, 4] });
    expect(failureOf(parseSyncStacks(broken, context)).where).toBe('stackOfCall[1]');
  });
});

describe('mergeProfiles', () => {
  it('lines processes up by their starts, and adds nothing and loses nothing', () => {
    const first = valueOf(parseCpuProfile(cpuFile({}), context));
    const later = valueOf(
      parseCpuProfile(cpuFile({ startTime: 51_000, endTime: 61_000 }), { ...context, pid: 8 }),
    );
    const merged = mergeProfiles([later, first]);
    expectIntegrity(merged);
    expect(merged.frames.name).toEqual(first.frames.name);
    expect(merged.stacks.length).toBe(first.stacks.length);
    expect(merged.threads.map((thread) => thread.pid)).toEqual([8, 7]);
    expect([...merged.threads[0]!.samples.time!]).toEqual([51, 53, 56, 58.5]);
    expect(merged.durationMs).toBe(60);
    expect(totals(merged).get('run')).toBe(7);
    const none = mergeProfiles([]);
    expect([none.threads, none.durationMs]).toEqual([[], null]);
  });

  it('adds up the lines of merged profiles', () => {
    const one = valueOf(parseCpuProfile(fixture('node-20.20/known-shares.cpuprofile'), context));
    const sum = (profile: Profile): number =>
      profile.lines === null ? 0 : profile.lines.value.reduce((all, value) => all + value, 0);
    const merged = mergeProfiles([one, one]);
    expect(merged.lines!.length).toBe(one.lines!.length);
    expect(sum(merged)).toBeCloseTo(2 * sum(one), 6);
  });
});
