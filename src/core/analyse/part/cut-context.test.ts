import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LoadedRecording, LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import type { Timeline } from '../../model/timeline';
import type { FlameAnswer, FlameQuestion, Place, RunPart } from '../../model/view-answers';
import { parseCpuProfile } from '../../parse/parse-cpu-profile';
import { parseHeapProfile } from '../../parse/parse-heap-profile';
import { parseStrace } from '../../parse/parse-strace';
import { parseSyncStacks } from '../../parse/parse-sync-stacks';
import { parsePerfScript } from '../../parse/parse-perf-script';
import type { ParseContext } from '../../parse/parse-context';
import type { AnalysisContext } from '../analysis-context';
import { answerFlame } from '../flame/answer-flame';
import { answerFunctionDetail } from '../functions/answer-function-detail';
import { answerFunctions } from '../functions/answer-functions';
import { buildRecording } from '../testing/build-recording';
import { answerSyscalls } from '../views/answer-syscalls';
import { answerPart, cutContext } from './cut-context';
import { lengthOfRun } from './cut-size';

const CONTEXT: ParseContext = {
  pid: 1,
  tid: 0,
  threadName: 'main',
  processName: 'node',
  ownFolders: ['/srv/demo'],
};

const textOf = (name: string) =>
  readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url), 'utf8');

function parsed<Value>(result: { ok: true; value: Value } | { ok: false }): Value {
  if (!result.ok) throw new Error('The fixture cannot be read');
  return result.value;
}

const CPU_TEXT = textOf('node-20.20/known-shares.cpuprofile');
const CPU = parsed(parseCpuProfile(CPU_TEXT, CONTEXT));
const OTHER = parsed(parseCpuProfile(textOf('node-24.21/known-shares.cpuprofile'), CONTEXT));
const ALLOC = parsed(parseHeapProfile(textOf('node-20.20/garbage.heapprofile'), CONTEXT));
const TRACE = parsed(parseStrace(textOf('strace-6.1/sync-workers.strace'), CONTEXT));
const SYNCS = parsed(parseSyncStacks(textOf('node-20.20/sync-promises.syncs.json'), CONTEXT));
const PERF = parsed(parsePerfScript(textOf('perf-6.1/native-shares-node.txt'), CONTEXT));

function recordingOf(name: string, change: Partial<LoadedSize>): LoadedRecording {
  const made = buildRecording(name, {
    run: [{ n: 1, operations: 10, calls: { 'spin a.mjs:1': 3 } }],
  });
  return {
    ...made,
    workloads: made.workloads.map((workload) => ({
      ...workload,
      sizes: workload.sizes.map((size) => ({ ...size, ...change })),
    })),
  };
}

const PLACE: Place = { subject: { kind: 'recording', id: 'r' }, workload: 'run', n: 1 };

function placeOf(context: AnalysisContext, from: number, to: number, side: RunPart['side']): Place {
  const length = lengthOfRun(context[side]!.workloads[0]!.sizes[0]!)!;
  return { ...PLACE, part: { side, fromMs: from * length, toMs: to * length } };
}

const FLAME: Omit<FlameQuestion, keyof Place> = {
  metric: 'cpu',
  mode: 'merged',
  side: 'candidate',
  basis: 'absolute',
  filter: { thread: null, onlyOwnCode: false, collapseRecursion: false, focus: null },
  root: null,
  widthPx: 1e4,
  search: null,
};

/** Asks of a share of the candidate's run; null for all of it. */
function flameOf(
  context: AnalysisContext,
  share: readonly [number, number] | null,
  change: Partial<FlameQuestion> = {},
): FlameAnswer {
  const place = share === null ? PLACE : placeOf(context, share[0], share[1], 'candidate');
  return answerFlame({ ...place, ...FLAME, ...change }, cutContext(context, place));
}

