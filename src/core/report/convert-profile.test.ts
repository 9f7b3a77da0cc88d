import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildCallTree, sumByFunction } from '../analyse/tree/call-tree';
import { buildProfile } from '../analyse/testing/build-profile';
import type { Profile } from '../model/profile';
import { parseFile } from '../parse/registry/parse-file';
import { chooseColumn } from './choose-column';
import { convertProfile, type ExportFormat } from './convert-profile';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures');
const CONTEXT = { pid: 1, tid: 1, threadName: 'main', processName: 'demo', ownFolders: [] };
const OPTIONS = { name: 'demo', exporter: 'Touchstone test', value: null };

function load(name: string): Profile {
  const bytes = readFileSync(resolve(FIXTURES, name));
  return parse(new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes)).profile;
}

function parse(bytes: Uint8Array): { format: string; profile: Profile } {
  const parsed = parseFile(bytes, CONTEXT);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  if (parsed.value.content.kind !== 'profile') throw new Error('no profile');
  return { format: parsed.value.format.id, profile: parsed.value.content.profile };
}

function convert(profile: Profile, format: ExportFormat, value: string | null = null): Uint8Array {
  const converted = convertProfile(profile, format, { ...OPTIONS, value });
  if (!converted.ok) throw new Error(converted.failure.message);
  return new Uint8Array(
    Buffer.concat([...converted.value.pieces].map((piece) => Buffer.from(piece))),
  );
}

/** Cost by stack: names and lines from the outside in; what a format cannot hold left away. */
function byStack(profile: Profile, column: number, threads = profile.threads): Map<string, number> {
  const texts: string[] = [];
  for (let stack = 0; stack < profile.stacks.length; stack += 1) {
    const parent = profile.stacks.parent[stack]!;
    const frame = profile.stacks.frame[stack]!;
    const text = `${profile.frames.name[frame]!}@${profile.frames.file[frame] ?? ''}:${profile.frames.line[frame]!}`;
    texts.push(parent < 0 ? text : `${texts[parent]!};${text}`);
  }
  const sums = new Map<string, number>();
  for (const { samples } of threads) {
    for (let row = 0; row < samples.length; row += 1) {
      const value = samples.values[column]![row]!;
      const text = texts[samples.stack[row]!] ?? '(no stack)@:0';
      if (value > 0) sums.set(text, (sums.get(text) ?? 0) + value);
    }
  }
  return sums;
}

/** Equal but for rounding of each sample to `grain`. */
function expectSame(found: Map<string, number>, wanted: Map<string, number>, grain: number): void {
  const missing = [...wanted].filter(([text, value]) => value > grain && !found.has(text));
  expect(missing).toEqual([]);
  for (const [text, value] of found) {
    expect(Math.abs(value - (wanted.get(text) ?? 0))).toBeLessThanOrEqual(grain);
  }
}

/** One of every format that holds stacks. */
const CAPTURES = [
  'callgrind-3.19/leaves.callgrind',
  'collapsed/sorts.txt',
  'datadog-pprof-5.20/known-shares.heap.pb.gz',
  'datadog-pprof-5.20/known-shares.time.pb.gz',
  'dhat-3.19/allocate.json',
  'electron-44/page.trace.json.gz',
  'firefox-153/page.gecko.json.gz',
  'go-1.19/known-shares.allocs.pb.gz',
  'go-1.19/known-shares.cpu.pb.gz',
  'hand-made/firefox-shared.json',
  'hand-made/instruments-16.txt',
  'hand-made/simpleperf.proto.bin',
  'heaptrack-1.4/allocate.heaptrack',
  'massif-3.19/allocate.massif',
  'node-20.20-prof/known-shares.preprocessed.json.gz',
  'node-20.20-prof/known-shares.processed.txt',
  'node-20.20-trace/known-shares.trace.json',
  'node-20.20/garbage.heapprofile',
  'node-20.20/known-shares.cpuprofile',
  'node-20.20/sync-promises.syncs.json',
  'openjdk-17/known-shares.jfr.json.gz',
  'perf-6.1/leaves-flat.txt',
  'perf-6.1/shares-go.txt',
  'perf-6.1/sorts-default.txt',
  'py-spy-0.4/known-shares.collapsed.txt',
  'py-spy-0.4/known-shares.speedscope.json',
  'py-spy-0.4/known-shares.trace.json',
  'python-3.11.2/alloc.touchstone-python',
  'python-3.11.2/cpu.touchstone-python',
  'strace-6.1-stacks/syncs-thread.strace',
  'strace-summary-6.1/sync-loop.strace-c.txt',
];

describe.each(CAPTURES)('%s', (name) => {
  const profile = load(name);
  const column = chooseColumn(profile);
  const { unit } = profile.valueTypes[column]!;

  it('keeps every stack by way of speedscope', () => {
    const back = parse(convert(profile, 'speedscope'));
    expect(back.format).toBe('speedscope');
    // Each thread and value is a profile of its own, in the unit's column.
    const types = profile.valueTypes;
    const ofColumn = back.profile.threads.filter(
      (thread) => types.length === 1 || thread.name.endsWith(`(${types[column]!.name})`),
    );
    const backColumn = back.profile.valueTypes.findIndex((type) => type.unit === unit);
    expectSame(byStack(back.profile, backColumn, ofColumn), byStack(profile, column), 1e-6);
  });

  it('keeps every stack by way of pprof', () => {
    const back = parse(convert(profile, 'pprof'));
    expect(back.format).toBe('pprof');
    expect(back.profile.valueTypes).toEqual(profile.valueTypes);
    const name = ({ pid, tid, name: own, processName }: Profile['threads'][number]) =>
      `${pid} ${tid} ${own} ${processName || 'demo'}`;
    // Several threads of a trace may have one number; those without cost are not written.
    const named = profile.threads.map(name);
    for (const thread of back.profile.threads) expect(named).toContain(name(thread));
    for (const each of profile.valueTypes.keys()) {
      expectSame(
        byStack(back.profile, each),
        byStack(profile, each),
        unit === 'ms' ? 1e-5 : profile.threads.length,
      );
    }
  });

  it('keeps every stack by way of Firefox', () => {
    const back = parse(convert(profile, 'firefox'));
    expect(back.format).toBe('firefox');
    expect(back.profile.valueTypes[0]!.unit).toBe(unit);
    expectSame(byStack(back.profile, 0), byStack(profile, column), 1e-9);
    expect(back.profile.threads.map((thread) => thread.tid)).toEqual(
      profile.threads.map((thread) => thread.tid),
    );
  });

  it('keeps the sums by way of collapsed stacks', () => {
    const back = parse(convert(profile, 'collapsed'));
    expect(back.format).toBe('collapsed');
    const factor = unit === 'ms' ? 1000 : 1;
    const sum = (each: Profile, at: number) =>
      [...byStack(each, at).values()].reduce((all, value) => all + value, 0);
    const stacks = byStack(profile, column).size;
    expect(Math.abs(sum(back.profile, 0) - sum(profile, column) * factor)).toBeLessThanOrEqual(
      stacks / 2 + 1,
    );
  });

  it('keeps the heaviest thread by way of cpuprofile', () => {
    const converted = convertProfile(profile, 'cpuprofile', OPTIONS);
    expect(converted.ok).toBe(unit !== 'bytes');
    if (!converted.ok) return;
    const back = parse(convert(profile, 'cpuprofile'));
    expect(back.format).toBe('cpuprofile');
    const sumOf = ({ samples }: Profile['threads'][number]) =>
      samples.values[column]!.reduce((sum, value) => sum + value, 0);
    const heaviest = [...profile.threads].sort((a, b) => sumOf(b) - sumOf(a))[0]!;
    const sum = (stacks: Map<string, number>) =>
      [...stacks.values()].reduce((all, each) => all + each, 0);
    const wanted = byStack(profile, column, [heaviest]);
    const grain = (heaviest.samples.length * 0.5) / 1000 + 1e-6;
    // What had no stack is V8's own (program); idle samples are gaps.
    wanted.delete('(idle)@:0');
    expectSame(
      new Map(
        [...byStack(back.profile, 0)].map(([text, value]) => [
          text.replace('(program)@:0', '(no stack)@:0'),
          value,
        ]),
      ),
      new Map(
        [...wanted].map(([text, value]) => [text.replace('(program)@:0', '(no stack)@:0'), value]),
      ),
      grain,
    );
    expect(Math.abs(sum(byStack(back.profile, 0)) - sum(wanted))).toBeLessThanOrEqual(grain);
  });

  it('lists the functions with their sums as CSV', () => {
    const text = Buffer.from(convert(profile, 'csv')).toString();
    const tree = buildCallTree(profile, 0);
    const { self } = sumByFunction(tree);
    const rows = text.trimEnd().split('\r\n').slice(1);
    const column0 = 4;
    const cells = rows.map((row) =>
      [...row.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((each) => each[1]!),
    );
    const sum = cells.reduce((all, row) => all + Number(row[column0]), 0);
    expect(sum).toBeCloseTo(
      self.reduce((all, each) => all + each, 0),
      3,
    );
  });
});

describe('names of any kind', () => {
  const names = [
    '<script>alert(1)</script>',
    '__proto__',
    'constructor',
    'a;b',
    '=1+1',
    '"quoted"',
    'Zeile\u0000\uFFFF',
    'ünï🙂',
  ];
  const profile: Profile = (() => {
    const built = buildProfile(names.map((_, index) => `f${index} = ${index + 1}`).join('\n'));
    return { ...built, frames: { ...built.frames, name: names } };
  })();

  it.each(['speedscope', 'pprof', 'firefox'] as const)('survive %s', (format) => {
    const back = parse(convert(profile, format)).profile;
    expect([...back.frames.name].filter((name) => names.includes(name)).sort()).toEqual(
      [...names].sort(),
    );
  });

  it('run nowhere', () => {
    const svg = Buffer.from(convert(profile, 'svg')).toString();
    expect(svg).not.toContain('<script');
    expect(svg).toMatch(/^<\?xml/);
    expect(svg).not.toContain('\u0000');
    expect(svg).not.toContain('\uFFFF');
    const csv = Buffer.from(convert(profile, 'csv')).toString();
    expect(csv).toContain("'=1+1");
    const collapsed = Buffer.from(convert(profile, 'collapsed')).toString();
    expect(collapsed.trimEnd().split('\n')).toHaveLength(names.length);
    expect(collapsed).toContain('a:b 4000');
  });
});

describe('convertProfile', () => {
  it('writes what the schema of speedscope asks for', () => {
    const file = JSON.parse(
      Buffer.from(convert(load('go-1.19/known-shares.cpu.pb.gz'), 'speedscope')).toString(),
    ) as {
      $schema: string;
      shared: { frames: { name: string }[] };
      profiles: { type: string; unit: string; samples: number[][]; weights: number[] }[];
    };
    expect(file.$schema).toBe('https://www.speedscope.app/file-format-schema.json');
    expect(file.profiles.map(({ type, unit }) => `${type} ${unit}`)).toEqual([
      'sampled none',
      'sampled milliseconds',
    ]);
    for (const profile of file.profiles) {
      expect(profile).toMatchObject({
        name: expect.any(String) as string,
        startValue: 0,
        endValue: expect.any(Number) as number,
      });
      expect(profile.weights).toHaveLength(profile.samples.length);
      expect(profile.samples.flat().every((frame) => file.shared.frames[frame] !== undefined)).toBe(
        true,
      );
    }
  });

  it('writes a cpuprofile that DevTools takes for what it is', () => {
    const profile = load('node-20.20/known-shares.cpuprofile');
    const file = JSON.parse(Buffer.from(convert(profile, 'cpuprofile')).toString()) as {
      nodes: { id: number; callFrame: { functionName: string; scriptId: string; url: string } }[];
      startTime: number;
      endTime: number;
      samples: number[];
      timeDeltas: number[];
    };
    // At 0, Chrome 130 never comes to an end.
    expect(file.startTime).toBeGreaterThan(0);
    // The last sample has the length of an average interval there: it must be nobody's.
    const idle = file.nodes.find(({ callFrame }) => callFrame.functionName === '(idle)')!;
    expect(file.samples.at(-1)).toBe(idle.id);
    expect(file.timeDeltas.reduce((sum, each) => sum + each, file.startTime)).toBe(file.endTime);
    // Functions of one name and line are told apart by their scripts.
    const scripts = new Map(file.nodes.map(({ callFrame }) => [callFrame.url, callFrame.scriptId]));
    expect(new Set(scripts.values()).size).toBe(scripts.size);
    for (const { callFrame } of file.nodes) {
      expect(callFrame.scriptId).toBe(scripts.get(callFrame.url));
    }
  });

  it('says what cannot be done', () => {
    const profile = load('go-1.19/known-shares.allocs.pb.gz');
    const bytes = convertProfile(profile, 'cpuprofile', { ...OPTIONS, value: 'allocated' });
    expect(bytes.ok ? null : bytes.failure.message).toContain('in bytes');
    const unknown = convertProfile(profile, 'collapsed', { ...OPTIONS, value: 'cpu' });
    expect(unknown.ok ? null : unknown.failure.remedy).toContain('inuse_space');
    const empty = convertProfile({ ...profile, threads: [] }, 'collapsed', OPTIONS);
    expect(empty.ok).toBe(false);
  });
});