/** Self time of each function between two moments, from the file itself and not from the parsed profile. */
function selfInFile(fromMs: number, toMs: number): Map<string, number> {
  const file = JSON.parse(CPU_TEXT) as {
    nodes: { id: number; callFrame: { functionName: string } }[];
    samples: number[];
    timeDeltas: number[];
    startTime: number;
    endTime: number;
  };
  const names = new Map(file.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const sums = new Map<string, number>();
  const moments: number[] = [];
  let at = 0;
  for (const delta of file.timeDeltas) moments.push((at += delta));
  moments.push(file.endTime - file.startTime);
  file.samples.forEach((id, row) => {
    const start = moments[row]! / 1000;
    if (start < fromMs || start >= toMs) return;
    const name = names.get(id)!;
    sums.set(name, (sums.get(name) ?? 0) + Math.max(0, moments[row + 1]! / 1000 - start));
  });
  return sums;
}

const one: AnalysisContext = {
  candidate: recordingOf('mine', { cpu: CPU, alloc: ALLOC }),
  reference: null,
};
const two: AnalysisContext = {
  candidate: recordingOf('mine', { cpu: CPU }),
  reference: recordingOf('theirs', { cpu: OTHER }),
};

describe('a part of a run', () => {
  it('has the self times that the file has between two moments', () => {
    const length = CPU.durationMs!;
    const expected = selfInFile(0.3 * length, 0.6 * length);
    const answer = flameOf(one, [0.3, 0.6], { mode: 'inverted' });
    const seen = new Map<string, number>();
    for (let row = 1; row < answer.length; row += 1) {
      if (answer.depth[row] !== 1) continue;
      const name = answer.names[answer.frame[row]!]!;
      seen.set(name, (seen.get(name) ?? 0) + answer.total[row]!);
    }
    const costly = [...expected].filter(([name, ms]) => ms > 5 && !name.startsWith('('));
    expect(costly.length).toBeGreaterThan(0);
    for (const [name, ms] of costly) expect(seen.get(name), name).toBeCloseTo(ms, 6);
  });

  it.each(['merged', 'inverted', 'time-order'] as const)(
    'adds up to the whole over all parts: %s',
    (mode) => {
      const whole = flameOf(one, null, { mode });
      const parts = [0, 0.1, 0.35, 0.8].map((from, index, all) =>
        flameOf(one, [from, all[index + 1] ?? 1], { mode }),
      );
      const sum = parts.reduce((total, { rootTotal }) => total + rootTotal, 0);
      expect(sum).toBeCloseTo(whole.rootTotal, 6);
      const samples = parts.reduce((total, answer) => total + answer.samples.candidate, 0);
      expect(samples).toBe(whole.samples.candidate);
    },
  );

  it('cuts the halves of a sandwich', () => {
    const key = {
      function: CPU.frames.name[0]!,
      file: CPU.frames.file[0]!,
      line: CPU.frames.line[0]!,
    };
    const filter = { ...FLAME.filter, focus: key };
    for (const mode of ['callers', 'callees'] as const) {
      const whole = flameOf(one, null, { mode, filter }).rootTotal;
      const [first, second] = [[0, 0.5] as const, [0.5, 1] as const].map(
        (share) => flameOf(one, share, { mode, filter }).rootTotal,
      );
      expect(first! + second!).toBeCloseTo(whole, 6);
    }
  });

  it('shows the same share of the other build in a comparison, and says what costs are over', () => {
    const difference = flameOf(two, [0.25, 0.5], { side: 'difference' });
    const place = placeOf(two, 0.25, 0.5, 'candidate');
    const ofPart = answerPart(place, two);
    const theirs = OTHER.durationMs!;
    expect(ofPart.reference).toMatchObject({ build: 'theirs', ofMs: theirs });
    expect(ofPart.reference!.fromMs).toBeCloseTo(theirs / 4, 6);
    const alone = cutContext(
      { candidate: two.reference!, reference: null },
      { ...PLACE, part: { side: 'candidate', fromMs: theirs / 4, toMs: theirs / 2 } },
    );
    const expected = answerFlame({ ...PLACE, ...FLAME }, alone).rootTotal;
    expect(difference.reference[0]).toBeCloseTo(expected / 10, 6);
    expect(difference.notes.join()).toContain('operations of the whole run');
    // Chosen in the reference it is the same part.
    const other = placeOf(two, 0.25, 0.5, 'reference');
    const again = answerFlame({ ...other, ...FLAME, side: 'difference' }, cutContext(two, other));
    expect(again.candidate[0]).toBeCloseTo(difference.candidate[0]!, 6);
  });

  it('says which pass has no times, and shows it whole', () => {
    const whole = flameOf(one, null, { metric: 'allocated' });
    const part = flameOf(one, [0.1, 0.2], { metric: 'allocated' });
    expect(part.rootTotal).toBe(whole.rootTotal);
    expect(part.notes.join()).toMatch(/mine: its alloc pass is of the whole run, .*without times/);
    expect(answerPart(placeOf(one, 0.1, 0.2, 'candidate'), one).candidate!.whole).toEqual([
      { pass: 'alloc', why: expect.stringContaining('without times') as string },
    ]);
    expect(flameOf(one, [0.1, 0.2]).notes.join()).not.toContain('whole run');
  });

  it('filters the functions, their callers and callees', () => {
    const ask = (share: readonly [number, number] | null) => {
      const place = share === null ? PLACE : placeOf(one, share[0], share[1], 'candidate');
      const table = { sort: 'self', descending: true, search: null, onlyOwnCode: false } as const;
      const question = { ...place, ...table, offset: 0, count: 1000 };
      return answerFunctions(question, cutContext(one, place));
    };
    const whole = ask(null);
    const parts = [ask([0, 0.5]), ask([0.5, 1])];
    const top = whole.rows[0]!;
    const self = parts.map(
      ({ rows }) =>
        rows.find(({ key }) => key.function === top.key.function && key.line === top.key.line)
          ?.candidate?.selfMs ?? 0,
    );
    expect(self[0]! + self[1]!).toBeCloseTo(top.candidate!.selfMs!, 6);
    // Seen by the exact counts alone, which have no times: not a function of this part.
    expect(whole.rows.some(({ key }) => key.function === 'spin' && key.file === 'a.mjs')).toBe(
      true,
    );
    expect(ask([0, 0.01]).all).toBeLessThan(whole.all);
    expect(parts[0]!.notes.join()).toContain('exact counts have no times');

    const around = (place: Place) =>
      answerFunctionDetail({ ...place, side: 'candidate', key: top.key }, cutContext(one, place));
    const sum = (rows: readonly { ms: number }[]) => rows.reduce((total, { ms }) => total + ms, 0);
    const halves = [placeOf(one, 0, 0.5, 'candidate'), placeOf(one, 0.5, 1, 'candidate')].map(
      around,
    );
    expect(sum(halves.flatMap(({ callers }) => callers))).toBeCloseTo(
      sum(around(PLACE).callers),
      6,
    );
    expect(halves[0]!.sourceNote).toContain('whole run');
  });

  it('cuts system calls, and leaves out what has no times', () => {
    const context = { candidate: recordingOf('mine', { syscalls: TRACE }), reference: null };
    const ask = (place: Place) => answerSyscalls(place, cutContext(context, place)).candidate!;
    const whole = ask(PLACE);
    const parts = [0, 0.2, 0.7].map((from, index, all) =>
      ask(placeOf(context, from, all[index + 1] ?? 1, 'candidate')),
    );
    expect(whole.syncs).toBeGreaterThan(10);
    expect(parts.reduce((sum, { syncs }) => sum + syncs, 0)).toBe(whole.syncs);
    const calls = (rows: typeof whole.byName) => rows.reduce((sum, { count }) => sum + count, 0);
    expect(calls(parts.flatMap(({ byName }) => byName))).toBe(calls(whole.byName));
    expect(parts[1]!.io).toBeNull();
    expect(parts[1]!.notes.join()).toContain('whole run');
  });

  it('places the stacks of syncs where the trace of system calls saw them', () => {
    const timeline = { durationMs: 1000 } as Timeline;
    const alone = {
      candidate: recordingOf('mine', { syncStacks: SYNCS, timeline }),
      reference: null,
    };
    const unplaced = flameOf(alone, [0.5, 1], { metric: 'syncs' });
    expect(unplaced.notes.join()).toContain('cannot be placed');
    expect(unplaced.rootTotal).toBe(SYNCS.threads[0]!.samples.length);

    const size = { syncStacks: SYNCS, syscalls: TRACE, timeline };
    const context = { candidate: recordingOf('mine', size), reference: null };
    const isSync = TRACE.names.map((name) => /^(fsync|fdatasync)$/.test(name));
    const first = TRACE.events.name.findIndex((name) => isSync[name] === true);
    const before = TRACE.events.time[first]! / TRACE.events.time[TRACE.events.length - 1]! / 2;
    expect(flameOf(context, [0, before], { metric: 'syncs' }).rootTotal).toBe(0);
    expect(flameOf(context, [before, 1], { metric: 'syncs' }).rootTotal).toBe(unplaced.rootTotal);
  });

  it('cuts samples of perf, thread by thread', () => {
    const context = { candidate: recordingOf('mine', { cpu: PERF }), reference: null };
    const whole = flameOf(context, null);
    const halves = [flameOf(context, [0, 0.4]), flameOf(context, [0.4, 1])];
    expect(halves[0]!.rootTotal).toBeGreaterThan(0);
    expect(halves[0]!.rootTotal + halves[1]!.rootTotal).toBeCloseTo(whole.rootTotal, 6);
  });

  it('gives the same profiles for the same part, so that trees made of them are used again', () => {
    const place = placeOf(one, 0.2, 0.4, 'candidate');
    const cpuOf = (context: AnalysisContext): Profile =>
      context.candidate.workloads[0]!.sizes[0]!.cpu!;
    expect(cpuOf(cutContext(one, place))).toBe(cpuOf(cutContext(one, { ...place })));
    expect(cutContext(one, PLACE)).toBe(one);
  });
});
